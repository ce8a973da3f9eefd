import type { ICodeCellModel } from '@jupyterlab/cells';
import { CodeCell } from '@jupyterlab/cells';
import type { CellList, NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { IOutputAreaModel } from '@jupyterlab/outputarea';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { ErrorQuestion } from './errorquestion';

/**
 * Offers a question under each code cell of a panel that fails, or has failed; others get nothing.
 */
export class FailedCells implements IDisposable {
  constructor(
    private _panel: NotebookPanel,
    private _trans: TranslationBundle
  ) {
    _panel.context.model.cells.changed.connect(this._onCellsChanged, this);
    _panel.content.widgets.forEach(cell => this._watch(cell));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._questions.forEach(question => question.dispose());
    this._questions.clear();
    Signal.clearData(this);
  }

  private _onCellsChanged(
    _: CellList,
    { type, newIndex, newValues }: IObservableList.IChangedArgs<unknown>
  ): void {
    if (type !== 'remove') {
      const cells = this._panel.content.widgets;
      newValues.forEach((_, at) => this._watch(cells[newIndex + at]));
    }
  }

  private _watch(cell: unknown): void {
    if (!(cell instanceof CodeCell) || cell.isDisposed) {
      return;
    }
    const { outputs } = cell.model;
    this._cells.set(outputs, cell);
    outputs.changed.connect(this._onOutputs, this);
    this._onOutputs(outputs);
  }

  private _onOutputs(outputs: IOutputAreaModel): void {
    const cell = this._cells.get(outputs);
    const at = outputs.length - 1;
    if (!cell || cell.isDisposed || at < 0 || this._questions.has(cell.model)) {
      return;
    }
    if (outputs.get(at).type === 'error') {
      const [panel, trans] = [this._panel, this._trans];
      const question = new ErrorQuestion({ cell, panel, trans });
      this._questions.set(cell.model, question);
      outputs.changed.disconnect(this._onOutputs, this);
      cell.disposed.connect(() => {
        question.dispose();
        this._questions.delete(cell.model);
      });
    }
  }

  private _cells = new WeakMap<IOutputAreaModel, CodeCell>();
  private _isDisposed = false;
  private _questions = new Map<ICodeCellModel, ErrorQuestion>();
}
