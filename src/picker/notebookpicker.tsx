import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IModelStore, INamedModels } from '../tokens';
import { ModelPicker } from './modelpicker';
import { asInSettings } from './words';

/**
 * What the choice of a notebook's model needs.
 */
export interface INotebookPicker {
  readonly store: IModelStore;
  readonly names: INamedModels;
  /** The model that the settings name. */
  readonly setting: string | null;
  readonly trans: TranslationBundle;
  openSettings(): void;
}

/**
 * The choice of a notebook's own model.
 */
export function NotebookPicker(props: INotebookPicker): JSX.Element {
  const { store, names, setting, trans } = props;
  const value = useNotebookModel(names);
  return (
    <>
      <h3 className="jp-AiJup-popupTitle">
        {trans.__('Model of this notebook')}
      </h3>
      {names.cell && (
        <div className="jp-AiJup-notice">
          {trans.__('The active prompt names its own model: %1.', names.cell)}
        </div>
      )}
      <ModelPicker
        store={store}
        value={value}
        inherit={state => asInSettings(state, setting, trans)}
        hasKeys={false}
        takesFocus={true}
        trans={trans}
        onPick={model => {
          names.notebook = model;
        }}
      />
      <button
        type="button"
        className="jp-AiJup-button jp-AiJup-toSettings"
        onClick={props.openSettings}
      >
        {trans.__('Settings and keys…')}
      </button>
    </>
  );
}

function useNotebookModel(names: INamedModels): string | null {
  const subscribe = React.useCallback(
    (onChanged: () => void) => {
      const slot = () => onChanged();
      names.changed.connect(slot);
      return () => {
        names.changed.disconnect(slot);
      };
    },
    [names]
  );
  return React.useSyncExternalStore(subscribe, () => names.notebook);
}
