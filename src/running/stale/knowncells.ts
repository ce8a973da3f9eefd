import type { ICellModel } from '@jupyterlab/cells';
import { Signal } from '@lumino/signaling';
import type { IDisposable } from '@lumino/disposable';

import { isAnswer, isPrompt } from '../../notebook/metadata';
import { toWire } from '../../notebook/promptrequest';
import type { KnownCell, NotebookCell } from '../../wire/generated';

/**
 * Which cells of a notebook the server knows by a digest: those that have not changed since it told that.
 *
 * #### Notes
 * Only cells that were sent are listened to. Prompts and answers are sent whole each time.
 */
export class KnownCells implements IDisposable {
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * What is sent of cells, in their order.
   */
  toSend(cells: readonly ICellModel[]): (KnownCell | NotebookCell)[] {
    return cells.map(cell => {
      const digest = this._digests.get(cell);
      return digest ? { digest } : this._whole(cell);
    });
  }

  /**
   * The server has told the digests of cells, in the order in which they were sent last.
   */
  learn(cells: readonly ICellModel[], digests: readonly string[]): void {
    cells.forEach((cell, at) => {
      // one that has changed meanwhile is sent again
      if (this._digests.has(cell)) {
        this._digests.set(cell, digests[at]);
      }
    });
  }

  dispose(): void {
    this._isDisposed = true;
    this._digests = new WeakMap();
    Signal.clearData(this);
  }

  private _whole(cell: ICellModel): NotebookCell {
    const { sharedModel } = cell;
    if (!isPrompt(sharedModel) && !isAnswer(sharedModel)) {
      this._digests.set(cell, '');
      cell.contentChanged.connect(this._forget, this);
      cell.metadataChanged.connect(this._forget, this);
    }
    return toWire(sharedModel);
  }

  private _forget(cell: ICellModel): void {
    this._digests.delete(cell);
  }

  /** Empty for one that was sent and whose digest is yet to come. */
  private _digests = new WeakMap<ICellModel, string>();
  private _isDisposed = false;
}
