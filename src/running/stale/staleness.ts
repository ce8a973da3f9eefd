import type { ISharedCell } from '@jupyter/ydoc';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ICellModel } from '@jupyterlab/cells';
import { ActivityMonitor } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { answeredPrompts } from '../../notebook/answeredprompts';
import { asMetadata, isAnswer, isEmptyPrompt } from '../../notebook/metadata';
import type {
  AnswerCheck,
  ErrorDetail,
  KnownCell,
  NotebookCell,
  StaleReply,
  StaleRequest
} from '../../wire/generated';
import { RequestError } from '../../wire/http';
import type { RunClient } from '../../wire/runclient';
import { KnownCells } from './knowncells';

/** Milliseconds without a change after which the server is asked. */
const PAUSE = 1_000;

/** What a server says that was not restarted since an update: it is not asked again. */
const NO_SUCH_ROUTE = 'http-404';

/** A kernel that is none of these will be free, or has values no more. */
const IS_OR_GOES: ReadonlySet<Kernel.Status> = new Set([
  'idle',
  'terminating',
  'dead'
] as const);

/** Prompts that need an answer. */
const TO_RUN: ReadonlySet<AnswerCheck['state']> = new Set([
  'stale',
  'unanswered',
  'incomplete'
] as const);

/**
 * Whether the answers of one notebook fit what stands above them, as the server says.
 *
 * #### Notes
 * It is asked after a pause in the changes, while no prompt is being answered. A notebook without answers asks nothing,
 * and is not listened to. The kernel is read only while it is free, and only in a notebook that the user trusts.
 */
export class Staleness implements IDisposable {
  constructor(private _options: Staleness.IOptions) {
    const { cells } = _options.context.model;
    const signal = this._touched;
    this._monitor = new ActivityMonitor({ signal, timeout: PAUSE });
    this._monitor.activityStopped.connect(this._onPause, this);
    cells.changed.connect(this._onCellsChanged, this);
    this._lookFor([...cells]);
  }

  /**
   * Emitted when other states may hold.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether the server has told the states.
   */
  get areKnown(): boolean {
    return this._areKnown;
  }

  /**
   * The prompts that need an answer, in their order.
   */
  get toRun(): ISharedCell[] {
    return [...this._checks]
      .filter(([, { state }]) => TO_RUN.has(state))
      .map(([prompt]) => prompt)
      .filter(prompt => !isEmptyPrompt(prompt.getSource()));
  }

  /**
   * What is known of an answer; null for one that comes, a copy of one, and before the server has told.
   */
  of(answer: ISharedCell): AnswerCheck | null {
    const prompt = this._prompts.get(answer);
    return (prompt && this._checks.get(prompt)) ?? null;
  }

  /**
   * A prompt is asked anew: what is known of its earlier answer does not hold of the new one.
   */
  forget(prompt: string): void {
    this._checks.forEach((check, cell) => {
      if (check.prompt === prompt) {
        this._checks.delete(cell);
      }
    });
    this._changed.emit();
  }

  /**
   * Ask now, when an earlier question is answered.
   *
   * @returns why the states cannot be told; null where they are
   */
  async refresh(): Promise<ErrorDetail | null> {
    while (this._asking) {
      await this._asking;
    }
    this._asking = this._ask();
    try {
      return await this._asking;
    } finally {
      this._asking = null;
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._monitor.dispose();
    this._known.dispose();
    Signal.clearData(this);
  }

  private _onCellsChanged(
    _: unknown,
    { newValues }: IObservableList.IChangedArgs<ICellModel>
  ): void {
    this._lookFor(newValues);
  }

  /** From the first answer on there is something to ask. */
  private _lookFor(cells: readonly ICellModel[]): void {
    if (
      !this._hasAnswers &&
      cells.some(({ sharedModel }) => isAnswer(sharedModel))
    ) {
      this._hasAnswers = true;
      this._listen();
    }
  }

  private _listen(): void {
    const { context, changes } = this._options;
    const { model, sessionContext } = context;
    model.contentChanged.connect(this._touch, this);
    changes.forEach(signal => signal.connect(this._touch, this));
    sessionContext.kernelChanged.connect(this._touch, this);
    sessionContext.statusChanged.connect(this._onStatus, this);
    sessionContext.iopubMessage.connect(this._onMessage, this);
    this._touch();
  }

  private _touch(): void {
    this._touched.emit();
  }

  private _onStatus(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this._isUnread = true;
    } else if (status === 'idle' && this._isUnread) {
      this._touch();
    }
  }

  /** What the server itself has the kernel do is silent, and brings no such message. */
  private _onMessage(
    _: ISessionContext,
    { header }: KernelMessage.IMessage
  ): void {
    if (header.msg_type === 'execute_input') {
      this._touch();
    }
  }

  private _onPause(): void {
    // when the answer has come this is called again
    if (this._options.isBusy() || this._isOutdated) {
      return;
    }
    if (this._asking) {
      void this._asking.then(() => this._touch());
    } else if (this._answered.size) {
      void this.refresh();
    } else if (this._areKnown) {
      this._take([], []);
      this._areKnown = false;
    }
  }

  private get _cells(): ICellModel[] {
    return [...this._options.context.model.cells];
  }

  private get _answered(): Map<ISharedCell, ISharedCell> {
    return answeredPrompts(this._cells.map(({ sharedModel }) => sharedModel));
  }

  private async _ask(): Promise<ErrorDetail | null> {
    const { client, request } = this._options;
    const cells = this._cells;
    const asked = this._fromFreeKernel(request());
    const isUnread = this._isUnread;
    try {
      const sent = this._known
        .toSend(cells)
        .map(cell => this._withoutDeclined(cell));
      const reply = await client.stale({ ...asked, cells: sent });
      const { answers, digests } = reply;
      if (!this._isDisposed) {
        this._known.learn(cells, digests);
        this._take(cells, answers, isUnread);
      }
      return null;
    } catch (reason) {
      return this._onFailure(reason);
    }
  }

  /** What the user does not want asked does not answer, whatever the prompt names. */
  private _withoutDeclined<T extends KnownCell | NotebookCell>(cell: T): T {
    const { metadata = {} } = 'metadata' in cell ? cell : {};
    const { model, ...ours } = asMetadata(metadata.ai_jup);
    return model && this._options.isDeclined(model)
      ? { ...cell, metadata: { ...metadata, ai_jup: ours } }
      : cell;
  }

  private _onFailure(reason: unknown): ErrorDetail {
    if (!(reason instanceof RequestError)) {
      throw reason;
    }
    this._isOutdated = reason.detail.code === NO_SUCH_ROUTE;
    return reason.detail;
  }

  /** Nobody waits for a busy kernel, and to read what a stranger's prompt names is to run it. */
  private _fromFreeKernel(request: Asked): Asked {
    const { session } = this._options.context.sessionContext;
    const { notebook } = request;
    const { status = 'dead' } = session?.kernel ?? {};
    this._isUnread = notebook.trusted && !IS_OR_GOES.has(status);
    return notebook.trusted && status === 'idle'
      ? request
      : { ...request, notebook: { ...notebook, kernel_id: null } };
  }

  private _take(
    cells: readonly ICellModel[],
    answers: StaleReply['answers'],
    isUnread = false
  ): void {
    const before = this._checks;
    const shared = cells.map(({ sharedModel }) => sharedModel);
    const isSettled = ({ prompt }: AnswerCheck) =>
      prompt === null || !this._options.isLive(prompt);
    this._prompts = new Map(
      [...answeredPrompts(shared)].map(([prompt, answer]) => [answer, prompt])
    );
    this._checks = new Map(
      answers.filter(isSettled).map(check => {
        const prompt = shared[check.cell - 1];
        const known = before.get(prompt);
        return [prompt, isUnread ? withUnread(check, known) : check];
      })
    );
    this._areKnown = true;
    this._changed.emit();
  }

  private _areKnown = false;
  private _asking: Promise<ErrorDetail | null> | null = null;
  private _changed = new Signal<this, void>(this);
  /** By the prompts' cells, in their order. */
  private _checks = new Map<ISharedCell, AnswerCheck>();
  private _hasAnswers = false;
  private _isDisposed = false;
  private _isOutdated = false;
  /** Whether the kernel could not be read. */
  private _isUnread = false;
  private _known = new KnownCells();
  private _monitor: ActivityMonitor<this, void>;
  /** By their answers' cells. */
  private _prompts = new Map<ISharedCell, ISharedCell>();
  private _touched = new Signal<this, void>(this);
}

type Asked = Omit<StaleRequest, 'cells'>;

/** What was stale stays so while the values that may have made it so cannot be read. */
function withUnread(now: AnswerCheck, before?: AnswerCheck): AnswerCheck {
  return now.state === 'current' && before?.state === 'stale' ? before : now;
}

/**
 * A namespace for `Staleness` statics.
 */
export namespace Staleness {
  /**
   * What it needs; the notebook must be ready.
   */
  export interface IOptions {
    readonly client: Pick<RunClient, 'stale'>;
    readonly context: NotebookPanel['context'];
    /** What else than the notebook and its kernel may change what is sent, or tells that a prompt has been answered. */
    readonly changes: readonly ISignal<object, void>[];
    /** What is sent along with prompts that name no model. */
    request(): Asked;
    /** Whether the user does not want a model asked that a prompt names. */
    isDeclined(model: string): boolean;
    /** Whether a prompt runs or waits. */
    isBusy(): boolean;
    /** Whether that prompt does. */
    isLive(prompt: string): boolean;
  }
}
