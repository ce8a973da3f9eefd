import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IEffectiveModel, INames } from '../runstate/effectivemodel';
import { effectiveModel } from '../runstate/effectivemodel';
import type { IModelsState, IModelStore } from '../tokens';
import { TestConnection } from './connectiontest/testbutton';
import { testedModel } from './connectiontest/testedmodel';
import { ModelList } from './list/modellist';
import type { IProviderGroup } from './list/modelrows';
import {
  findEntry,
  firstShown,
  groupOf,
  groups,
  isSimulated,
  labelOf
} from './list/modelrows';
import { ProviderTabs } from './list/providertabs';
import { asInSettings, serverDefault } from './modelnames';
import { Failure, ProviderState, SimulatorNotice } from './notices';
import { gone } from './obstacles';
import { PickedModel } from './pickedmodel';
import { KeyForm } from './settings/keyform';
import { useChanging } from './usechanging';
import { onWindowFocus } from './windowfocus';

/**
 * Selects what takes the focus when a button that picked a model has gone: the list, else what comes after it.
 */
export const NEXT_TO_PICK = '.jp-AiJup-filter:enabled, .jp-AiJup-test button';

/**
 * What the picker needs.
 */
export interface IModelPicker {
  readonly store: IModelStore;
  /** The models that are named at the level that is picked for, and below it. */
  readonly names: Omit<INames, 'cell'>;
  /** Whose model is picked. Keys are given in Settings. */
  readonly level: 'notebook' | 'setting';
  /** The first row, where it is not that of the level. */
  readonly inherit?: string;
  /** Whether it is picked for one answer: something must be, and nothing is tested. */
  readonly isForOnce?: boolean;
  readonly trans: TranslationBundle;
  onPick(value: string | null): void;
}

/**
 * The choice of a model: a provider, then one of its models.
 */
export function ModelPicker(props: IModelPicker): JSX.Element {
  const { store, trans } = props;
  const state = useChanging(store, () => store.state);
  React.useEffect(() => {
    void store.warm();
    void store.refresh().then(() => store.checkAvailability());
    const back = onWindowFocus(
      () => void store.renew().then(() => store.checkAvailability())
    );
    return () => back.dispose();
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
  const { state, names, level, trans } = props;
  const value = names[level];
  const effective = effectiveModel(
    { ...names, cell: null },
    state.serverDefault
  );
  const all = groups(state.models, state.providers);
  const [shown, setShown] = useShown(state, all, effective);
  const group = all.find(({ provider }) => provider.id === shown);
  const inherit = props.inherit ?? inheritWords(props);
  useInquiry(props, [value, effective.name]);
  const { root, focusOnChange } = useFocus(props);
  const pick = (picked: string | null) => {
    focusOnChange();
    props.onPick(picked);
  };
  return (
    <div ref={root} className="jp-AiJup-picker">
      {isSimulated(state.providers) && <SimulatorNotice trans={trans} />}
      <Trouble {...props} effective={effective} />
      {(value !== null || effective.by !== 'lock') && (
        <PickedModel
          state={state}
          value={value}
          inherit={inherit}
          trans={trans}
          onPick={pick}
        />
      )}
      <ProviderTabs
        groups={all}
        shown={shown}
        trans={trans}
        onShow={setShown}
      />
      {group && (
        <Group
          {...props}
          key={group.provider.id}
          all={all}
          group={group}
          effective={effective}
          inherit={props.isForOnce ? '' : inherit}
        />
      )}
    </div>
  );
}

interface IGroup extends WithState {
  readonly all: readonly IProviderGroup[];
  readonly group: IProviderGroup;
  readonly effective: IEffectiveModel;
  readonly inherit: string;
}

function Group(props: IGroup): JSX.Element {
  const { all, group, effective, level, state, store, trans } = props;
  const { provider } = group;
  const [changes, setChanges] = React.useState(0);
  const onChange = () => setChanges(count => count + 1);
  // where the administrator allows no model, a key would change nothing
  const tellsKey = group.models.length > 0 || provider.configured;
  const takesKeys =
    level === 'setting' &&
    tellsKey &&
    provider.storage !== null &&
    provider.source !== 'env';
  const tested = testedModel(state, all, group, effective);
  // a key that is missing comes first: below a long list nobody sees where it is given
  const key = takesKeys && (
    <KeyForm
      key="key"
      store={store}
      provider={provider}
      trans={trans}
      onChange={onChange}
    />
  );
  return (
    <>
      {tellsKey && (
        <ProviderState
          provider={provider}
          takesKeys={takesKeys}
          trans={trans}
        />
      )}
      {!provider.configured && key}
      <ModelList
        group={group}
        others={all.filter(each => each !== group)}
        availability={state.availability}
        value={effective.by === 'lock' ? null : props.names[level]}
        inherit={props.inherit}
        isDisabled={effective.by === 'lock'}
        trans={trans}
        onPick={props.onPick}
        onSearch={onChange}
      />
      {tested && !props.isForOnce && (
        <TestConnection
          // another pick, another key, or another look at the list; not another default of the server's
          about={`${props.names[level]} ${changes}`}
          store={store}
          state={state}
          tested={tested}
          takesKeys={takesKeys}
          trans={trans}
        />
      )}
      {provider.configured && key}
    </>
  );
}

/** What keeps prompts at this level from being answered, or from being answered by what is picked. */
function Trouble(
  props: WithState & { effective: IEffectiveModel }
): JSX.Element | null {
  const { state, effective, trans, names, level } = props;
  const problem = state.serverDefault?.problem;
  // of a key the provider's tab says more
  const isServers = problem && problem.code !== 'key-missing';
  if (effective.by === 'lock') {
    return (
      <>
        <div className="jp-AiJup-notice">
          <strong>{trans.__('The administrator has chosen the model.')}</strong>{' '}
          {effective.name &&
            !isServers &&
            trans.__(
              '%1 answers every prompt.',
              labelOf(state, effective.name)
            )}
        </div>
        {isServers && <Failure error={problem} />}
      </>
    );
  }
  if (names[level] !== null) {
    return null;
  }
  if (effective.by === 'server') {
    return isServers ? <Failure error={problem} /> : null;
  }
  const message = effective.name && gone(state, effective.name);
  const hint = trans.__('Pick another model in Settings or here.');
  return message ? <Failure error={{ code: '', message, hint }} /> : null;
}

function inheritWords({ state, names, level, trans }: WithState): string {
  return level === 'setting' || state.serverDefault?.locked
    ? serverDefault(state, trans)
    : asInSettings(state, names.setting, trans);
}

/** The provider on show follows what is named; nothing else, a key that comes or goes, takes the user elsewhere. */
function useShown(
  state: IModelsState,
  all: readonly IProviderGroup[],
  { name, by }: IEffectiveModel
) {
  const own = name && by !== 'server' ? groupOf(all, state, name) : undefined;
  const named = own ? `${own.provider.id} ${name}` : null;
  const [followed, setFollowed] = React.useState(named);
  const [shown, setShown] = React.useState(() => firstShown(all, state, name));
  if (named !== followed) {
    setFollowed(named);
    setShown(own?.provider.id ?? shown);
  }
  return [shown, setShown] as const;
}

/** Ask what became of the models that the lists do not have. */
function useInquiry(
  { store, state }: WithState,
  names: readonly (string | null)[]
): void {
  React.useEffect(() => {
    for (const name of names) {
      if (name !== null && !findEntry(state.models, name)) {
        void store.inquire(name);
      }
    }
  });
}

/** A button that goes leaves the keyboard at what comes next. */
function useFocus({ names, level }: IModelPicker) {
  const root = React.useRef<HTMLDivElement>(null);
  const isWanted = React.useRef(level === 'notebook');
  const value = names[level];
  React.useEffect(() => {
    if (isWanted.current) {
      isWanted.current = false;
      root.current?.querySelector<HTMLElement>(NEXT_TO_PICK)?.focus();
    }
  }, [value]);
  const focusOnChange = () => {
    isWanted.current = true;
  };
  return { root, focusOnChange };
}
