import type { ISharedNotebook, YNotebook } from '@jupyter/ydoc';

/**
 * A shared notebook with its history: JupyterLab's have one, their interface does not say so.
 */
export function historyOf(notebook: ISharedNotebook): YNotebook {
  return notebook as YNotebook;
}

/** What a step of the history has: the prompts that it made, by their ids, whose answers had been there before. */
export const ANSWERED_BEFORE = Symbol('answeredBefore');

/**
 * What one command changes is undone as one step, neither with what came right before it nor with what comes right after:
 * JupyterLab takes all that is done within half a second together.
 *
 * #### Notes
 * It is no transaction around the command: within one, a notebook's list of cells would stay as it was.
 */
export function asOneStep<T>(notebook: ISharedNotebook, change: () => T): T {
  const { undoManager } = historyOf(notebook);
  const { captureTimeout } = undoManager;
  undoManager.stopCapturing();
  undoManager.captureTimeout = Infinity;
  try {
    return change();
  } finally {
    undoManager.captureTimeout = captureTimeout;
    undoManager.stopCapturing();
  }
}

/** What a step of the history has that is an exchange: how to put what was there before, or after. */
const EXCHANGE = Symbol('exchange');

/** Which side of an exchange. */
export type Side = 'before' | 'after';

/**
 * Exchange one content for another, as one step of undo.
 *
 * #### Notes
 * A history undoes what was inserted and deleted, character by character, and knows nothing of what was written outside of
 * it since: it would leave that standing among the text that it brings back. So undo and redo put the whole content.
 *
 * @param put - puts one or the other, in a transaction that is a step of undo or is none
 */
export function exchange(
  notebook: ISharedNotebook,
  put: (side: Side, isStep: boolean) => void
): void {
  const { undoManager } = historyOf(notebook);
  const { length } = undoManager.undoStack;
  asOneStep(notebook, () => put('after', true));
  if (undoManager.undoStack.length > length) {
    undoManager.undoStack.at(-1)?.meta.set(EXCHANGE, put);
  }
}

/**
 * Follow a step of undo or redo, if it is an exchange.
 */
export function followExchange(
  notebook: ISharedNotebook,
  type: 'undo' | 'redo',
  meta: ReadonlyMap<unknown, unknown>
): void {
  const put = meta.get(EXCHANGE) as
    ((side: Side, isStep: boolean) => void) | undefined;
  if (!put) {
    return;
  }
  const { redoStack, undoStack } = historyOf(notebook).undoManager;
  const isUndo = type === 'undo';
  put(isUndo ? 'before' : 'after', false);
  (isUndo ? redoStack : undoStack).at(-1)?.meta.set(EXCHANGE, put);
}
