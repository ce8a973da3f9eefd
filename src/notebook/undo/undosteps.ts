import type { ISharedNotebook, YNotebook } from '@jupyter/ydoc';

/**
 * A shared notebook with its history: JupyterLab's have one, their interface does not say so.
 */
export function historyOf(notebook: ISharedNotebook): YNotebook {
  return notebook as YNotebook;
}

/**
 * Whether undo or redo is changing a notebook.
 */
export function isUndoing(notebook: ISharedNotebook): boolean {
  const { redoing, undoing } = historyOf(notebook).undoManager;
  return redoing || undoing;
}

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
