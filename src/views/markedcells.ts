import type { Cell, ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { PanelLayout } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';

import type { Mark } from '../notebook/marks';
import { marksOf, toggleMark } from '../notebook/marks';

const SKIPPED = 'jp-AiJup-mod-skipped';

/**
 * Shows in one notebook panel which cells are skipped and which are pinned.
 *
 * #### Notes
 * A cell without marks is only listened to. A cell's widget, and the badges in it, live as long as the cell, in the page
 * or not.
 */
export class MarkedCells implements IDisposable {
  constructor(
    private _panel: NotebookPanel,
    private _trans: TranslationBundle
  ) {
    _panel.context.model.cells.changed.connect(this._onCellsChanged, this);
    _panel.content.widgets.forEach(cell => this._follow(cell));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._views.forEach(view => view.dispose());
    this._views.clear();
    Signal.clearData(this);
  }

  private _onCellsChanged(
    sender: unknown,
    change: IObservableList.IChangedArgs<ICellModel>
  ): void {
    if (change.type === 'remove') {
      return;
    }
    const { newIndex, newValues } = change;
    const cells = this._panel.content.widgets;
    newValues.forEach((_, at) => this._follow(cells[newIndex + at]));
  }

  private _follow(cell: Cell | undefined): void {
    if (cell && !cell.isDisposed) {
      cell.model.metadataChanged.connect(this._onMetadataChanged, this);
      this._show(cell);
    }
  }

  private _onMetadataChanged(model: ICellModel, change: { key: string }): void {
    if (change.key === 'ai_jup') {
      const cell = this._panel.content.widgets.find(it => it.model === model);
      if (cell) {
        this._show(cell);
      }
    }
  }

  private _show(cell: Cell): void {
    const marks = marksOf(cell.model.sharedModel);
    const view = this._views.get(cell);
    if (marks.length) {
      (view ?? this._create(cell)).setMarks(marks);
    } else if (view) {
      view.dispose();
      this._views.delete(cell);
    }
  }

  private _create(cell: Cell): MarkView {
    const view = new MarkView(cell, this._trans, mark => {
      const { sharedModel } = this._panel.context.model;
      toggleMark(sharedModel, [cell.model.sharedModel], mark);
    });
    this._views.set(cell, view);
    cell.disposed.connect(this._onCellDisposed, this);
    return view;
  }

  private _onCellDisposed(cell: Cell): void {
    this._views.get(cell)?.dispose();
    this._views.delete(cell);
  }

  private _isDisposed = false;
  private _views = new Map<Cell, MarkView>();
}

/** What a marked cell shows: a badge for each mark. A press on it takes the mark away. */
class MarkView extends Widget {
  constructor(
    private _cell: Cell,
    private _trans: TranslationBundle,
    private _remove: (mark: Mark) => void
  ) {
    super();
    this.addClass('jp-AiJup-marks');
    void _cell.ready.then(() => this._place());
  }

  /**
   * Show marks; at least one.
   */
  setMarks(marks: readonly Mark[]): void {
    this.node.replaceChildren(...marks.map(mark => this._badge(mark)));
    this._cell.toggleClass(SKIPPED, marks.includes('skipped'));
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    if (!this._cell.isDisposed) {
      this._cell.removeClass(SKIPPED);
    }
    super.dispose();
  }

  private _place(): void {
    if (!this.isDisposed && !this._cell.isDisposed) {
      // first: a prompt's label goes on in its line
      (this._cell.layout as PanelLayout).insertWidget(1, this);
    }
  }

  private _badge(mark: Mark): HTMLElement {
    const badge = document.createElement('button');
    badge.type = 'button';
    badge.className = 'jp-AiJup-mark';
    badge.dataset.mark = mark;
    const [label, title] =
      mark === 'skipped'
        ? [
            this._trans.__('Skipped'),
            this._trans.__(
              'Not sent with the prompts below it. Click to send it again.'
            )
          ]
        : [
            this._trans.__('Pinned'),
            this._trans.__(
              "Never left out to fit the model's context window. Click to unpin."
            )
          ];
    badge.textContent = label;
    badge.title = title;
    badge.addEventListener('click', () => this._remove(mark));
    return badge;
  }
}
