import type { Settings } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IFormRenderer } from '@jupyterlab/ui-components';
import React from 'react';

import type { IModelStore } from '../../tokens';
import type { ErrorDetail } from '../../wire/generated';
import { ModelPicker } from '../modelpicker';
import { Failure } from '../notices';
import { saveSetting, unsaved } from './savesetting';

type Field = NonNullable<IFormRenderer['fieldRenderer']>;
type FieldProps = React.ComponentProps<Field>;

/**
 * The renderer of the setting `model`: the picker, which writes the setting at once.
 */
export function modelField(
  store: IModelStore,
  trans: TranslationBundle
): Field {
  return function ModelSetting(props: FieldProps) {
    return <ModelField {...props} store={store} trans={trans} />;
  };
}

interface IModelField {
  readonly store: IModelStore;
  readonly trans: TranslationBundle;
}

function ModelField(props: FieldProps & IModelField): JSX.Element {
  const { schema, store, trans } = props;
  const { error, pick } = usePick(props);
  // an emptied field of the form is an empty string
  const value = (props.formData as string | null | undefined) || null;
  return (
    <div className="jp-AiJup-modelSetting">
      <h3 className="jp-FormGroup-fieldLabel">{schema.title}</h3>
      <p className="jp-AiJup-facts">{schema.description}</p>
      <div role="status">{error && <Failure error={error} />}</div>
      <ModelPicker
        store={store}
        names={{ notebook: null, setting: value }}
        level="setting"
        trans={trans}
        onPick={pick}
      />
    </div>
  );
}

function usePick({ name, formContext }: FieldProps) {
  const [error, setError] = React.useState<ErrorDetail | null>(null);
  const { settings } = formContext as { settings: Settings };
  const pick = (value: string | null) => {
    saveSetting(settings, name, value).then(
      () => setError(null),
      (reason: unknown) => setError(unsaved(reason))
    );
  };
  return { error, pick };
}
