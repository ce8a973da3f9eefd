import type { ISharedNotebook } from '@jupyter/ydoc';

import { isAnswer } from './metadata';
import { asOneStep } from './undo/undosteps';

/**
 * How many answers a notebook has, those without a prompt too.
 */
export function countAnswers(notebook: ISharedNotebook): number {
  return notebook.cells.filter(isAnswer).length;
}

/**
 * Take all answers out of a notebook, as one step of its history. Those that are coming are stopped with their cells.
 */
export function clearAnswers(notebook: ISharedNotebook): void {
  asOneStep(notebook, () =>
    notebook.transact(() => {
      for (let at = notebook.cells.length - 1; at >= 0; at--) {
        if (isAnswer(notebook.cells[at])) {
          notebook.deleteCell(at);
        }
      }
    })
  );
}
