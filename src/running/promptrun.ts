import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { NOT_RUN, NOT_SENT, endingOf, unsent } from '../answer/ending';
import { noticeCell, plainAnswer } from '../answer/plainanswer';
import type { ChosenBy } from '../run/effectivemodel';
import type { IRunState } from '../run/reducer';
import { INITIAL_STATE, hasContent, lose } from '../run/reducer';
import type { IConnection } from '../run/run';
import { Run } from '../run/run';
import type {
  AnswerCell,
  ErrorDetail,
  Event,
  PromptRequest,
  ToolConsent
} from '../wire/generated';
import { RequestError } from '../wire/http';
import { wholeAnswer } from './answerrequest';
import type { AnswerWriter, Outcome } from './answerwriter';
import type { CallConsents } from './callconsents';
import { becomeWriter } from './writerlock';
import { afterFrame } from './rendering';

/** The code for a prompt that is being answered. */
const ANSWERED = 'run-exists';

/**
 * Where a prompt stands: waiting for the cells above or the user's consent, sent, or done.
 */
export type Phase = 'queued' | 'running' | 'ended';

/**
 * Where its answer went; into the file, because another tab has written it; nowhere yet, because the notebook was closed.
 */
export type RunOutcome = Outcome | 'elsewhere' | 'abandoned';

/** Milliseconds between two writings of what has come into the notebook in memory; `NotebookPrompts` saves the file. */
const WRITE_INTERVAL = 2_000;

/**
 * One prompt being answered: follows the run and keeps its answer in the notebook.
 */
export class PromptRun implements IDisposable {
  constructor(private _options: PromptRun.IOptions) {}

  /**
   * Emitted when phase or state has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Emitted when a call has come or stands otherwise, and when there will be no more: not with each piece of text.
   */
  get callsChanged(): ISignal<this, void> {
    return this._callsChanged;
  }

  /**
   * Resolves when the answer stands in the notebook, or will not.
   */
  get ended(): Promise<RunOutcome> {
    return this._ended.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get phase(): Phase {
    return this._phase;
  }

  /**
   * Whether the answer cell holds an earlier answer, which stays until the new one's first text.
   */
  get keepsOld(): boolean {
    return this._options.keepsOld;
  }

  /**
   * Whether the user is asked if it may be sent.
   */
  get isAsked(): boolean {
    return this._isAsked && this._phase === 'queued';
  }

  get prompt(): string {
    return this._options.writer.prompt;
  }

  get state(): IRunState {
    return this._run?.state ?? this._refused ?? INITIAL_STATE;
  }

  /**
   * Who has the model answer that it was sent to; null if it was not sent.
   */
  get chosenBy(): ChosenBy | null {
    return this._chosenBy;
  }

  /**
   * When it was sent, as `performance.now()` has it.
   */
  get sent(): number {
    return this._sent;
  }

  /**
   * The prompt's turn has not come: an empty answer cell says so, should the page go before it does.
   */
  wait(): void {
    const { trans, writer } = this._options;
    if (this._phase === 'queued' && writer.isEmpty) {
      this._isNoted = true;
      writer.commit(noticeCell(unsent(trans)));
    }
  }

  /**
   * The user is asked whether the prompt may be sent.
   */
  askUser(): void {
    this._isAsked = true;
    this._changed.emit();
  }

  /**
   * Send the prompt. Does nothing if it was stopped while it waited.
   *
   * @param chosenBy - who has the model answer
   */
  async start(
    request: PromptRequest,
    chosenBy: ChosenBy | null
  ): Promise<void> {
    if (this._phase !== 'queued') {
      return;
    }
    if (this._isNoted) {
      this._options.writer.commit(noticeCell(null));
    }
    this._chosenBy = chosenBy;
    this._enter('running');
    const { client, socket } = this._options.connection;
    socket.open();
    let run: string;
    try {
      run = await client.start(request);
    } catch (reason) {
      if (await this._takeUp(reason)) {
        return;
      }
      this._refused = lose(INITIAL_STATE, detailOf(reason));
      return this._finish();
    }
    if (!this._isDisposed) {
      this._follow(run, []);
    }
    if (this._stopWanted) {
      // the run goes on where this fails, and the user may stop it again
      await client.stop(run).catch(console.warn);
    }
  }

  /**
   * Take a run up that is known to the server.
   *
   * @param chosenBy - who has the model answer, as the notebook stands now
   */
  attach(
    run: string,
    events: readonly Event[],
    chosenBy: ChosenBy | null
  ): void {
    this._chosenBy = chosenBy;
    this._enter('running');
    this._follow(run, events);
  }

  /**
   * Stop. What has come of the answer stays.
   */
  async stop(): Promise<void> {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._endUnsent(trans.__('You stopped this prompt before it was sent.'));
    } else if (this._run) {
      await this._run.stop();
    } else {
      this._stopWanted = true;
    }
  }

  /**
   * Give up what has not been sent, because a cell above it failed.
   */
  skip(): void {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._endUnsent(
        trans.__('A cell above this prompt failed or was not run.')
      );
    }
  }

  /**
   * The user does not want it to be sent.
   */
  deny(): void {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._endUnsent(trans.__('You chose not to send this prompt.'), NOT_SENT);
    }
  }

  /**
   * End with the server's refusal: it would refuse the prompt too.
   *
   * @param chosenBy - who has the model answer
   */
  async refuse(error: ErrorDetail, chosenBy: ChosenBy | null): Promise<void> {
    if (this._phase === 'queued') {
      this._chosenBy = chosenBy;
      this._refused = lose(INITIAL_STATE, error);
      await this._finish();
    }
  }

  /**
   * Give up what was not sent before the page went.
   */
  lose(): void {
    const { trans } = this._options;
    this._endUnsent(
      trans.__(
        'The page was closed or reloaded while this prompt waited to be sent.'
      )
    );
  }

  /**
   * Whether the user need not answer for a call.
   */
  isAnswered(call: string): boolean {
    const { consents } = this._options;
    return !!this._run && consents.isAnswered(this._run.id, call);
  }

  /**
   * Pass the user's answer on whether a function may be called.
   *
   * @param consent - what the user was asked
   * @param allow - whether it may be called
   * @param always - whether the same function may be called from now on without asking
   * @throws RequestError if the answer did not reach the server
   */
  async answerCall(
    consent: ToolConsent,
    allow: boolean,
    always: boolean
  ): Promise<void> {
    if (this._run) {
      const { consents } = this._options;
      await consents.answer(this._run.id, consent, allow, always);
    }
  }

  /**
   * Whether the server cannot be reached at the moment.
   */
  get isLost(): boolean {
    return this._isAway || this._options.connection.socket.isLost;
  }

  /**
   * Tell the server that the answer is kept: it need not keep it any more, and another tab need not write it.
   */
  acknowledge(): void {
    this._run?.acknowledge();
    this._releaseWriter();
  }

  /**
   * Tell the server that the user does not want the answer: it is not offered again.
   */
  dismiss(): void {
    this._run?.dismiss();
    this._releaseWriter();
  }

  /**
   * Put the answer back, whose cell was deleted.
   */
  restore(): void {
    if (this._cell) {
      this._options.writer.restore(this._cell);
      this._changed.emit();
    }
  }

  /**
   * Leave the answer to the user who has changed it since: the prompt runs again.
   */
  leaveEdited(): void {
    this._options.writer.leaveEdited();
  }

  /**
   * Follow the run no more; what goes on on the server is taken up when the notebook is opened again.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._phase = 'ended';
    clearInterval(this._timer);
    this._run?.dispose();
    this._releaseWriter();
    this._ended.resolve('abandoned');
    Signal.clearData(this);
  }

  /**
   * Follow the run that answers the prompt already: another window has started it, or this page before it was loaded again.
   *
   * @param reason - why the prompt was not sent
   * @returns whether there is such a run
   */
  private async _takeUp(reason: unknown): Promise<boolean> {
    const { connection, liveRun } = this._options;
    if (!(reason instanceof RequestError) || reason.detail.code !== ANSWERED) {
      return false;
    }
    const run = await liveRun();
    const snapshot =
      run && (await connection.client.snapshot(run).catch(() => null));
    if (!run || !snapshot) {
      return false;
    }
    this._follow(run, snapshot.events);
    if (this._stopWanted) {
      await connection.client.stop(run).catch(console.warn);
    }
    return true;
  }

  private _follow(id: string, events: readonly Event[]): void {
    const run = new Run(id, this._options.connection, events);
    this._run = run;
    run.changed.connect(this._onChanged, this);
    this._onChanged(run);
    this._timer = setInterval(() => void this._commit(), WRITE_INTERVAL);
    void this._write(run).catch(reason => console.error(reason));
  }

  private async _write(run: Run): Promise<void> {
    const release = await becomeWriter(run.id);
    if (this._isDisposed) {
      release();
      return;
    }
    this._releaseWriter = release;
    await this._letOthersWrite(run);
    if (this._isDisposed) {
      return;
    }
    this._writes = true;
    const isLate = run.state.state !== 'running';
    if (isLate && !(await this._options.isUnacknowledged(run.id))) {
      this._conclude('elsewhere');
    } else {
      await run.ended;
      await this._finish();
    }
  }

  /** Two browsers that write into one shared text would double it. */
  private async _letOthersWrite(run: Run): Promise<void> {
    const { othersTurn } = this._options;
    if (othersTurn) {
      await run.ended;
      await new Promise(resolve => setTimeout(resolve, othersTurn()));
    }
  }

  /** In steps, with a frame between them: together they would hold one up. */
  private async _finish(): Promise<void> {
    clearInterval(this._timer);
    this._isEnding = true;
    await afterFrame();
    const { writer, keepsOld } = this._options;
    // a failure without a word leaves the earlier answer as it was
    const isKept = keepsOld && !hasContent(this.state);
    this._cell = isKept ? null : await this._wholeCell();
    await afterFrame();
    if (this._isDisposed) {
      return;
    }
    const outcome = this._cell ? writer.finish(this._cell) : 'written';
    await afterFrame();
    this._conclude(outcome);
  }

  /** As the server writes it; where it cannot, as plain text: what the page has seen must not be lost. */
  private async _wholeCell(): Promise<AnswerCell> {
    const { connection, trans } = this._options;
    const { state } = this;
    const cell =
      this._run &&
      (await wholeAnswer(
        connection.client,
        this._run.id,
        () => this._isDisposed,
        () => this._onAway()
      ));
    return cell ?? plainAnswer(state, endingOf(state, trans, this._chosenBy));
  }

  private _onAway(): void {
    this._isAway = true;
    this._changed.emit();
  }

  /** What does not come this time comes with the next. */
  private async _commit(): Promise<void> {
    const { state } = this;
    const isNew = hasContent(state) && state !== this._committed;
    if (!this._run || !this._writes || this._isAsking || !isNew) {
      return;
    }
    this._isAsking = true;
    const { connection, writer } = this._options;
    const cell = await connection.client.answer(this._run.id).catch(() => null);
    this._isAsking = false;
    if (cell && !this._isEnding && !this._isDisposed) {
      this._committed = state;
      writer.commit(cell);
    }
  }

  private _endUnsent(message: string, code = NOT_RUN): void {
    const error = { code, message, hint: '' };
    this._refused = lose(INITIAL_STATE, error);
    const { writer, keepsOld, trans } = this._options;
    const notice = noticeCell(endingOf(this._refused, trans));
    this._conclude(keepsOld ? 'written' : writer.finish(notice));
  }

  private _conclude(outcome: RunOutcome): void {
    this._enter('ended');
    this._ended.resolve(outcome);
  }

  private _enter(phase: Phase): void {
    this._phase = phase;
    if (phase === 'running') {
      this._sent = performance.now();
    }
    this._changed.emit();
    if (phase === 'ended') {
      this._callsChanged.emit();
    }
  }

  private _onChanged({ id, state }: Run): void {
    const isOver = state.state !== 'running';
    const isOfCalls = state.tools !== this._tools || isOver;
    this._tools = state.tools;
    if (isOfCalls) {
      const { consents } = this._options;
      consents.answerKnown(id, state, () => this._onAnswerFailed());
    }
    this._changed.emit();
    if (isOfCalls) {
      this._callsChanged.emit();
    }
  }

  /** The question, which was not put to the user, is. */
  private _onAnswerFailed(): void {
    this._changed.emit();
    this._callsChanged.emit();
  }

  private _callsChanged = new Signal<this, void>(this);
  private _cell: AnswerCell | null = null;
  private _changed = new Signal<this, void>(this);
  private _committed: IRunState | null = null;
  private _ended = new PromiseDelegate<RunOutcome>();
  private _isAsked = false;
  private _isAsking = false;
  private _isAway = false;
  private _isDisposed = false;
  private _isEnding = false;
  private _isNoted = false;
  private _chosenBy: ChosenBy | null = null;
  private _phase: Phase = 'queued';
  private _refused: IRunState | null = null;
  private _releaseWriter: () => void = () => undefined;
  private _run: Run | null = null;
  private _sent = 0;
  private _stopWanted = false;
  private _tools: IRunState['tools'] = INITIAL_STATE.tools;
  private _timer: ReturnType<typeof setInterval> | undefined;
  private _writes = false;
}

/**
 * A namespace for `PromptRun` statics.
 */
export namespace PromptRun {
  /**
   * What a prompt's run needs.
   */
  export interface IOptions {
    readonly connection: IConnection;
    readonly writer: AnswerWriter;
    readonly trans: TranslationBundle;
    readonly consents: CallConsents;
    /** Whether the answer cell holds an earlier answer. */
    readonly keepsOld: boolean;
    /** Milliseconds that the other browsers on the notebook get to write the answer; without it this one writes. */
    readonly othersTurn?: () => number;
    /** The run that answers the prompt now; null if there is none. */
    liveRun(): Promise<string | null>;
    /** Whether no one has kept the answer of a run that has ended. */
    isUnacknowledged(run: string): Promise<boolean>;
  }
}

function detailOf(reason: unknown): ErrorDetail {
  if (reason instanceof RequestError) {
    return reason.detail;
  }
  return { code: 'unexpected', message: String(reason), hint: '' };
}
