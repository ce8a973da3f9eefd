import {
  cleanup,
  configure,
  fireEvent,
  render,
  waitFor,
  within
} from '@testing-library/react';
import React from 'react';
import { afterEach, expect } from 'vitest';

import schema from '../../../schema/plugin.json';
import { modelField } from '../../picker/settings/modelfield';
import { useChanging } from '../../picker/usechanging';
import { trans } from './knownmodels';
import type { ModelServer } from './modelserver';
import { SettingsFile } from './settingsfile';

type Field = ReturnType<typeof modelField>;
type Settings = Awaited<ReturnType<SettingsFile['openWindow']>>;

configure({
  // on a busy machine
  asyncUtilTimeout: 4_000,
  // there are no styles that would hide a part, and to look for them takes most of a test's time
  defaultHidden: true
});
afterEach(cleanup);

/**
 * The picker as a user meets it, in Settings or at a notebook.
 */
export class OpenedPicker {
  constructor(readonly node: HTMLElement) {}

  /** All that it says. */
  get text(): string {
    return this.node.textContent ?? '';
  }

  /** The field that filters the list of models. */
  get filter(): HTMLInputElement {
    return this._parts.getByRole('combobox');
  }

  /** The field for a provider's key; null where none is taken. */
  get key(): HTMLInputElement | null {
    return this.node.querySelector('input[type="password"]');
  }

  /** What the rows of the list say. */
  get rows(): string[] {
    const rows = this._parts.getAllByRole('option');
    return rows.map(row => row.textContent ?? '');
  }

  /** What the picked row says; null if the picked model is in no row of the list. */
  get picked(): string | null {
    const row = this._parts.queryByRole('option', { selected: true });
    return row?.textContent ?? null;
  }

  /** What a connection test has found to be wrong; null while nothing is. */
  get failure(): string | null {
    const notice = this.node.querySelector('.jp-AiJup-test .jp-mod-failed');
    return notice?.textContent ?? null;
  }

  /** Wait until it says something. */
  async see(words: string): Promise<void> {
    await waitFor(() => expect(this.text).toContain(words));
  }

  /** Wait for the list of models. */
  list(): Promise<HTMLElement> {
    return this._parts.findByRole('listbox');
  }

  /** A button that can be pressed. */
  button(name: string): HTMLButtonElement {
    return this._parts.getByRole('button', { name });
  }

  buttons(name: string): HTMLElement[] {
    return this._parts.queryAllByRole('button', { name });
  }

  /** Press a button with the keyboard. */
  press(name: string): void {
    const button = this.button(name);
    button.focus();
    fireEvent.click(button);
  }

  /** The choice of a provider. */
  provider(name: string): HTMLInputElement {
    return this._parts.getByRole('radio', { name });
  }

  /** Look at a provider. */
  show(name: string): void {
    fireEvent.click(this.provider(name));
  }

  /** Press a row of the list. */
  pick(row: number): void {
    fireEvent.click(this._parts.getAllByRole('option')[row]);
  }

  private get _parts() {
    return within(this.node);
  }
}

/**
 * Write into a field, in place of what stands there.
 */
export function fill(field: HTMLInputElement, text: string): void {
  fireEvent.change(field, { target: { value: text } });
}

/**
 * The setting `model` in JupyterLab's form, which shows what is saved.
 */
function Form(props: { settings: Settings; Field: Field }): JSX.Element {
  const { settings, Field } = props;
  const model = useChanging(settings, () => settings.composite.model);
  const field = {
    name: 'model',
    schema: schema.properties.model,
    formData: model,
    formContext: { settings }
  };
  return <Field {...(field as React.ComponentProps<Field>)} />;
}

/**
 * Open the settings of AI prompts.
 *
 * @param model - what is picked in them
 */
export async function openSettings(
  server: ModelServer,
  model: string | null = null
) {
  const file = new SettingsFile();
  file.raw = JSON.stringify(model ? { model } : {});
  const settings = await file.openWindow();
  const Field = modelField(server.store, trans);
  const { container } = render(<Form settings={settings} Field={Field} />);
  return Object.assign(new OpenedPicker(container), { file });
}
