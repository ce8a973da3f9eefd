import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { KeyForm } from './keyform';
import { ModelList } from './modellist';
import type { IModelsState, ModelStore } from './modelstore';
import { Failure, Picked, ProviderState, SimulatorNotice } from './notices';
import { ProviderTabs } from './providertabs';
import type { IProviderGroup } from './rows';
import {
  findEntry,
  firstShown,
  groups,
  isSimulated,
  labelOf,
  testedModel
} from './rows';
import { TestConnection } from './testbutton';
import { useStore } from './usestore';

/**
 * What the picker needs.
 */
export interface IModelPicker {
  readonly store: ModelStore;
  /** The name of the picked model; null if none is. */
  readonly value: string | null;
  /** The words of the first row, which picks none. */
  inherit(state: IModelsState): string;
  /** Whether keys can be given here. */
  readonly hasKeys: boolean;
  /** Whether the filter takes the focus once the list is there. */
  readonly takesFocus?: boolean;
  readonly trans: TranslationBundle;
  onPick(value: string | null): void;
}

/**
 * The choice of a model: a provider, then one of its models.
 */
export function ModelPicker(props: IModelPicker): JSX.Element {
  const { store, trans } = props;
  const state = useStore(store);
  React.useEffect(() => {
    void store.refresh().then(() => store.checkAvailability());
  }, [store]);
  switch (state.phase) {
    case 'idle':
    case 'loading':
      return (
        <div className="jp-AiJup-picker" role="status">
          {trans.__('Reading the list of models…')}
        </div>
      );
    case 'failed':
      return <Unread {...props} state={state} />;
    case 'ready':
      return <Picker {...props} state={state} />;
  }
}

type WithState = IModelPicker & { readonly state: IModelsState };

function Unread({ store, state, trans }: WithState): JSX.Element {
  return (
    <div className="jp-AiJup-picker" role="alert">
      {state.error && (
        <Failure error={state.error}>
          <button
            type="button"
            className="jp-AiJup-button"
            onClick={() => void store.refresh()}
          >
            {trans.__('Retry')}
          </button>
        </Failure>
      )}
    </div>
  );
}

function Picker(props: WithState): JSX.Element {
  const { state, value, trans } = props;
  const all = groups(state.models, state.providers);
  const fallback = state.serverDefault?.model?.name;
  const [chosen, setChosen] = React.useState<string | null>(null);
  const shown = chosen ?? firstShown(all, [value, fallback]);
  const group = all.find(({ provider }) => provider.id === shown);
  const isDisabled = state.serverDefault?.locked ?? false;
  useInquiry(props);
  const root = useFocus(props);
  const pick = (picked: string | null) => {
    // the provider on show stays, whatever it is that was picked
    setChosen(picked === null ? shown : null);
    props.onPick(picked);
  };
  return (
    <div ref={root} className="jp-AiJup-picker">
      {isSimulated(state.providers) && <SimulatorNotice trans={trans} />}
      {isDisabled && <Locked {...props} />}
      <Picked
        {...props}
        inherit={props.inherit(state)}
        isDisabled={isDisabled}
        onPick={pick}
      />
      <ProviderTabs
        groups={all}
        shown={shown}
        trans={trans}
        onShow={setChosen}
      />
      {group && (
        <Group
          {...props}
          key={group.provider.id}
          group={group}
          isDisabled={isDisabled}
          onPick={pick}
        />
      )}
    </div>
  );
}

function Group(
  props: WithState & { group: IProviderGroup; isDisabled: boolean }
): JSX.Element {
  const { group, state, store, value, trans, hasKeys } = props;
  const { provider } = group;
  const takesKey = provider.storage !== null && provider.source !== 'env';
  const entry = testedModel(group, [value, state.serverDefault?.model?.name]);
  return (
    <>
      <ProviderState provider={provider} trans={trans} />
      <ModelList
        {...props}
        availability={state.availability}
        inherit={props.inherit(state)}
      />
      {entry && (
        <TestConnection
          // what was found out with another key holds no more
          key={`${provider.source} ${provider.configured}`}
          store={store}
          entry={entry}
          isOther={value !== null && entry.name !== value}
          trans={trans}
        />
      )}
      {hasKeys && takesKey && (
        <KeyForm store={store} provider={provider} trans={trans} />
      )}
    </>
  );
}

function Locked({ state, trans }: WithState): JSX.Element {
  const name = state.serverDefault?.model?.name;
  return (
    <div className="jp-AiJup-notice">
      <strong>{trans.__('The administrator has chosen the model.')}</strong>{' '}
      {name && trans.__('%1 answers every prompt.', labelOf(state, name))}
    </div>
  );
}

/** Ask what became of a picked model that the lists do not have. */
function useInquiry({ store, state, value }: WithState): void {
  React.useEffect(() => {
    if (value !== null && !findEntry(state.models, value)) {
      void store.inquire(value);
    }
  }, [store, state, value]);
}

function useFocus({ takesFocus }: IModelPicker) {
  const root = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (takesFocus) {
      root.current?.querySelector<HTMLElement>('.jp-AiJup-filter')?.focus();
    }
  }, [takesFocus]);
  return root;
}
