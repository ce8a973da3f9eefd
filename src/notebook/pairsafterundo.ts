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

/**
 * What is done with answers that undo and redo take away and bring back.
 */
export interface IAnswerKeeper {
  /** A prompt's answer was taken away. */
  onTaken(prompt: string): void;
  /** Whether a prompt is being answered, or waits for it. */
  hasLiveRun(prompt: string): boolean;
  /** Put all that another cell has of a prompt's answers among the earlier or the later ones of a cell. */
  takeIn(
    answer: ISharedCell,
    other: ISharedCell,
    side: 'earlier' | 'later'
  ): void;
}

/** What a step of the history has: the answers, by the ids of their prompts, that gave way to those that it brought back. */
const GAVE_WAY = Symbol('gaveWay');

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
   */
  constructor(
    private _notebook: ISharedNotebook,
    private _keeper: IAnswerKeeper
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
      this._answers = answersIn(this._notebook.cells);
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
    this._return(stackItem.meta);
    this._unite(type);
    this._cells.clear();
    this._pairs = [];
    this._answers.clear();
  };

  /** An answer that the step itself has touched stands where the user had it. */
  private _follow({ id, prompt, answer }: IPair, type: string): void {
    const notebook = this._notebook;
    const { cells } = notebook;
    if (!cells.includes(answer)) {
      return;
    }
    // in a broken notebook another prompt may have its id
    const current = cells.includes(prompt) ? prompt : findPrompt(notebook, id);
    if (current && isPrompt(current)) {
      bringBelow(notebook, current, answer);
    } else if (type === 'undo' || !this._isChanged(prompt)) {
      this._taken.set(id, answer.toJSON());
      notebook.transact(
        () => notebook.deleteCell(cells.indexOf(answer)),
        false
      );
      this._keeper.onTaken(id);
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

  /**
   * A prompt has one answer: where undo or redo brings one back, what it was given since goes on in the same cell. The one
   * that is back is shown, as the step had it, unless the other one is just coming.
   */
  private _unite(type: IPopped['type']): void {
    const notebook = this._notebook;
    const gaveWay = new Map<string, IBaseCell>();
    for (const [id, all] of answersIn(notebook.cells)) {
      const before = this._answers.get(id) ?? [];
      const [back, newer] = [all.find(isNew(before)), all.find(isOf(before))];
      if (!back || !newer || all.length > 2 || before.length > 1) {
        continue;
      }
      const isComing = this._keeper.hasLiveRun(id);
      const [stays, goes] = isComing ? [newer, back] : [back, newer];
      if (!isComing) {
        gaveWay.set(id, newer.toJSON());
      }
      const side = isComing ? 'earlier' : 'later';
      notebook.transact(() => {
        this._keeper.takeIn(stays, goes, side);
        notebook.deleteCell(notebook.cells.indexOf(goes));
      }, false);
    }
    if (gaveWay.size) {
      const { redoStack, undoStack } = historyOf(notebook).undoManager;
      const opposite = type === 'undo' ? redoStack : undoStack;
      opposite.at(-1)?.meta.set(GAVE_WAY, gaveWay);
    }
  }

  /** What gave way to an answer is there again when that one goes. */
  private _return(meta: ReadonlyMap<unknown, unknown>): void {
    const notebook = this._notebook;
    const gaveWay = (meta.get(GAVE_WAY) ?? []) as Iterable<[string, IBaseCell]>;
    for (const [id, answer] of gaveWay) {
      const prompt = findPrompt(notebook, id);
      if (prompt && !findAnswer(notebook, id)) {
        const index = notebook.cells.indexOf(prompt) + 1;
        notebook.transact(() => notebook.insertCell(index, answer), false);
      }
    }
  }

  /** The answers before the step, by the ids of their prompts. */
  private _answers = new Map<string, ISharedCell[]>();
  /** The notebook's cells before the step. */
  private _cells = new Set<ISharedCell>();
  private _isDisposed = false;
  /** What prompts and answers had before the steps of this page's user, by the ids of their cells. */
  private _marks = new Map<string, PartialJSONValue>();
  private _pairs: IPair[] = [];
  /** Answers by the ids of their prompts. */
  private _taken = new Map<string, IBaseCell>();
}

function answersIn(cells: readonly ISharedCell[]): Map<string, ISharedCell[]> {
  const answers = new Map<string, ISharedCell[]>();
  for (const cell of cells) {
    const { prompt } = isAnswer(cell) ? readMetadata(cell) : {};
    if (prompt !== undefined) {
      answers.set(prompt, [...(answers.get(prompt) ?? []), cell]);
    }
  }
  return answers;
}

const isOf = (known: readonly ISharedCell[]) => (cell: ISharedCell) =>
  known.includes(cell);

const isNew = (known: readonly ISharedCell[]) => (cell: ISharedCell) =>
  !known.includes(cell);

function pairsOf(cells: readonly ISharedCell[]): IPair[] {
  return cells.flatMap((prompt, index) => {
    const { id } = readMetadata(prompt);
    return id !== undefined && isPairAt(cells, index)
      ? [{ id, prompt, answer: cells[index + 1] }]
      : [];
  });
}
