import type { Cell, ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';

import type { Mark } from '../notebook/marks';
import { marksOf, toggleMark } from '../notebook/marks';
import { CellViews } from './cellviews';

const SKIPPED = 'jp-AiJup-mod-skipped';

/**
 * Shows in one notebook panel which cells are skipped and which are pinned. A cell without marks is only listened to.
 */
export class MarkedCells extends CellViews<MarkView> {
  constructor(
    panel: NotebookPanel,
    private _trans: TranslationBundle
  ) {
    super(panel);
    this.begin();
  }

  protected look(cell: Cell): void {
    cell.model.metadataChanged.connect(this._onMetadataChanged, this);
    this._show(cell);
  }

  private _onMetadataChanged(model: ICellModel, change: { key: string }): void {
    if (change.key === 'ai_jup') {
      const cell = this.panel.content.widgets.find(it => it.model === model);
      if (cell) {
        this._show(cell);
      }
    }
  }

  private _show(cell: Cell): void {
    const marks = marksOf(cell.model.sharedModel);
    if (marks.length) {
      (this.views.get(cell) ?? this._create(cell)).setMarks(marks);
    } else {
      this.drop(cell);
    }
  }

  private _create(cell: Cell): MarkView {
    const view = new MarkView(cell, this._trans, mark => {
      const { sharedModel } = this.panel.context.model;
      toggleMark(sharedModel, [cell.model.sharedModel], mark);
    });
    this.keep(cell, view);
    return view;
  }
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
