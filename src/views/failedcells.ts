import type { Cell } from '@jupyterlab/cells';
import { CodeCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IOutputAreaModel } from '@jupyterlab/outputarea';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CellViews } from './cellviews';
import { ErrorQuestion } from './errorquestion';

/**
 * Offers a question under each code cell of a panel that fails, or has failed; others get nothing.
 */
export class FailedCells extends CellViews<ErrorQuestion> {
  constructor(
    panel: NotebookPanel,
    private _trans: TranslationBundle
  ) {
    super(panel);
    this.begin();
  }

  protected look(cell: Cell): void {
    if (cell instanceof CodeCell) {
      const { outputs } = cell.model;
      this._cells.set(outputs, cell);
      outputs.changed.connect(this._onOutputs, this);
      this._onOutputs(outputs);
    }
  }

  private _onOutputs(outputs: IOutputAreaModel): void {
    const cell = this._cells.get(outputs);
    const at = outputs.length - 1;
    if (!cell || cell.isDisposed || at < 0 || this.views.has(cell)) {
      return;
    }
    if (outputs.get(at).type === 'error') {
      const [panel, trans] = [this.panel, this._trans];
      this.keep(cell, new ErrorQuestion({ cell, panel, trans }));
      outputs.changed.disconnect(this._onOutputs, this);
    }
  }

  private _cells = new WeakMap<IOutputAreaModel, CodeCell>();
}
