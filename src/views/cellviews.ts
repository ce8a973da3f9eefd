import type { Cell } from '@jupyterlab/cells';
import type { CellList, NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/**
 * Views in some of a notebook panel's cells.
 *
 * #### Notes
 * Only cells that come are looked at. A cell's widget lives as long as the cell, in the page or not, and so does the view
 * in it.
 */
export abstract class CellViews<T extends IDisposable> implements IDisposable {
  constructor(protected panel: NotebookPanel) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.views.forEach(view => view.dispose());
    this.views.clear();
    // the notebook's cells stay where another panel shows them
    Signal.clearData(this);
  }

  /** Look at the cells that there are, and at those to come. */
  protected begin(): void {
    const { content, context } = this.panel;
    context.model.cells.changed.connect(this._onCellsChanged, this);
    content.widgets.forEach(cell => this.look(cell));
  }

  /** Give a cell a view, or do not. */
  protected abstract look(cell: Cell): void;

  protected keep(cell: Cell, view: T): void {
    this.views.set(cell, view);
    cell.disposed.connect(this.drop, this);
  }

  protected drop(cell: Cell): void {
    this.views.get(cell)?.dispose();
    this.views.delete(cell);
  }

  protected readonly views = new Map<Cell, T>();

  private _onCellsChanged(
    _: CellList,
    { type, newIndex, newValues }: IObservableList.IChangedArgs<unknown>
  ): void {
    if (type === 'remove') {
      return;
    }
    const cells = this.panel.content.widgets;
    for (const cell of cells.slice(newIndex, newIndex + newValues.length)) {
      if (!cell.isDisposed) {
        this.look(cell);
      }
    }
  }

  private _isDisposed = false;
}
