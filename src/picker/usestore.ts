import React from 'react';

import type { IModelsState, ModelStore } from './modelstore';

/**
 * What the store knows, now and whenever that changes.
 */
export function useStore(store: ModelStore): IModelsState {
  const subscribe = React.useCallback(
    (onChanged: () => void) => {
      const slot = () => onChanged();
      store.changed.connect(slot);
      return () => {
        store.changed.disconnect(slot);
      };
    },
    [store]
  );
  return React.useSyncExternalStore(subscribe, () => store.state);
}
