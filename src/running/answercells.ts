import type { IMapChange } from '@jupyter/ydoc';
import { Clipboard } from '@jupyterlab/apputils';
import type { ICellModel } from '@jupyterlab/cells';
import type { CellList, INotebookModel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { IDisposable } from '@lumino/disposable';

import { isAnswer, readMetadata } from '../notebook/metadata';
import { findAnswer, findPrompt } from '../notebook/pairing';

/** The type of cells on JupyterLab's clipboard. */
const JUPYTER_CELLS = 'application/vnd.jupyter.cells';

/**
 * Watches a notebook for answers that lose their cell and get it back, and for prompts that are deleted: by the user, undo,
 * or another browser.
 */
export class AnswerCells implements IDisposable {
  constructor(private _options: AnswerCells.IOptions) {
    const { cells } = _options.model;
    cells.changed.connect(this._onCellsChanged, this);
    this._watch(cells);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    // null of a model that is disposed
    (this._options.model.cells as CellList | null)?.changed.disconnect(
      this._onCellsChanged,
      this
    );
  }

  /**
   * Tell of each prompt that is being answered whose cell was deleted, or whose answer's cell is none any more.
   */
  look(): void {
    if (this._isDisposed) {
      return;
    }
    const { model, live, onGone } = this._options;
    const deleted = new Set(model.deletedCells);
    live()
      .filter(prompt => this._isGone(prompt, deleted))
      .forEach(onGone);
  }

  /** By what there was when it was looked at before. */
  private _isGone(prompt: string, deleted: ReadonlySet<string>): boolean {
    const { sharedModel } = this._options.model;
    const cells = [
      findPrompt(sharedModel, prompt),
      findAnswer(sharedModel, prompt)
    ];
    const known = this._ids.get(prompt) ?? [];
    this._ids.set(
      prompt,
      cells.map((cell, at) => cell?.getId() ?? known[at] ?? '')
    );
    const [isPromptGone, isAnswerGone] = known.map(
      // what is cut is put elsewhere
      (id, at) => id !== '' && !cells[at] && !isCut(id)
    );
    // an answer can also be made code, or merged; a prompt that is made another cell leaves its answer
    const isGone = isAnswerGone || (isPromptGone && deleted.has(known[0]));
    if (isGone) {
      // that is told once
      this._ids.delete(prompt);
    }
    return isGone;
  }

  /** Undoing a cell's move makes the cell as it was anew. */
  private _onCellsChanged(
    _: CellList,
    { newValues }: IObservableList.IChangedArgs<ICellModel>
  ): void {
    const { live, onBack } = this._options;
    this._watch(newValues);
    if (live().length) {
      // not within the change: what is moved goes and comes
      queueMicrotask(() => this.look());
    }
    const answers = newValues.filter(({ sharedModel }) =>
      isAnswer(sharedModel)
    );
    if (answers.length) {
      // not within the change; a new cell of a prompt that runs again is its new run's
      queueMicrotask(() => onBack(answers.map(answeredBy)));
    }
  }

  private _watch(cells: Iterable<ICellModel>): void {
    for (const cell of cells) {
      cell.metadataChanged.connect(this._onMetadataChanged, this);
    }
  }

  /** An answer that was made a prompt is one again, by undo, in the same cell; here or in another browser. */
  private _onMetadataChanged(cell: ICellModel, { key }: IMapChange): void {
    if (key === 'ai_jup' && isAnswer(cell.sharedModel)) {
      this._options.onMarked(answeredBy(cell));
    }
  }

  /** The cells of prompt and answer as they were seen last. */
  private _ids = new Map<string, string[]>();
  private _isDisposed = false;
}

/**
 * A namespace for `AnswerCells` statics.
 */
export namespace AnswerCells {
  /**
   * What it needs. Prompts are told by their ids.
   */
  export interface IOptions {
    readonly model: INotebookModel;
    /** The prompts that are being answered, or wait for it. */
    live(): string[];
    /** Nothing shows a prompt's answer any more. */
    onGone(this: void, prompt: string): void;
    /** There are new cells of these prompts' answers. */
    onBack(prompts: string[]): void;
    /** A cell is the answer of a prompt, as its metadata say now; called within the change. */
    onMarked(prompt: string): void;
  }
}

function answeredBy({ sharedModel }: ICellModel): string {
  return readMetadata(sharedModel).prompt ?? '';
}

/** Whether a cell waits on JupyterLab's clipboard. */
function isCut(cell: string): boolean {
  const clipboard = Clipboard.getInstance();
  const copied = clipboard.hasData(JUPYTER_CELLS)
    ? (clipboard.getData(JUPYTER_CELLS) as { id?: string }[])
    : [];
  return copied.some(({ id }) => id === cell);
}
