import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IModelsState } from '../tokens';
import { findEntry, labelOf } from './list/modelrows';
import { gone, keyless } from './obstacles';

/**
 * What is picked at one place.
 */
export interface IPickedModel {
  readonly state: IModelsState;
  readonly value: string | null;
  /** What holds when no model is picked. */
  readonly inherit: string;
  readonly trans: TranslationBundle;
  onPick(value: string | null): void;
}

/**
 * What is picked, and what became of it if the lists do not have it.
 */
export function PickedModel(props: IPickedModel): JSX.Element {
  const { state, value, inherit, trans } = props;
  const entry = value === null ? null : findEntry(state.models, value);
  if (value !== null && (entry === null || state.serverDefault?.locked)) {
    return (
      <NamedModel
        {...props}
        value={value}
        title={trans.__('Picked: %1', labelOf(state, value))}
      />
    );
  }
  return (
    <div className="jp-AiJup-picked">
      {entry ? (
        <>
          {trans.__('Picked:')} <strong>{entry.label}</strong>{' '}
          <code>{entry.name}</code>
        </>
      ) : (
        <strong>{inherit}</strong>
      )}
    </div>
  );
}

interface INamedModel extends Omit<IPickedModel, 'inherit'> {
  readonly value: string;
  readonly title: string;
}

/**
 * A model that something names: what became of it, what to take instead, and how to be rid of it.
 */
export function NamedModel(props: INamedModel): JSX.Element {
  const { state, value, title, trans, onPick } = props;
  const isLocked = state.serverDefault?.locked ?? false;
  const status = state.statuses[value];
  const successor = isLocked ? null : status?.successor;
  const isGone = isLocked || gone(state, value) !== null;
  const isKnown = status || findEntry(state.models, value);
  const words = isLocked
    ? trans.__('Not used: the administrator has chosen the model.')
    : status?.message ||
      (isKnown
        ? keyless(state, value, trans)
        : trans.__('It is not in the list.'));
  return (
    <div className={`jp-AiJup-notice${isGone ? ' jp-mod-caution' : ''}`}>
      <strong>{title}</strong>{' '}
      {labelOf(state, value) !== value && <code>{value}</code>}
      {words && <div>{words}</div>}
      <div className="jp-AiJup-actions">
        {successor && (
          <button
            type="button"
            className="jp-AiJup-button"
            onClick={() => onPick(successor)}
          >
            {keyless(state, successor, trans)
              ? trans.__('Use %1 (no key)', labelOf(state, successor))
              : trans.__('Use %1', labelOf(state, successor))}
          </button>
        )}
        <button
          type="button"
          className="jp-AiJup-button"
          onClick={() => onPick(null)}
        >
          {trans.__('Clear')}
        </button>
      </div>
    </div>
  );
}
