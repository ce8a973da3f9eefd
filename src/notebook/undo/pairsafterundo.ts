import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IBaseCell } from '@jupyterlab/nbformat';
import type { IDisposable } from '@lumino/disposable';

import type { CellStates, IStates } from './cellstates';
import { CellReader, keyed, rebased, wasAnswer } from './cellstates';
import { asMetadata, isAnswer, isPrompt, readMetadata } from '../metadata';
import { bringBelow, findPrompt } from '../pairing';
import { hasPairs, isPairAt } from '../pairs';
import { RestoredCells } from './restoredcells';
import { historyOf } from './undosteps';

/** The ids of a prompt, and of the cells that it and its answer stand in. */
interface IPair {
  readonly id: string;
  readonly prompt: string;
  readonly answer: string;
}

/**
 * What is done with answers that undo and redo take away and bring back.
 */
export interface IAnswerKeeper {
  /** A prompt was taken away with its answer, as undo takes back that it was made, or redo deletes it again. */
  onTaken(prompt: string, by: 'undo' | 'delete'): void;
  /** Whether a prompt is being answered, or waits for it. */
  hasLiveRun(prompt: string): boolean;
  /** Put all that another cell has of a prompt's answers among the earlier or the later ones of a cell. */
  takeIn(
    answer: ISharedCell,
    other: ISharedCell,
    side: 'earlier' | 'later'
  ): void;
  /** Put what a cell has had of a prompt's answers since a time, and has no more, among its later ones. */
  keepSince(answer: ISharedCell, now: IBaseCell, time: IBaseCell): void;
}

/** What a step of the history has: the cells before and after it. */
const STATES = Symbol('states');

interface IStep {
  readonly before: CellStates;
  readonly after: CellStates;
}

interface IStepEvent {
  readonly type: 'undo' | 'redo';
  readonly stackItem: { readonly meta: Map<unknown, unknown> };
  readonly origin: unknown;
  readonly changedParentTypes: ReadonlyMap<unknown, unknown>;
}

/**
 * Has each step of undo and redo lead to the cells that were there before it, though answers are written outside the
 * history.
 *
 * #### Notes
 * Each step keeps what the cells were before and after it. When it is undone, what Yjs makes of it is compared with that.
 * What has come outside the history since is no step of the user's: an answer stands below its prompt wherever that goes,
 * and is taken away with it. What was there when a step was undone is what redo leads to: both always lead back.
 *
 * Yjs skips a step of which nothing is left to undo, as its cells were written anew outside the history. So each step has a
 * mark besides, in a list that nothing else changes; it is no part of the file.
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
    this._reader = new CellReader(_notebook);
    undoManager.addToScope(this._marks);
    ydoc.on('beforeTransaction', this._onTransaction);
    undoManager.on('stack-item-added', this._onAdded);
    undoManager.on('stack-item-updated', this._onUpdated);
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
    this._reader.dispose();
    const { undoManager, ydoc } = historyOf(this._notebook);
    ydoc.off('beforeTransaction', this._onTransaction);
    undoManager.off('stack-item-added', this._onAdded);
    undoManager.off('stack-item-updated', this._onUpdated);
    undoManager.off('stack-item-popped', this._onPopped);
  }

  private get _marks() {
    return historyOf(this._notebook).ydoc.getArray<number>('ai_jup_steps');
  }

  private _onTransaction = ({ origin }: { origin: unknown }): void => {
    const { undoManager } = historyOf(this._notebook);
    if (undoManager.trackedOrigins.has(origin)) {
      const { cells } = this._notebook;
      this._hadPairs ||= hasPairs(cells);
      this._now = this._reader.read();
      if (origin === undoManager) {
        this._cells = new Set(cells);
        this._pairs = pairsOf(cells);
      }
    }
  };

  private _onAdded = (event: IStepEvent): void => {
    const isUndo = event.origin === historyOf(this._notebook).undoManager;
    if (!isUndo) {
      this._latest = { stackItem: event.stackItem, before: this._now };
      this._record(event, this._now);
    }
  };

  private _record(event: IStepEvent, before: CellStates): void {
    const { changedParentTypes, stackItem } = event;
    this._hadPairs ||= hasPairs(this._notebook.cells);
    if (!this._hadPairs) {
      return;
    }
    const step: IStep = { before, after: this._reader.read() };
    stackItem.meta.set(STATES, step);
    // what looks after pairs and copies sees to them right after it
    queueMicrotask(() => this._readAgain(stackItem));
    if (!changedParentTypes.has(this._marks)) {
      // Yjs joins it with the step
      this._notebook.transact(() => this._marks.push([0]));
    }
  }

  private _readAgain(stackItem: IStepEvent['stackItem']): void {
    const { undoStack } = historyOf(this._notebook).undoManager;
    const step = stackItem.meta.get(STATES) as IStep | undefined;
    if (!this._isDisposed && undoStack.at(-1) === stackItem && step) {
      const after = this._reader.read();
      stackItem.meta.set(STATES, { ...step, after });
    }
  }

  /** More of the user's joins the step; what was written outside the history meanwhile is none of it. */
  private _onUpdated = (event: IStepEvent): void => {
    const { stackItem } = event;
    const step = stackItem.meta.get(STATES) as IStep | undefined;
    if (step) {
      const before = rebased(step.before, step.after, this._now);
      stackItem.meta.set(STATES, { before, after: this._reader.read() });
    } else if (this._latest?.stackItem === stackItem) {
      this._record(event, this._latest.before);
    }
  };

  private _onPopped = ({ type, stackItem }: IStepEvent): void => {
    const step = stackItem.meta.get(STATES) as IStep | undefined;
    if (!step) {
      return;
    }
    const isUndo = type === 'undo';
    const now = this._now;
    const states = isUndo
      ? { from: step.after, to: step.before, now }
      : { from: step.before, to: step.after, now };
    const isNew = (cell: ISharedCell) => !this._cells.has(cell);
    const stays = (state: IBaseCell) => this._isComing(state);
    new RestoredCells(this._notebook, states, isNew, stays).restore();
    this._keepSince(states);

    this._pairs
      .filter(({ answer }) => isSince(states, answer))
      .forEach(pair => this._follow(pair, isUndo));
    this._unite(states);
    const there = this._reader.read();
    this._pairs
      .filter(
        ({ answer, id }) =>
          !there.has(answer) && !findPrompt(this._notebook, id)
      )
      .forEach(({ id }) =>
        this._keeper.onTaken(id, isUndo ? 'undo' : 'delete')
      );
    const { redoStack, undoStack } = historyOf(this._notebook).undoManager;
    const back: IStep = isUndo
      ? { before: there, after: now }
      : { before: now, after: there };
    (isUndo ? redoStack : undoStack).at(-1)?.meta.set(STATES, back);
    this._cells.clear();
    this._pairs = [];
  };

  private _isComing(state: IBaseCell): boolean {
    const { prompt = '' } = asMetadata(state.metadata['ai_jup']);
    return wasAnswer(state) && this._keeper.hasLiveRun(prompt);
  }

  private _follow({ id, prompt, answer }: IPair, isUndo: boolean): void {
    const notebook = this._notebook;
    const cells = keyed(notebook.cells);
    const [above, cell] = [cells.get(prompt), cells.get(answer)];
    if (!cell) {
      return;
    }
    // in a broken notebook another prompt may have its id
    const current = above && isPrompt(above) ? above : findPrompt(notebook, id);
    if (current) {
      bringBelow(notebook, current, cell);
    } else if (isUndo || !above) {
      // the user has not made the prompt another cell again
      const index = notebook.cells.indexOf(cell);
      notebook.transact(() => notebook.deleteCell(index), false);
    }
  }

  /**
   * What stands in an answer's cell may have come after the step: somebody else has asked again, or the user has edited
   * it. Undo takes back the step, and not that.
   */
  private _keepSince({ from, now }: IStates): void {
    for (const [key, cell] of keyed(this._notebook.cells)) {
      const [time, current] = [from.get(key), now.get(key)];
      if (time && current && isAnswer(cell) && wasAnswer(time)) {
        this._notebook.transact(
          () => this._keeper.keepSince(cell, current, time),
          false
        );
      }
    }
  }

  /**
   * A prompt has one answer: where undo or redo brings one back, what it was given since goes on in the same cell. The one
   * that is back is shown, as the step had it, unless the other one is just coming.
   */
  private _unite(states: IStates): void {
    const notebook = this._notebook;
    for (const [key, newer] of keyed(notebook.cells)) {
      const { prompt = '' } = readMetadata(newer);
      const back =
        isAnswer(newer) && isSince(states, key) && findPrompt(notebook, prompt)
          ? this._answerBack(states, prompt)
          : null;
      if (back) {
        const isComing = this._keeper.hasLiveRun(prompt);
        const [stays, goes] = isComing ? [newer, back] : [back, newer];
        notebook.transact(() => {
          this._keeper.takeIn(stays, goes, isComing ? 'earlier' : 'later');
          notebook.deleteCell(notebook.cells.indexOf(goes));
        }, false);
      }
    }
  }

  /** The answer to a prompt that was none before the step. */
  private _answerBack({ now }: IStates, prompt: string): ISharedCell | null {
    const answers = [...keyed(this._notebook.cells)].find(
      ([key, cell]) =>
        isAnswer(cell) &&
        readMetadata(cell).prompt === prompt &&
        !wasAnswer(now.get(key))
    );
    return answers?.[1] ?? null;
  }

  /** The notebook's cells before undo or redo. */
  private _cells = new Set<ISharedCell>();
  /** Whether the notebook has a prompt or an answer, or had one: all others are none of our business. */
  private _hadPairs = false;
  private _isDisposed = false;
  /** The step that others may join, and the cells before it: what joins it can make the notebook's first prompt. */
  private _latest: {
    readonly stackItem: IStepEvent['stackItem'];
    readonly before: CellStates;
  } | null = null;
  /** What they were before the transaction. */
  private _now: CellStates = new Map();
  private _pairs: IPair[] = [];
  private _reader: CellReader;
}

/** Whether what stands in a cell has come after the step, outside the history. */
function isSince({ from, to }: IStates, key: string): boolean {
  return !from.has(key) && !to.has(key);
}

function pairsOf(cells: readonly ISharedCell[]): IPair[] {
  return [...keyed(cells)].flatMap(([prompt, cell], index, all) => {
    const { id } = readMetadata(cell);
    return id !== undefined && isPairAt(cells, index)
      ? [{ id, prompt, answer: all[index + 1][0] }]
      : [];
  });
}
