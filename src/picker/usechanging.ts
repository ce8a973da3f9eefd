import type { ISignal } from '@lumino/signaling';
import React from 'react';

/**
 * What something says, now and whenever it emits.
 *
 * @param read - gives the same value until it has changed
 */
export function useChanging<T>(
  { changed }: { readonly changed: ISignal<unknown, void> },
  read: () => T
): T {
  const subscribe = React.useCallback(
    (onChanged: () => void) => {
      const slot = () => onChanged();
      changed.connect(slot);
      return () => {
        changed.disconnect(slot);
      };
    },
    [changed]
  );
  return React.useSyncExternalStore(subscribe, read);
}
