import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IBaseCell } from '@jupyterlab/nbformat';
import type { PartialJSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { isAnswer, isPrompt, readMetadata } from './metadata';
import { bringBelow, findAnswer, findPrompt } from './pairing';
import { isShared } from './people';
import { isPairAt } from './pairs';
import { ANSWERED_BEFORE, followExchange, historyOf } from './undosteps';

interface IPair {
  /** The id of the prompt. */
  readonly id: string;
  readonly prompt: ISharedCell;
  readonly answer: ISharedCell;
}

interface IPopped {
  readonly type: 'undo' | 'redo';
  readonly stackItem: { readonly meta: Map<unknown, unknown> };
}

/**
 * Has answers go with their prompts when undo and redo take prompts away, bring them back, or move them.
 *
 * #### Notes
 * That a prompt was run is no step of the user's, and undo does not take its answer away: the steps before the run know
 * nothing of the answer. So it follows outside the history, and one that is taken away is kept until its prompt is back.
 */
export class PairsAfterUndo implements IDisposable {
  /**
   * @param _notebook - as JupyterLab shares it
   * @param _onTaken - is told of the prompts whose answers were taken away
   */
  constructor(
    private _notebook: ISharedNotebook,
    private _onTaken: (prompt: string) => void
  ) {
    const { undoManager, ydoc } = historyOf(_notebook);
    ydoc.on('beforeTransaction', this._onTransaction);
    undoManager.on('stack-item-popped', this._onPopped);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { undoManager, ydoc } = historyOf(this._notebook);
    ydoc.off('beforeTransaction', this._onTransaction);
    undoManager.off('stack-item-popped', this._onPopped);
    this._taken.clear();
    this._marks.clear();
  }

  private _onTransaction = ({ origin }: { origin: unknown }): void => {
    const { undoManager } = historyOf(this._notebook);
    if (origin === undoManager) {
      this._cells = new Set(this._notebook.cells);
      this._pairs = pairsOf(this._notebook.cells);
    }
    const isStep =
      origin === undoManager || undoManager.trackedOrigins.has(origin);
    if (isStep && isShared(this._notebook)) {
      this._notebook.cells.forEach(cell => this._note(cell));
    }
  };

  private _note(cell: ISharedCell): void {
    const ours = cell.getMetadata('ai_jup');
    if (ours !== undefined && (isPrompt(cell) || isAnswer(cell))) {
      this._marks.set(cell.getId(), ours);
    }
  }

  /**
   * A cell that was deleted while a collaborator's page wrote into it comes back without what was written there, and so
   * without its marks: it would be a prompt or an answer no more.
   */
  private _mark(): void {
    const notebook = this._notebook;
    for (const cell of notebook.cells) {
      const ours = this._marks.get(cell.getId());
      const isBack = !this._cells.has(cell) && ours !== undefined;
      if (isBack && cell.getMetadata('ai_jup') === undefined) {
        notebook.transact(() => cell.setMetadata('ai_jup', ours), false);
      }
    }
  }

  private _onPopped = ({ type, stackItem }: IPopped): void => {
    followExchange(this._notebook, type, stackItem.meta);
    const before = stackItem.meta.get(ANSWERED_BEFORE) as
      Set<string> | undefined;
    this._pairs
      .filter(({ id }) => !before?.has(id))
      .forEach(pair => this._follow(pair, type));
    this._mark();
    this._bringBack();
    this._cells.clear();
    this._pairs = [];
  };

  /** An answer that the step itself has touched stands where the user had it. */
  private _follow({ id, prompt, answer }: IPair, type: string): void {
    const notebook = this._notebook;
    const { cells } = notebook;
    if (!cells.includes(answer)) {
      return;
    }
    const current = findPrompt(notebook, id);
    if (current) {
      bringBelow(notebook, current, answer);
    } else if (type === 'undo' || !this._isChanged(prompt)) {
      this._taken.set(id, answer.toJSON());
      notebook.transact(
        () => notebook.deleteCell(cells.indexOf(answer)),
        false
      );
      this._onTaken(id);
    }
  }

  /** A prompt that the user has made another cell, alone or with others, leaves its answer where it is. */
  private _isChanged(prompt: ISharedCell): boolean {
    const { cells } = this._notebook;
    return cells.includes(prompt) || cells.some(cell => !this._cells.has(cell));
  }

  private _bringBack(): void {
    const notebook = this._notebook;
    for (const [id, answer] of this._taken) {
      const prompt = findPrompt(notebook, id);
      if (!prompt) {
        continue;
      }
      this._taken.delete(id);
      if (!findAnswer(notebook, id)) {
        const index = notebook.cells.indexOf(prompt) + 1;
        notebook.transact(() => notebook.insertCell(index, answer), false);
      }
    }
  }

  /** The notebook's cells before the step. */
  private _cells = new Set<ISharedCell>();
  private _isDisposed = false;
  /** What prompts and answers had before the steps of this page's user, by the ids of their cells. */
  private _marks = new Map<string, PartialJSONValue>();
  private _pairs: IPair[] = [];
  /** Answers by the ids of their prompts. */
  private _taken = new Map<string, IBaseCell>();
}

function pairsOf(cells: readonly ISharedCell[]): IPair[] {
  return cells.flatMap((prompt, index) => {
    const { id } = readMetadata(prompt);
    return id !== undefined && isPairAt(cells, index)
      ? [{ id, prompt, answer: cells[index + 1] }]
      : [];
  });
}
