import type { TranslationBundle } from '@jupyterlab/translation';

import type { IModelStore } from '../tokens';
import { findEntry } from './rows';
import { obstacle } from './words';

/**
 * What keeps a model that a prompt names from answering. It reads the lists if nobody has, and asks what became of a model
 * that is in none.
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
