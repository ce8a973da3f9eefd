import type { Notebook } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { isPairAt } from './pairs';
import { selectPairs } from './pairactions';
import { asOneStep } from './undo/undosteps';

/**
 * Has one notebook move a prompt and its answer together, by keys and by the mouse, and no other cell between them.
 */
export class PairMoves implements IDisposable {
  /**
   * @param _notebook - the notebook's widget
   * @param _panel - its panel
   */
  constructor(
    private _notebook: Notebook,
    private _panel: Widget
  ) {
    this._move = _notebook.moveCell;
    _notebook.moveCell = (from, to, count = 1) => {
      this._moveCells(from, to, count);
    };
    // after the notebook's own listener, which makes the cell active
    _panel.node.addEventListener('mousedown', this._onPress);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._notebook.moveCell = this._move;
    this._panel.node.removeEventListener('mousedown', this._onPress);
  }

  private _moveCells(from: number, to: number, count: number): void {
    const shared = this._notebook.model?.sharedModel;
    if (!shared) {
      return;
    }
    const { cells } = shared;
    const whole = isPairAt(cells, from + count - 1) ? count + 1 : count;
    const end = from + whole;
    // where there is nowhere to go JupyterLab stumbles over a selection
    if (to < 0 || (to > from && end >= cells.length)) {
      return;
    }
    // what was below the prompt alone is a part of what moves
    const target = to > from && to < end ? end : to;
    const place = outside(cells, target, from);
    asOneStep(shared, () => {
      this._move.call(this._notebook, from, place, whole);
    });
    if (this._isWidened) {
      this._isWidened = false;
      this._notebook.deselectAll();
    }
  }

  /**
   * A drag takes the cells that are selected when it begins. If it turns out to be a click, JupyterLab deselects them.
   */
  private _onPress = ({ button, shiftKey, target }: MouseEvent): void => {
    const notebook = this._notebook;
    const isHandle = !!notebook.activeCell?.promptNode?.contains(
      target as Node
    );
    if (button === 0 && !shiftKey && isHandle) {
      this._isWidened = notebook.selectedCells.length === 1;
      selectPairs(notebook);
    }
  };

  private _isDisposed = false;
  /** Whether the user had selected nothing but the active cell. */
  private _isWidened = false;
  private _move: Notebook['moveCell'];
}

type Cells = Parameters<typeof isPairAt>[0];

/** Where cells end up that would come between a prompt and its answer. */
function outside(cells: Cells, to: number, from: number): number {
  if (to > from) {
    return isPairAt(cells, to) ? to + 1 : to;
  }
  return isPairAt(cells, to - 1) && to !== from ? to - 1 : to;
}
