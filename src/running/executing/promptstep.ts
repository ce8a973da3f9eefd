import type { Cell, MarkdownCell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';

import { isAnswer } from '../../notebook/metadata';

/**
 * One step over the active prompt and its answer.
 *
 * #### Notes
 * JupyterLab's commands go on from the active cell: Shift+Enter to the next one, Alt+Enter to a new one. An executor is
 * not told which command it was, so while the command looks, the notebook says that its answer is the active cell. It is
 * not made active: in a long notebook that takes JupyterLab a second.
 */
export class PromptStep {
  /**
   * @param _notebook - whose active cell the prompt is
   * @param _prompt - the prompt's cell
   */
  constructor(
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
   * Have the answer cell made; until the step is settled it passes for the active one.
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
      this._passOff(at);
    }
    return prepared;
  }

  /**
   * Called when the command has looked.
   */
  settle(): void {
    Reflect.deleteProperty(this._notebook, 'activeCellIndex');
  }

  /**
   * A command that inserts a cell has the notebook set the index to what it was, as it reads it or as it is: only
   * another one is the command's own.
   */
  private _passOff(index: number): void {
    const notebook = this._notebook;
    Object.defineProperty(notebook, 'activeCellIndex', {
      configurable: true,
      get: () => index,
      set: (next: number) => {
        this.settle();
        const isSame = next === index || next === notebook.activeCellIndex;
        if (isSame) {
          this._passOff(index);
        } else {
          notebook.activeCellIndex = next;
        }
      }
    });
  }

  private _answer: Cell | null = null;
  private _isInserted = false;
  private _lastCell: Cell;
}
