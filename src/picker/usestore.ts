import React from 'react';
import type { IModelsState, IModelStore } from '../tokens';

/**
 * What the store knows, now and whenever that changes.
 */
export function useStore(store: IModelStore): IModelsState {
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
