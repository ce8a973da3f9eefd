import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ErrorDetail, ProviderEntry } from '../wire/generated';
import type { IModelsState } from './modelstore';
import { findEntry, labelOf } from './rows';

/**
 * An error with what to do about it.
 */
export function Failure(props: {
  error: ErrorDetail;
  children?: React.ReactNode;
}): JSX.Element {
  const { message, hint } = props.error;
  return (
    <div className="jp-AiJup-notice jp-mod-failed">
      <strong>{message}</strong>
      {hint && <div>{hint}</div>}
      {props.children}
    </div>
  );
}

/**
 * That a simulator answers, whatever is picked.
 */
export function SimulatorNotice({
  trans
}: {
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <div className="jp-AiJup-notice jp-mod-caution">
      <strong>{trans.__('Simulator, not a model.')}</strong>{' '}
      {trans.__(
        'No provider has a key, so a simulator answers every prompt until one has.'
      )}
    </div>
  );
}

/**
 * Whether a provider can be used, and what is missing.
 */
export function ProviderState(props: {
  provider: ProviderEntry;
  trans: TranslationBundle;
}): JSX.Element {
  const { provider, trans } = props;
  if (!provider.configured) {
    return (
      <div className="jp-AiJup-notice jp-mod-caution">
        <strong>{trans.__('No key for %1.', provider.label)}</strong>{' '}
        {linked(provider.remedy)}
      </div>
    );
  }
  return <div className="jp-AiJup-facts">{keySource(provider, trans)}</div>;
}

interface IPicked {
  readonly state: IModelsState;
  readonly value: string | null;
  /** What holds when no model is picked. */
  readonly inherit: string;
  readonly isDisabled: boolean;
  readonly trans: TranslationBundle;
  onPick(value: string): void;
}

/**
 * What is picked, and what became of it if the lists do not have it.
 */
export function Picked(props: IPicked): JSX.Element {
  const { state, value, inherit, trans } = props;
  const entry = value === null ? null : findEntry(state.models, value);
  if (value !== null && entry === null) {
    return <Unlisted {...props} value={value} />;
  }
  return (
    <div className="jp-AiJup-picked">
      {trans.__('Picked:')} <strong>{entry?.label ?? inherit}</strong>{' '}
      {entry && <code>{entry.name}</code>}
    </div>
  );
}

function Unlisted(props: IPicked & { value: string }): JSX.Element {
  const { state, value, isDisabled, trans, onPick } = props;
  const status = state.statuses[value];
  const label = labelOf(state, value);
  const successor = status?.successor;
  // a hidden one still runs
  const isFine = status?.state === 'listed' || status?.state === 'hidden';
  return (
    <div className={`jp-AiJup-notice${isFine ? '' : ' jp-mod-caution'}`}>
      <strong>{trans.__('Picked: %1', label)}</strong>{' '}
      {label !== value && <code>{value}</code>}
      <div>{status?.message || trans.__('It is not in the list.')}</div>
      {successor && !isDisabled && (
        <button
          type="button"
          className="jp-AiJup-button"
          onClick={() => onPick(successor)}
        >
          {trans.__('Use %1', labelOf(state, successor))}
        </button>
      )}
    </div>
  );
}

/** The addresses in a text become links. */
function linked(text: string): React.ReactNode[] {
  return text.split(/(https:\/\/\S*[^\s.,;])/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={index} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    )
  );
}

function keySource(provider: ProviderEntry, trans: TranslationBundle): string {
  switch (provider.source) {
    case 'env':
      return trans.__(
        'The key comes from the environment of the Jupyter server.'
      );
    case 'keyring':
      return trans.__('The key was given in Settings.');
    case null:
      return trans.__('Ready.');
  }
}
