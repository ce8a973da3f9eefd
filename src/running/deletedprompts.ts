import type { ISharedCell } from '@jupyter/ydoc';
import { Clipboard } from '@jupyterlab/apputils';

import type { ICells } from '../notebook/pairing';
import { findAnswer, findPrompt } from '../notebook/pairing';

/** The type of cells on JupyterLab's clipboard. */
const JUPYTER_CELLS = 'application/vnd.jupyter.cells';

/**
 * Finds out which prompts the user has deleted, or whose answer has no cell any more, by what they had when they were
 * looked at before.
 */
export class DeletedPrompts {
  constructor(private _cells: () => ICells<ISharedCell>) {}

  /**
   * Of some prompts those of which a cell is gone.
   *
   * @param deletedCells - the ids of cells that JupyterLab knows as deleted
   */
  among(prompts: string[], deletedCells: Iterable<string>): string[] {
    const deleted = new Set(deletedCells);
    return prompts.filter(prompt => {
      const cells = [
        findPrompt(this._cells(), prompt),
        findAnswer(this._cells(), prompt)
      ];
      const known = this._ids.get(prompt) ?? [];
      this._ids.set(
        prompt,
        cells.map((cell, at) => cell?.getId() ?? known[at] ?? '')
      );
      const [isPromptGone, isAnswerGone] = known.map(
        // what is cut is put elsewhere
        (id, at) => id !== '' && !cells[at] && !isCut(id)
      );
      // an answer can also be made code, or merged; a prompt that is made another cell leaves its answer
      const isGone = isAnswerGone || (isPromptGone && deleted.has(known[0]));
      if (isGone) {
        // that is told once
        this._ids.delete(prompt);
      }
      return isGone;
    });
  }

  /** The cells of prompt and answer as they were seen last. */
  private _ids = new Map<string, string[]>();
}

/** Whether a cell waits on JupyterLab's clipboard. */
function isCut(cell: string): boolean {
  const clipboard = Clipboard.getInstance();
  const copied = clipboard.hasData(JUPYTER_CELLS)
    ? (clipboard.getData(JUPYTER_CELLS) as { id?: string }[])
    : [];
  return copied.some(({ id }) => id === cell);
}
