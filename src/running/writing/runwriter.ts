import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { endingOf } from '../../answer/ending';
import { plainAnswer } from '../../answer/plainanswer';
import type { ChosenBy } from '../../runstate/effectivemodel';
import type { IRunState } from '../../runstate/reducer';
import { hasContent } from '../../runstate/reducer';
import type { Run } from '../../runstate/run';
import type { AnswerCell } from '../../wire/generated';
import type { RunClient } from '../../wire/runclient';
import { wholeAnswer } from './wholeanswer';
import type { AnswerWriter, Outcome } from './answerwriter';
import { afterFrame } from './rendering';

/** Milliseconds between two writings of what has come into the notebook in memory; `NotebookPrompts` saves the file. */
const WRITE_INTERVAL = 2_000;

/** Milliseconds between two looks for the whole answer, which another page of a shared notebook writes. */
const LOOK_INTERVAL = 200;

/**
 * Where a run's answer went; into the file, because another page has written it; nowhere yet, because the notebook was
 * closed.
 */
export type RunOutcome = Outcome | 'elsewhere' | 'abandoned';

/**
 * Writes the answer of a run into the notebook, while it comes and when it has ended, if that is this page's turn.
 *
 * #### Notes
 * One notebook can stand in several windows and browsers. All show the run, and one writes it: the server says which.
 */
export class RunWriter implements IDisposable {
  constructor(private _options: RunWriter.IOptions) {
    const { run } = _options;
    this._isFirst = run.writes === 'first';
    run.turnChanged.connect(this._onTurn, this);
    this._timer = setInterval(() => void this._commit(), WRITE_INTERVAL);
    if (run.turn) {
      this._onTurn();
    }
    void this._finish().catch(reason => console.error(reason));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether this page writes, or has written what is not known to be in the file: without a connection nobody says so.
   */
  get writes(): boolean {
    const isUnsaved = this._hasWritten && this._options.run.turn === null;
    return !this._isDisposed && (this._writes || isUnsaved);
  }

  /**
   * Resolves when the answer stands in the notebook, or will not.
   */
  get outcome(): Promise<RunOutcome> {
    return this._outcome.promise;
  }

  /**
   * Put the answer back, whose cell was deleted.
   */
  restore(): void {
    if (this._cell) {
      this._options.writer.restore(this._cell);
    }
  }

  /**
   * Its cell has been put back: it may be as it was before the answer's end.
   */
  renew(): void {
    if (this._cell) {
      this._options.writer.renew(this._cell);
    }
  }

  /**
   * Write an answer that another page has saved into the notebook in memory: its own changes keep it from showing the file.
   */
  async copy(): Promise<void> {
    const cell = await this._wholeCell();
    if (!this._isDisposed) {
      this._options.writer.finish(cell);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._writes = false;
    clearInterval(this._timer);
    this._options.run.turnChanged.disconnect(this._onTurn, this);
    this._outcome.resolve('abandoned');
  }

  /** In steps, with a frame between them: together they would hold one up. */
  private async _finish(): Promise<void> {
    const { run, keepsOld, writer } = this._options;
    await run.ended;
    const turn = await this._turn();
    clearInterval(this._timer);
    if (turn === 'saved' || (await this._isSavedElsewhere())) {
      // this page does not write it: another one may, as where the notebook has a new name that this page does not know yet
      run.leave();
      this._outcome.resolve('elsewhere');
      return;
    }
    this._isEnding = true;
    await afterFrame();
    // a failure without a word leaves the earlier answer as it was
    const isKept = keepsOld && !hasContent(run.state);
    this._cell = isKept ? null : await this._wholeCell();
    await afterFrame();
    if (this._isDisposed) {
      return;
    }
    const outcome = this._cell ? writer.finish(this._cell) : 'written';
    this._hasWritten = outcome === 'written';
    await afterFrame();
    this._outcome.resolve(outcome);
  }

  /** Waits until it is known. */
  private async _turn(): Promise<'write' | 'saved'> {
    const { run, isWritten } = this._options;
    for (;;) {
      // taking over takes a moment, in which the turn can be lost
      await this._takingOver;
      if (run.turn) {
        return run.turn;
      }
      if (this._isDisposed || isWritten(run.id)) {
        return 'saved';
      }
      await new Promise<void>(resolve => {
        const timer = setTimeout(() => changed(), LOOK_INTERVAL);
        const changed = () => {
          clearTimeout(timer);
          run.turnChanged.disconnect(changed);
          resolve();
        };
        run.turnChanged.connect(changed);
      });
    }
  }

  private _onTurn(): void {
    const { run } = this._options;
    this._writes = false;
    if (run.turn === 'write') {
      this._takingOver = this._takeOver();
    } else {
      // another page may write now
      this._isFirst = false;
    }
  }

  /** Another page may have written before, into the file and, where the notebook is shared, into this very text. */
  private async _takeOver(): Promise<void> {
    const { run, writer, reread } = this._options;
    if (!this._isFirst) {
      await reread().catch(console.warn);
      writer.adopt();
    }
    this._writes = run.turn === 'write' && !this._isDisposed;
  }

  /** The page that wrote may have saved the answer, and gone before it could say so. */
  private async _isSavedElsewhere(): Promise<boolean> {
    const { run, isUnacknowledged } = this._options;
    return !this._isFirst && !(await isUnacknowledged(run.id));
  }

  /** As the server writes it; where it cannot, as plain text: what the page has seen must not be lost. */
  private async _wholeCell(): Promise<AnswerCell> {
    const { client, run, trans, chosenBy, onAway } = this._options;
    const cell = await wholeAnswer(
      client,
      run.id,
      () => this._isDisposed,
      onAway
    );
    const { state } = run;
    return cell ?? plainAnswer(state, endingOf(state, trans, chosenBy));
  }

  /** What does not come this time comes with the next. */
  private async _commit(): Promise<void> {
    const { client, run, writer } = this._options;
    const { state } = run;
    const isNew = hasContent(state) && state !== this._committed;
    if (!this._writes || this._isAsking || !isNew) {
      return;
    }
    this._isAsking = true;
    const cell = await client.answer(run.id).catch(() => null);
    this._isAsking = false;
    if (cell && this._writes && !this._isEnding) {
      this._committed = state;
      writer.commit(cell);
    }
  }

  private _cell: AnswerCell | null = null;
  private _committed: IRunState | null = null;
  private _hasWritten = false;
  private _isAsking = false;
  private _isDisposed = false;
  private _isEnding = false;
  /** Whether no other page can have written before. */
  private _isFirst: boolean;
  private _outcome = new PromiseDelegate<RunOutcome>();
  private _takingOver: Promise<void> = Promise.resolve();
  private _timer: ReturnType<typeof setInterval>;
  private _writes = false;
}

/**
 * A namespace for `RunWriter` statics.
 */
export namespace RunWriter {
  /**
   * What it needs.
   */
  export interface IOptions {
    readonly run: Run;
    readonly client: RunClient;
    readonly writer: AnswerWriter;
    readonly trans: TranslationBundle;
    /** Who has the model answer; null if it is not known. */
    readonly chosenBy: ChosenBy | null;
    /** Whether the answer cell holds an earlier answer. */
    readonly keepsOld: boolean;
    /** Called each time that the server does not give the answer, before it is asked again. */
    readonly onAway: () => void;
    /** Show the file as it is now, if it has changed and nothing would be lost. */
    reread(): Promise<unknown>;
    /** Whether another page has written the whole answer into this very notebook, or nobody could. */
    isWritten(run: string): boolean;
    /** Whether no one has kept the answer of a run that has ended. */
    isUnacknowledged(run: string): Promise<boolean>;
  }
}
