import type { Cell, MarkdownCell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';

import { isAnswer } from './metadata';
import type { NotebookPrompts } from './notebookprompts';

/**
 * One step over the active prompt and its answer.
 *
 * #### Notes
 * JupyterLab's commands go on from the active cell: Shift+Enter to the next one, Alt+Enter to a new one. An executor is
 * not told which command it was, so the answer is made active while the command looks, and the prompt again afterwards
 * if it is still there: then the command was one that stays.
 */
export class PromptStep {
  /**
   * The step over a cell; `null` if it is not the active one.
   */
  static of(cell: MarkdownCell, prompts: NotebookPrompts): PromptStep | null {
    const notebook = prompts.notebookOf(cell);
    return notebook?.activeCell === cell
      ? new PromptStep(notebook, cell)
      : null;
  }

  private constructor(
    private _notebook: Notebook,
    private _prompt: MarkdownCell
  ) {
    this._lastCell = _notebook.widgets[_notebook.widgets.length - 1];
  }

  /**
   * The last cell of the notebook before an answer was inserted.
   */
  get lastCell(): Cell {
    return this._lastCell;
  }

  /**
   * Whether a cell is the answer that was inserted for this step.
   */
  isNew(cell: Cell): boolean {
    return this._isInserted && cell === this._answer;
  }

  /**
   * Have the answer cell made, and make it the active one.
   */
  take<T>(prepare: () => T): T {
    const count = this._notebook.widgets.length;
    const prepared = prepare();
    const { widgets } = this._notebook;
    this._isInserted = widgets.length > count;
    const at = widgets.indexOf(this._prompt) + 1;
    const below = widgets[at];
    if (below && isAnswer(below.model.sharedModel)) {
      this._answer = below;
      this._notebook.activeCellIndex = at;
    }
    return prepared;
  }

  /**
   * Called when the command has looked.
   */
  settle(): void {
    if (this._answer && this._notebook.activeCell === this._answer) {
      const at = this._notebook.widgets.indexOf(this._prompt);
      this._notebook.activeCellIndex = at;
    }
  }

  private _answer: Cell | null = null;
  private _isInserted = false;
  private _lastCell: Cell;
}
