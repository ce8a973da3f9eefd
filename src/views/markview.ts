import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';

import type { Mark } from '../notebook/marks';

const SKIPPED = 'jp-AiJup-mod-skipped';

/**
 * What a marked cell shows: a badge for each mark. A press on it takes the mark away.
 */
export class MarkView extends Widget {
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
            this._trans.__('Not sent with prompts below. Press to send it.')
          ]
        : [
            this._trans.__('Pinned'),
            this._trans.__(
              'Never left out of prompts below for want of room. Press to take the pin away.'
            )
          ];
    badge.textContent = label;
    badge.title = title;
    badge.addEventListener('click', () => this._remove(mark));
    return badge;
  }
}
