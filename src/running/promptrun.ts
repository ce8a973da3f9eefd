import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { NOT_RUN, NOT_SENT, endingOf, unsent } from '../answer/ending';
import { noticeCell, plainAnswer } from '../answer/plainanswer';
import type { ChosenBy } from '../runstate/effectivemodel';
import type { IRunState } from '../runstate/reducer';
import { INITIAL_STATE, lose } from '../runstate/reducer';
import type { IConnection } from '../runstate/run';
import { Run } from '../runstate/run';
import type {
  ErrorDetail,
  Event,
  PromptRequest,
  ToolConsent
} from '../wire/generated';
import { RequestError } from '../wire/http';
import type { Writes } from '../wire/socket';
import type { AnswerWriter } from './writing/answerwriter';
import type { CallConsents } from './callconsents';
import type { RunOutcome } from './writing/runwriter';
import { RunWriter } from './writing/runwriter';

/** The code for a prompt that is being answered. */
const ANSWERED = 'run-exists';

/**
 * Where a prompt stands: waiting for the cells above or the user's consent, sent, or done.
 */
export type Phase = 'queued' | 'running' | 'ended';

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
   * Whether it goes on with the answer that was there.
   */
  get continues(): boolean {
    return this._options.continues;
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

  /**
   * The run's id; null while there is none.
   */
  get id(): string | null {
    return this._run?.id ?? null;
  }

  /**
   * Whether the user has ended it.
   */
  get isStopped(): boolean {
    return this._isStopped || this.state.state === 'stopped';
  }

  /**
   * Whether the answer is this page's to write, or none has begun.
   */
  get isOurs(): boolean {
    return this._phase === 'queued' || !!this._answer?.writes;
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
      return this._endRefused(detailOf(reason));
    }
    if (!this._isDisposed) {
      this._follow(run, [], 'first');
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
    this._follow(run, events, 'next');
  }

  /**
   * Stop. What has come of the answer stays.
   */
  async stop(): Promise<void> {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._isStopped = true;
      this._endUnsent(trans.__('You stopped this prompt before it was sent.'));
    } else if (this._run) {
      await this._run.stop();
    } else {
      this._stopWanted = true;
    }
  }

  /**
   * Give up what has not been sent, because a cell above it failed.
   *
   * @param isStopped - whether none has failed: the user has stopped a prompt above, or did not want it sent
   */
  skip(isStopped = false): void {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._endUnsent(
        isStopped
          ? trans.__('You stopped a prompt above this one.')
          : trans.__('A cell above this prompt failed or was not run.')
      );
    }
  }

  /**
   * The user does not want it to be sent.
   */
  deny(): void {
    if (this._phase === 'queued') {
      const { trans } = this._options;
      this._isStopped = true;
      this._endUnsent(trans.__('You chose not to send this prompt.'), NOT_SENT);
    }
  }

  /**
   * End with the server's refusal: it would refuse the prompt too.
   *
   * @param chosenBy - who has the model answer
   */
  refuse(error: ErrorDetail, chosenBy: ChosenBy | null): void {
    if (this._phase === 'queued') {
      this._chosenBy = chosenBy;
      this._endRefused(error);
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
  }

  /**
   * Tell the server that the user does not want the answer: it is not offered again.
   */
  dismiss(): void {
    this._run?.dismiss();
  }

  /**
   * Put the answer back, whose cell was deleted.
   */
  restore(): void {
    this._answer?.restore();
    this._changed.emit();
  }

  /**
   * The answer's cell has been put back.
   */
  renew(): void {
    this._answer?.renew();
  }

  /**
   * Write an answer that another page has saved into the notebook in memory.
   */
  async copy(): Promise<void> {
    await this._answer?.copy();
    this._changed.emit();
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
    this._answer?.dispose();
    this._run?.dispose();
    this._ended.resolve('abandoned');
    Signal.clearData(this);
  }

  /**
   * Follow the run that answers the prompt already: another window has started it, or this page before it was loaded again.
   *
   * @param reason - why the prompt was not sent
   * @returns whether another window has it
   */
  private async _takeUp(reason: unknown): Promise<boolean> {
    const { connection, latestRun } = this._options;
    if (!(reason instanceof RequestError) || reason.detail.code !== ANSWERED) {
      return false;
    }
    const run = await latestRun();
    const snapshot =
      run && (await connection.client.snapshot(run).catch(() => null));
    if (this._isDisposed) {
      return true;
    }
    if (!run || !snapshot) {
      // the other window has written into the file by now, or will
      this._refused = lose(INITIAL_STATE, reason.detail);
      this._conclude('elsewhere');
      return true;
    }
    this._follow(run, snapshot.events, 'next');
    if (this._stopWanted) {
      await connection.client.stop(run).catch(console.warn);
    }
    return true;
  }

  private _follow(id: string, events: readonly Event[], writes: Writes): void {
    const { connection, writer, trans, keepsOld } = this._options;
    const run = new Run(id, connection, events, writes);
    this._run = run;
    run.changed.connect(this._onChanged, this);
    this._onChanged(run);
    this._answer = new RunWriter({
      run,
      client: connection.client,
      writer,
      trans,
      chosenBy: this._chosenBy,
      keepsOld,
      onAway: () => this._onAway(),
      reread: this._options.reread,
      isWritten: this._options.isWritten,
      isUnacknowledged: this._options.isUnacknowledged
    });
    void this._answer.outcome.then(outcome => this._conclude(outcome));
  }

  private _onAway(): void {
    this._isAway = true;
    this._changed.emit();
  }

  /** Without a word the server has refused it: an earlier answer stays. */
  private _endRefused(error: ErrorDetail): void {
    this._refused = lose(INITIAL_STATE, error);
    const { writer, keepsOld, trans } = this._options;
    const ending = endingOf(this._refused, trans, this._chosenBy);
    const answer = plainAnswer(this._refused, ending);
    this._conclude(keepsOld ? 'written' : writer.finish(answer));
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

  private _answer: RunWriter | null = null;
  private _callsChanged = new Signal<this, void>(this);
  private _changed = new Signal<this, void>(this);
  private _ended = new PromiseDelegate<RunOutcome>();
  private _isAsked = false;
  private _isAway = false;
  private _isDisposed = false;
  private _isNoted = false;
  private _isStopped = false;
  private _chosenBy: ChosenBy | null = null;
  private _phase: Phase = 'queued';
  private _refused: IRunState | null = null;
  private _run: Run | null = null;
  private _sent = 0;
  private _stopWanted = false;
  private _tools: IRunState['tools'] = INITIAL_STATE.tools;
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
    /** Whether it goes on with that. */
    readonly continues: boolean;
    /** The prompt's latest run that the server has, unless its answer is kept; null if there is none. */
    latestRun(): Promise<string | null>;
    /** See `RunWriter.IOptions`. */
    readonly reread: RunWriter.IOptions['reread'];
    readonly isWritten: RunWriter.IOptions['isWritten'];
    readonly isUnacknowledged: RunWriter.IOptions['isUnacknowledged'];
  }
}

function detailOf(reason: unknown): ErrorDetail {
  if (reason instanceof RequestError) {
    return reason.detail;
  }
  return { code: 'unexpected', message: String(reason), hint: '' };
}
