import type { TranslationBundle } from '@jupyterlab/translation';

import type { ModelStore } from './modelstore';
import { findEntry } from './rows';
import { obstacle } from './words';

/**
 * What keeps a model that a prompt names from answering. It asks what became of one that is in no list.
 */
export function troubleOf(
  store: ModelStore,
  name: string,
  trans: TranslationBundle
): string | null {
  const { state } = store;
  if (state.phase === 'ready' && !findEntry(state.models, name)) {
    void store.inquire(name);
  }
  return obstacle(state, { name, by: 'cell' }, trans);
}
