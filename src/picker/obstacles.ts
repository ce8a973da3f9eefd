import type { TranslationBundle } from '@jupyterlab/translation';

import type { IEffectiveModel } from '../runstate/effectivemodel';
import { defaultName } from '../runstate/effectivemodel';
import type { IModelStore, IModelsState } from '../tokens';
import { findEntry, isSimulated, labelOf } from './list/modelrows';

/**
 * What keeps the effective model from answering; null if nothing that is known. That the list of models for the key lacks
 * it stands in the list: to open that changes nothing else.
 */
export function obstacle(
  state: IModelsState,
  { name, by }: IEffectiveModel,
  trans: TranslationBundle
): string | null {
  if (state.phase === 'failed') {
    return state.error && `${state.error.message} ${state.error.hint}`;
  }
  if (state.phase !== 'ready' || isSimulated(state.providers)) {
    return null;
  }
  const problem = state.serverDefault?.problem;
  if (problem && (by === 'lock' || by === 'server')) {
    return `${problem.message} ${problem.hint}`;
  }
  return name && (gone(state, name) ?? keyless(state, name, trans));
}

/**
 * What became of a model that cannot be picked any more; null if it can, or if nothing is known.
 */
export function gone(state: IModelsState, name: string): string | null {
  const status = state.statuses[name];
  const isFine = !status || ['listed', 'hidden'].includes(status.state);
  return isFine ? null : status.message;
}

/**
 * That the provider of a model has no key; null if it has one, or is not known.
 */
export function keyless(
  state: IModelsState,
  name: string,
  trans: TranslationBundle
): string | null {
  // a notebook may name a model without its provider
  const [id] = (state.statuses[name]?.entry?.name ?? name).split('/');
  const provider = state.providers.find(known => known.id === id);
  return provider && !provider.configured
    ? trans.__('No key for %1.', provider.label)
    : null;
}

/**
 * What keeps a model that a prompt names from answering. It reads the list if nobody has, and asks what became of a model
 * that is not in it.
 */
export function troubleOf(
  store: IModelStore,
  name: string,
  trans: TranslationBundle
): string | null {
  const { state } = store;
  if (state.phase === 'idle') {
    void store.load();
  }
  if (state.phase === 'ready' && !findEntry(state.models, name)) {
    void store.inquire(name);
  }
  return obstacle(state, { name, by: 'cell' }, trans);
}

/**
 * The model that the administrator has every prompt answered by, for people; null if there is none.
 */
export function lockOf(state: IModelsState): string | null {
  const name = defaultName(state.serverDefault);
  return state.serverDefault?.locked && name ? labelOf(state, name) : null;
}
