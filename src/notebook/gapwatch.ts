import type { ISharedCell } from '@jupyter/ydoc';
import type { ICellModel } from '@jupyterlab/cells';
import type { CellList, INotebookModel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { IDisposable } from '@lumino/disposable';

import { isAnswer, isPrompt, readMetadata } from './metadata';
import { bringBelow } from './pairing';
import { isPairAt } from './pairs';
import { isUndoing } from './undo/undosteps';

/**
 * Brings an answer below its prompt again where cells were inserted between the two: dropped from another notebook, or by
 * an extension that knows nothing of pairs.
 *
 * #### Notes
 * In a shared notebook it does nothing: each of its pages would move the answer.
 */
export class GapWatch implements IDisposable {
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
    _: CellList,
    { type, newValues }: IObservableList.IChangedArgs<ICellModel>
  ): void {
    const { collaborative, sharedModel } = this._model;
    if (type !== 'add' || collaborative || isUndoing(sharedModel)) {
      return;
    }
    if (!this._inserted.size) {
      // whoever inserts them may go on from their places
      queueMicrotask(() => this._look());
    }
    newValues.forEach(({ sharedModel }) => this._inserted.add(sharedModel));
  }

  private _look(): void {
    const inserted = this._inserted;
    this._inserted = new Set();
    if (this._isDisposed) {
      return;
    }
    const { sharedModel } = this._model;
    const { cells } = sharedModel;
    const gaps = cells.flatMap((prompt, at) => {
      const answer = inserted.has(cells[at + 1])
        ? answerBehind(cells, at, inserted)
        : null;
      return answer ? [{ prompt, answer }] : [];
    });
    for (const { prompt, answer } of gaps) {
      bringBelow(sharedModel, prompt, answer);
    }
  }

  private _inserted = new Set<ISharedCell>();
  private _isDisposed = false;
}

/** The answer of a prompt, if nothing but new cells stand between the two. */
function answerBehind(
  cells: readonly ISharedCell[],
  at: number,
  inserted: ReadonlySet<ISharedCell>
): ISharedCell | null {
  if (!isPrompt(cells[at]) || isPairAt(cells, at)) {
    return null;
  }
  const next = cells.slice(at + 1).find(cell => !inserted.has(cell));
  const { id } = readMetadata(cells[at]);
  const isIts = next && isAnswer(next) && readMetadata(next).prompt === id;
  return isIts && id !== undefined ? next : null;
}
