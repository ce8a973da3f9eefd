import type { MarkdownCell } from '@jupyterlab/cells';
import { Signal } from '@lumino/signaling';

import { LONG } from '../markdown/longmarkdown';

/** A language that takes no time to read: for plain text JupyterLab has a parser that finds an error at each character. */
const UNCOLORED = 'text/x-diff';

/**
 * Leaves the hidden editor of a long answer without colors: it would be parsed and drawn as a whole, again and again.
 */
export class UncoloredEditor {
  /**
   * `coming` tells the text that is on its way into the cell, null where none is.
   */
  constructor(
    private _cell: MarkdownCell,
    private _coming: () => string | null
  ) {
    _cell.renderedChanged.connect(this._onRenderedChanged, this);
    _cell.model.contentChanged.connect(this.leaveUncolored, this);
    this.leaveUncolored();
  }

  /**
   * To be called when more is coming.
   */
  leaveUncolored(): void {
    const { model, rendered } = this._cell;
    const coming = this._coming();
    const text = coming ?? model.sharedModel.getSource();
    const isHidden = rendered || coming !== null;
    if (isHidden && model.mimeType !== UNCOLORED && text.length >= LONG) {
      this._mimeType = model.mimeType;
      model.mimeType = UNCOLORED;
    }
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** It has its colors again when it is edited. */
  private _onRenderedChanged(cell: MarkdownCell, isShown: boolean): void {
    if (isShown || this._coming() !== null) {
      this.leaveUncolored();
      return;
    }
    // not where it is only rendered anew
    setTimeout(() => {
      if (!this._isDisposed && !cell.isDisposed && !cell.rendered) {
        cell.model.mimeType = this._mimeType ?? cell.model.mimeType;
      }
    });
  }

  private _isDisposed = false;
  private _mimeType: string | null = null;
}
