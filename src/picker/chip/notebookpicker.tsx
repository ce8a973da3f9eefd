import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IDefaultModel, IModelStore, INamedModels } from '../../tokens';
import { TestConnection } from '../connectiontest/testbutton';
import { namedByPrompt } from '../connectiontest/testedmodel';
import { findEntry, labelOf } from '../list/modelrows';
import { ModelPicker, NEXT_TO_PICK } from '../modelpicker';
import { NamedModel } from '../pickedmodel';
import { useChanging } from '../usechanging';
import { ReplayChoice } from './replaychoice';

/**
 * What the choice of a notebook's model needs.
 */
export interface INotebookPicker {
  readonly store: IModelStore;
  readonly names: INamedModels;
  /** Has the model that the settings name. */
  readonly defaultModel: IDefaultModel;
  readonly trans: TranslationBundle;
  /** What the notebook's answers took; nothing where that is not known. */
  readonly totals: string;
  openSettings(): void;
}

/**
 * The choice of a notebook's own model; before it what the active prompt names, which goes before the notebook's.
 */
export function NotebookPicker(props: INotebookPicker): JSX.Element {
  const { store, names, defaultModel, trans } = props;
  const notebook = useChanging(names, () => names.notebook);
  const cell = useChanging(names, () => names.cell);
  const setting = useChanging(defaultModel, () => defaultModel.name);
  const declined = useChanging(names, () => {
    const named = names.cell ?? names.notebook;
    return named !== null && names.isDeclined(named);
  });
  const isActive = useChanging(names, () => names.hasActivePrompt);
  const isLocked = useChanging(
    store,
    () => store.state.serverDefault?.locked ?? false
  );
  const [isWanted, setForCell] = React.useState(false);
  // a prompt that names a model has it above
  const mayChange = isActive && cell === null && !isLocked;
  const isForCell = isWanted && mayChange;
  const list = React.useRef<HTMLDivElement>(null);
  return (
    <>
      {cell !== null && (
        <PromptModel
          {...props}
          cell={cell}
          onPick={model => {
            names.cell = model;
            list.current?.querySelector<HTMLElement>(NEXT_TO_PICK)?.focus();
          }}
        />
      )}
      <h3 className="jp-AiJup-popupTitle">
        {isForCell
          ? trans.__('Model of this prompt')
          : trans.__('Model of this notebook')}
      </h3>
      {declined && (
        <p className="jp-AiJup-popupNote">
          {trans.__(
            'You chose to have your own model answer in place of those that this notebook names. Pick a model here to use it.'
          )}
        </p>
      )}
      {mayChange && (
        <button
          type="button"
          className="jp-AiJup-button jp-AiJup-scope"
          onClick={() => setForCell(!isForCell)}
        >
          {isForCell
            ? trans.__('Choose for the whole notebook')
            : trans.__('Choose for this prompt only')}
        </button>
      )}
      <div ref={list}>
        {isForCell ? (
          <ModelPicker
            key="cell"
            store={store}
            names={{ notebook: null, setting: notebook ?? setting }}
            level="notebook"
            inherit={trans.__('As in the notebook')}
            trans={trans}
            onPick={model => {
              names.cell = model;
              setForCell(false);
            }}
          />
        ) : (
          <ModelPicker
            key="notebook"
            store={store}
            names={{ notebook, setting }}
            level="notebook"
            trans={trans}
            onPick={model => {
              names.notebook = model;
            }}
          />
        )}
      </div>
      <ReplayChoice names={names} trans={trans} />
      {props.totals && (
        <p className="jp-AiJup-popupNote jp-AiJup-totals">{props.totals}</p>
      )}
      <div className="jp-AiJup-popupFoot">
        <button
          type="button"
          className="jp-AiJup-button"
          onClick={props.openSettings}
        >
          {trans.__('Settings and keys…')}
        </button>
      </div>
    </>
  );
}

interface IPromptModel extends INotebookPicker {
  readonly cell: string;
  onPick(model: string | null): void;
}

function PromptModel(props: IPromptModel): JSX.Element {
  const { store, cell, trans, onPick } = props;
  const state = useChanging(store, () => store.state);
  React.useEffect(() => {
    if (state.phase === 'ready' && !findEntry(state.models, cell)) {
      void store.inquire(cell);
    }
  }, [store, state, cell]);
  return (
    <>
      <h3 className="jp-AiJup-popupTitle">
        {trans.__('Model of this prompt')}
      </h3>
      <NamedModel
        state={state}
        value={cell}
        title={labelOf(state, cell)}
        trans={trans}
        onPick={onPick}
      />
      {!state.serverDefault?.locked && (
        <p className="jp-AiJup-popupNote">
          {trans.__(
            "This overrides the notebook's model. Clear it to use the notebook's."
          )}
        </p>
      )}
      {state.phase === 'ready' && !state.serverDefault?.locked && (
        <TestConnection
          about={cell}
          store={store}
          state={state}
          tested={namedByPrompt(state, cell)}
          takesKeys={false}
          trans={trans}
        />
      )}
    </>
  );
}
