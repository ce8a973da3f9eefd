import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { fireEvent } from '@testing-library/react';
import { afterEach } from 'vitest';

import { ModelChip } from '../../../picker/chip/modelchip';
import { DefaultModelName } from '../../../running/promptmodels';
import type {
  IModelWantedOnce,
  INamedModels,
  IPromptNotebooks,
  Replay
} from '../../../tokens';
import { trans } from '../knownmodels';
import type { ModelServer } from '../modelserver';
import { OpenedPicker } from '../openedpicker';

const opened = new Set<OpenedChip>();

afterEach(() => {
  opened.forEach(chip => chip.dispose());
  opened.clear();
});

/**
 * Show the chip of a notebook that names no model.
 */
export function openChip(
  server: ModelServer,
  { hasPrompt = true } = {}
): OpenedChip {
  const chip = new OpenedChip(server, hasPrompt);
  opened.add(chip);
  Widget.attach(chip, document.body);
  return chip;
}

/**
 * A chip, and what it sees of the notebook: the models that it names.
 */
class OpenedChip extends ModelChip {
  constructor(server: ModelServer, hasPrompt: boolean) {
    const names = new Names(hasPrompt);
    const prompts = {
      changed: new Signal<object, void>({}),
      defaultModel: new DefaultModelName(),
      modelWanted: new Signal<object, NotebookPanel>({}),
      modelWantedOnce: new Signal<object, IModelWantedOnce>({}),
      namedModels: () => names
    } as unknown as IPromptNotebooks;
    const panel = {
      context: {
        model: { sharedModel: { cells: [] } },
        ready: Promise.resolve()
      },
      content: { activate: () => undefined },
      toolbar: { node: document.createElement('div') }
    } as unknown as NotebookPanel;
    const { store } = server;
    super({ panel, prompts, store, trans, openSettings: () => undefined });
    this.names = names;
    this.prompts = prompts;
  }

  readonly names: Names;
  readonly prompts: IPromptNotebooks;

  /** What it says. */
  get text(): string {
    return this.node.textContent ?? '';
  }

  /** Press it: the choice of the notebook's model opens. */
  press(): OpenedPicker {
    fireEvent.click(this.node.querySelector('button')!);
    const popup = document.querySelector<HTMLElement>('.jp-AiJup-popup');
    return new OpenedPicker(popup!);
  }
}

/** What a notebook names. */
class Names implements INamedModels {
  constructor(public hasPrompt: boolean) {}

  hasActivePrompt = false;
  records = [];
  cell: string | null = null;
  notebook: string | null = null;
  declined: string | null = null;
  replay: Replay = 'off';
  readonly changed = new Signal<this, void>(this);
  isDisposed = false;

  isDeclined(name: string): boolean {
    return name === this.declined;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
