import type { ISharedCell } from '@jupyter/ydoc';
import type { ICellModel } from '@jupyterlab/cells';
import type { CellList, INotebookModel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { forgetPrompt, isAnswer, isPrompt, readMetadata } from './metadata';
import { separateCopies } from './pairing';
import { isUndoing } from './undo/undosteps';

/**
 * Sees to it that a copy of a prompt is a prompt of its own, and that a prompt or an answer changed to code is one
 * no more.
 */
export class CopyWatch implements IDisposable {
  constructor(private _model: INotebookModel) {
    _model.cells.changed.connect(this._onCellsChanged, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._model.cells?.changed.disconnect(this._onCellsChanged, this);
  }

  private _onCellsChanged(
    sender: CellList,
    change: IObservableList.IChangedArgs<ICellModel>
  ): void {
    // what undo and redo bring back has been looked at
    if (change.type === 'remove' || isUndoing(this._model.sharedModel)) {
      return;
    }
    const ours = change.newValues
      .map(model => model.sharedModel)
      .filter(cell => isOurs(cell));
    if (ours.length && !this._inserted.length) {
      // the command that inserts them may not be done: a split inserts two
      queueMicrotask(() => this._look());
    }
    this._inserted.push(...ours);
  }

  private _look(): void {
    const { sharedModel } = this._model;
    const present = new Set(sharedModel?.cells ?? []);
    const inserted = this._inserted.filter(cell => present.has(cell));
    this._inserted = [];
    inserted.filter(isLeft).forEach(cell => {
      sharedModel.transact(() => forgetPrompt(cell), false);
    });
    separateCopies(sharedModel, inserted, () => UUID.uuid4());
  }

  private _inserted: ISharedCell[] = [];
  private _isDisposed = false;
}

function isOurs(cell: ISharedCell): boolean {
  const { isPromptCell, isOutputCell } = readMetadata(cell);
  return isPromptCell === true || isOutputCell === true;
}

/** Changed to code or raw: changed back to Markdown it is Markdown. */
function isLeft(cell: ISharedCell): boolean {
  return isOurs(cell) && !isPrompt(cell) && !isAnswer(cell);
}
