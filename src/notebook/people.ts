import type { ISharedNotebook } from '@jupyter/ydoc';

import { historyOf } from './undo/undosteps';

/** What real-time collaboration tells of one who has a notebook open, as Jupyter's identity has it. */
interface IPerson {
  readonly username?: string;
  readonly display_name?: string;
}

/**
 * Whether other people have a notebook open too: not who has it open in two windows.
 */
export function isShared(notebook: ISharedNotebook): boolean {
  const { awareness } = historyOf(notebook);
  const own = personIn(awareness.getLocalState());
  const all = [...awareness.getStates().values()].map(personIn);
  return (
    !!own?.username &&
    all.some(({ username } = {}) => !!username && username !== own.username)
  );
}

/**
 * The name that others see of this page's user; empty where notebooks are not shared.
 */
export function ownName(notebook: ISharedNotebook): string {
  const { awareness } = historyOf(notebook);
  return personIn(awareness.getLocalState())?.display_name ?? '';
}

function personIn(state: Record<string, unknown> | null): IPerson | undefined {
  return state?.user as IPerson | undefined;
}
