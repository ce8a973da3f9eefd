import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { Settings } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IFormRenderer } from '@jupyterlab/ui-components';
import { FormComponent } from '@jupyterlab/ui-components';
import React from 'react';

import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { ErrorDetail } from '../../wire/generated';
import { Failure } from '../notices';
import { saveSetting, unsaved } from './savesetting';

type Fields = Record<string, NonNullable<IFormRenderer['fieldRenderer']>>;

/** Milliseconds without a key pressed, after which what is typed is saved. */
const PAUSE = 500;

/**
 * Show the settings where JupyterLab's editor of settings is not at hand, as on the pages of Jupyter Notebook.
 *
 * @param fields - the renderers of those that are not shown as JSON schema says
 */
export async function showSettings(
  settings: Settings,
  fields: Fields,
  trans: TranslationBundle
): Promise<void> {
  const form = <SettingsForm settings={settings} fields={fields} />;
  const body = ReactWidget.create(form);
  body.addClass('jp-AiJup-settingsDialog');
  // one that accepts nothing: it closes whatever the form says
  const close = Dialog.cancelButton({ label: trans.__('Close') });
  const dialog = new FormDialog({
    // as the Settings menu has it, which opens this
    title: trans._p('schema', 'AI Prompts'),
    body,
    buttons: [close],
    hasClose: true,
    focusNodeSelector: 'input:checked, input'
  });
  dialog.addClass('jp-AiJup-settings');
  await dialog.launch();
}

/** JupyterLab's dialog takes Enter and the arrows for its own buttons, also from fields and buttons of a form. */
class FormDialog extends Dialog<void> {
  protected _evtKeydown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isInForm = target.closest('.jp-AiJup-settingsDialog') !== null;
    // Escape in a question of the form answers that
    const isInQuestion = target.closest('[role="alertdialog"]') !== null;
    if (!isInForm || (DIALOGS.has(event.key) && !isInQuestion)) {
      super._evtKeydown(event);
    }
  }
}

/** The keys that mean the dialog wherever the focus is. */
const DIALOGS = new Set(['Escape', 'Tab']);

function SettingsForm(props: {
  readonly settings: Settings;
  readonly fields: Fields;
}): JSX.Element {
  const { settings, fields } = props;
  const [values, setValues] = React.useState<ReadonlyJSONObject>(
    settings.composite as ReadonlyJSONObject
  );
  const [error, setError] = React.useState<ErrorDetail | null>(null);
  const saving = React.useRef(0);
  const save = (changed: ReadonlyJSONObject) => {
    const objection = objectionTo(settings, changed);
    if (objection) {
      setError({ code: 'unsaved', message: objection, hint: '' });
      return;
    }
    saveChanged(settings, changed).then(
      () => setError(null),
      (reason: unknown) => setError(unsaved(reason))
    );
  };
  React.useEffect(() => {
    // the model's picker writes its setting itself
    const onChanged = () => setValues(settings.composite as ReadonlyJSONObject);
    settings.changed.connect(onChanged);
    return () => {
      settings.changed.disconnect(onChanged);
    };
  }, [settings]);
  const { properties } = settings.schema;
  const ownFields = Object.keys(fields).map(name => [
    name,
    { 'ui:field': name }
  ]);
  return (
    <>
      <div role="status">{error && <Failure error={error} />}</div>
      <FormComponent
        schema={{ type: 'object', properties } as Schema}
        uiSchema={Object.fromEntries(ownFields) as object}
        fields={fields}
        formData={values}
        formContext={{ settings }}
        idPrefix="ai-jup-settings"
        validator={THE_REGISTRYS}
        onChange={({ formData }) => {
          const now = formData as ReadonlyJSONObject;
          setValues(now);
          window.clearTimeout(saving.current);
          saving.current = window.setTimeout(() => save(now), PAUSE);
        }}
      />
    </>
  );
}

type Schema = React.ComponentProps<typeof FormComponent>['schema'];
type Validator = React.ComponentProps<typeof FormComponent>['validator'];

/** The registry's validation is asked before anything is saved. */
const THE_REGISTRYS: Validator = {
  isValid: () => true,
  rawValidation: () => ({ errors: [] }),
  toErrorList: () => [],
  validateFormData: () => ({ errors: [], errorSchema: {} })
};

function objectionTo(
  settings: Settings,
  values: ReadonlyJSONObject
): string | null {
  const [error] = settings.validate(JSON.stringify(values)) ?? [];
  if (!error) {
    return null;
  }
  // `#/properties/maxSteps/minimum`
  const name = error.schemaPath.split('/')[2];
  const title = settings.schema.properties?.[name]?.title ?? name;
  return `${title}: ${error.message}`;
}

async function saveChanged(
  settings: Settings,
  values: ReadonlyJSONObject
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    if (name !== 'model' && value !== settings.get(name).composite) {
      await saveSetting(settings, name, (value as number | boolean) ?? null);
    }
  }
}
