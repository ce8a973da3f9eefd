import type { ISharedCell } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { isOnlyNotice } from '../answer/notice';
import type { IHistoryLimits } from './writing/earlieranswers';
import { turnTo } from './writing/earlieranswers';
import { mayContinue } from './continuing';
import { readMetadata } from '../notebook/metadata';
import type { ModelConsents } from '../notebook/modelconsents';
import type { ICells } from '../notebook/pairing';
import {
  ensureAnswer,
  findAnswer,
  findPrompt,
  identify
} from '../notebook/pairing';
import type { IStrayPlace } from '../notebook/undo/strayanswer';
import { exchangeAnswer, strayPlace } from '../notebook/undo/strayanswer';
import { NotebookTrust } from '../notebook/trust';
import { historyOf } from '../notebook/undo/undosteps';
import type { IConnection } from '../runstate/run';
import type {
  IDefaultModel,
  INotebookPrompts,
  IStaleRun,
  IStoppedPrompts
} from '../tokens';
import type { PromptRequest, RunOptions } from '../wire/generated';
import { Staleness } from './stale/staleness';
import type { Found } from './writing/answerwriter';
import { AnswerWriter } from './writing/answerwriter';
import { AnswerCells } from './answercells';
import { CallConsents } from './callconsents';
import { FoundRuns } from './foundruns';
import { NotebookRequests } from './notebookrequests';
import { RunOrder } from './runorder';
import { PromptRun } from './promptrun';
import type { RunOutcome } from './writing/runwriter';
import type { TakenBy } from './answerkeeper';
import { AnswerKeeper } from './answerkeeper';
import { SendConsents } from './sendquestion/sendconsents';
import { runStale } from './stale/stalerun';
import type { SendFacts } from './sendquestion/sendfacts';
import { WaitingPrompts } from './waitingprompts';

/**
 * The prompts of one notebook and their runs.
 */
export class NotebookPrompts implements INotebookPrompts, IDisposable {
  constructor(private _options: NotebookPrompts.IOptions) {
    const { connection, context, contents } = _options;
    this._keeper = new AnswerKeeper(context, contents, _options.trans, prompt =>
      this.runOf(prompt)
    );
    this._keeper.restored.connect(() => this._runsChanged.emit());
    this._consents = new CallConsents(_options.connection.client);
    this._waiting = new WaitingPrompts(() => context.localPath);
    this._answerCells = new AnswerCells({
      model: context.model,
      live: () => this._live().map(({ prompt }) => prompt),
      onGone: prompt => this.onTaken(prompt, 'delete'),
      onBack: prompts => this._onCellsBack(prompts),
      onMarked: prompt => this._onCellMarked(prompt)
    });
    this.trust = new NotebookTrust(context, () =>
      connection.client.isSigned(context.localPath)
    );
    this._requests = new NotebookRequests({ ..._options, trust: this.trust });
    this._sendConsents = new SendConsents({
      defaultModel: _options.defaultModel,
      facts: _options.facts,
      models: _options.models,
      trust: this.trust,
      cells: () => this.cells.cells,
      namesFor: prompt => this._requests.allNamesFor(prompt),
      requestFor: prompt => this.requestFor(prompt),
      put: _options.askUser
    });
    this._found = new FoundRuns({
      connection,
      context,
      lost: this._waiting.take(),
      runOf: prompt => this.runOf(prompt),
      add: (prompt, keepsOld, found) => this._add(prompt, keepsOld, found),
      chosenBy: prompt => this._requests.chosenBy(prompt),
      ensureAnswer: prompt => this._ensureAnswer(prompt),
      reread: () => this._keeper.reread()
    });
    this.answerStates = new Staleness({
      client: connection.client,
      context,
      changes: [
        _options.defaultModel.changed,
        _options.models.changed,
        this.trust.changed,
        this.runsChanged
      ],
      request: () => this._requests.ofAll(),
      isDeclined: model => this.models.isDeclined(model),
      isBusy: () => this.isBusy,
      isLive: prompt => (this.runOf(prompt)?.phase ?? 'ended') !== 'ended'
    });
  }

  /**
   * Whether its answers fit what stands above them.
   */
  readonly answerStates: Staleness;

  /**
   * Whether the user trusts the notebook.
   */
  readonly trust: NotebookTrust;

  /**
   * Which of the models that the notebook names may be asked.
   */
  get models(): ModelConsents {
    return this._options.models;
  }

  /**
   * The order in which the notebook's cells run.
   */
  readonly order = new RunOrder();

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether a prompt runs or waits.
   */
  get isBusy(): boolean {
    return this._live().length > 0;
  }

  /**
   * Whether a prompt may need an answer, as far as that is known.
   */
  get mayBeStale(): boolean {
    const { areKnown, toRun } = this.answerStates;
    return !this._staleRun && (!areKnown || toRun.length > 0);
  }

  /**
   * The name of the notebook's file.
   */
  get name(): string {
    return PathExt.basename(this._options.context.localPath);
  }

  /**
   * Those that show the notebook now.
   */
  get panels(): Iterable<NotebookPanel> {
    return this._panels;
  }

  /**
   * Emitted with each run that begins or is taken up, before anything comes of it.
   */
  get runAdded(): ISignal<this, PromptRun> {
    return this._runAdded;
  }

  /**
   * Emitted when a run has begun or ended.
   */
  get runsChanged(): ISignal<this, void> {
    return this._runsChanged;
  }

  /**
   * A panel shows the notebook.
   */
  addPanel(panel: NotebookPanel): void {
    this._panels.add(panel);
  }

  /**
   * A panel shows the notebook no more.
   */
  removePanel(panel: NotebookPanel): void {
    this._panels.delete(panel);
  }

  /**
   * A prompt's latest run, since the notebook was opened.
   */
  runOf(prompt: string): PromptRun | null {
    return this._runs.get(prompt) ?? null;
  }

  /**
   * Whether a prompt has been sent, and its answer has not ended.
   */
  isAnswering(prompt: ISharedCell): boolean {
    const { id = '' } = readMetadata(prompt);
    return this._runs.get(id)?.phase === 'running';
  }

  /**
   * Whether a prompt, by its id, is being answered, or waits for it.
   */
  hasLiveRun(prompt: string): boolean {
    return this._live().some(run => run.prompt === prompt);
  }

  /**
   * Give a prompt its answer cell, and the run that will fill it. Returns the run at hand if there is one.
   */
  prepare(prompt: ISharedCell): PromptRun {
    const id = identify(this.cells, prompt, () => UUID.uuid4());
    const current = this._runs.get(id);
    if (current && current.phase !== 'ended') {
      return current;
    }
    const place = strayPlace(this.cells, prompt);
    this._ensureAnswer(id);
    const answer = findAnswer(this.cells, id);
    const keepsOld = !isOnlyNotice(answer?.getSource() ?? '');
    const found = this._continuing.delete(id) ? 'continue' : 'keep';
    return this._add(id, keepsOld, found, place);
  }

  /**
   * A prompt's turn has not come.
   */
  wait(run: PromptRun): void {
    run.wait();
    this._waiting.add(run);
    this._keeper.begin(run);
  }

  /**
   * Send a prompt and wait for its answer.
   *
   * @returns whether the model ended its answer
   */
  async execute(run: PromptRun): Promise<boolean> {
    const prompt = findPrompt(this.cells, run.prompt);
    if (!prompt) {
      await run.stop();
      return false;
    }
    if (run.phase === 'queued') {
      this._keeper.begin(run);
      // what is trusted is sent at once
      await (this._sendConsents.isGiven(prompt)
        ? run.start(
            this._requestOf(run, prompt),
            this._requests.chosenBy(prompt)
          )
        : this._sendIfAllowed(run, prompt));
    }
    await run.ended;
    return run.state.state === 'finished';
  }

  /**
   * What is sent for a prompt, as the notebook stands now.
   */
  requestFor(prompt: ISharedCell): PromptRequest {
    return this._requests.of(prompt);
  }

  /**
   * The notebook's kernel.
   */
  get sessionContext(): NotebookPanel['sessionContext'] {
    return this._options.context.sessionContext;
  }

  /**
   * Emitted when the user wants another model to answer a prompt once; see `runWith`.
   */
  get modelWanted(): ISignal<this, NotebookPrompts.IModelWanted> {
    return this._modelWanted;
  }

  /**
   * Let the user choose another model, which answers a prompt once.
   *
   * @param button - what has the focus again afterwards
   */
  askElsewhere(id: string, button: HTMLElement | null = null): void {
    this._modelWanted.emit({ prompt: id, button });
  }

  /**
   * Run a prompt again with another model, this once.
   */
  async runWith(id: string, model: string): Promise<void> {
    this._models.set(id, model);
    try {
      await this.runAgain(id);
    } finally {
      this._models.delete(id);
    }
  }

  /**
   * The answer of a prompt, where it may be exchanged: while one comes it may not.
   */
  idleAnswer(id: string): ISharedCell | null {
    const run = this._runs.get(id);
    const isIdle = !run || run.phase === 'ended';
    return isIdle ? (findAnswer(this.cells, id) ?? null) : null;
  }

  /**
   * Show the answer of a prompt before or after the one that its cell shows.
   */
  turnAnswer(id: string, step: -1 | 1): void {
    const answer = this.idleAnswer(id);
    if (answer) {
      turnTo(this._options.context.model.sharedModel, answer, step);
    }
  }

  /**
   * Have the model go on with an answer that was cut off.
   */
  async continueAnswer(id: string): Promise<void> {
    const answer = this.idleAnswer(id);
    if (!answer || !mayContinue(answer)) {
      return;
    }
    this._continuing.add(id);
    try {
      await this.runAgain(id);
    } finally {
      this._continuing.delete(id);
    }
  }

  /**
   * The same as `prepare`, of a run that goes on with the answer that there is.
   */
  prepareToGoOn(prompt: ISharedCell): PromptRun {
    this._continuing.add(readMetadata(prompt).id ?? '');
    return this.prepare(prompt);
  }

  /**
   * Run a prompt again, as its command would.
   */
  async runAgain(id: string): Promise<void> {
    const prompt = findPrompt(this.cells, id);
    if (prompt) {
      await this._runCell(prompt);
    }
  }

  /**
   * Run the prompts that need an answer, one after the other.
   */
  runStale(): Promise<IStaleRun> {
    const run = (prompt: ISharedCell) => this._runCell(prompt);
    this._staleRun ??= runStale(this.answerStates, run).finally(() => {
      this._staleRun = null;
      this._runsChanged.emit();
    });
    return this._staleRun;
  }

  /**
   * Stop the run of a prompt, or of all prompts.
   */
  async stop(id?: string): Promise<IStoppedPrompts> {
    const found = id === undefined ? null : this.runOf(id);
    const one = found && found.phase !== 'ended' ? found : null;
    const behind = one ? this._behind(one) : [];
    const runs = one ? [one, ...behind] : this._live();
    const placesOf = (isWaiting: boolean) =>
      runs
        .filter(run => (run.phase === 'queued') === isWaiting)
        .map(run => this._placeOf(run) + 1)
        .filter(place => place > 0)
        .sort((one, other) => one - other);
    const stopped = { sent: placesOf(false), waiting: placesOf(true) };
    behind.forEach(run => run.skip(true));
    await Promise.all(runs.map(run => run.stop()));
    return stopped;
  }

  /**
   * A run is of a command that runs several cells: what waits in it ends with the run.
   */
  setCommand(run: PromptRun, command: object): void {
    this._commands.set(run, command);
  }

  /**
   * The user has taken a prompt or its answer away: nobody waits for what is still coming.
   */
  onTaken(prompt: string, by: TakenBy): void {
    const run = this._runs.get(prompt);
    if (run && run.phase !== 'ended') {
      this._keeper.expectMissing(run, by);
      void run.stop();
    }
  }

  /**
   * Stop the runs whose answers have no cell any more, or whose prompts the user has deleted.
   */
  lookForDeleted(): void {
    this._answerCells.look();
  }

  /**
   * Take up what the server knows of this notebook: runs that go on, those that begin in other windows from now on, and
   * answers that no one has kept yet. Calls that overlap share one.
   */
  attach(): Promise<void> {
    return this._found.attach();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._answerCells.dispose();
    this._found.dispose();
    this._runs.forEach(run => run.dispose());
    this._runs.clear();
    this._keeper.dispose();
    this.answerStates.dispose();
    this._sendConsents.dispose();
    this.trust.dispose();
    Signal.clearData(this);
  }

  /**
   * The notebook's cells, as far as prompts and answers need them.
   */
  get cells(): ICells<ISharedCell> {
    return this._options.context.model.sharedModel;
  }

  /** What waits below a run for the same command. */
  private _behind(run: PromptRun): PromptRun[] {
    const command = this._commands.get(run);
    const at = this._placeOf(run);
    return this._live().filter(
      other =>
        command !== undefined &&
        other.phase === 'queued' &&
        this._commands.get(other) === command &&
        this._placeOf(other) > at
    );
  }

  private _placeOf({ prompt }: PromptRun): number {
    const cell = findPrompt(this.cells, prompt);
    return cell ? this.cells.cells.indexOf(cell) : -1;
  }

  private _live(): PromptRun[] {
    return [...this._runs.values()].filter(run => run.phase !== 'ended');
  }

  private _requestOf(run: PromptRun, prompt: ISharedCell): PromptRequest {
    const model = this._models.get(run.prompt);
    return this._requests.ofRun(prompt, { continues: run.continues, model });
  }

  /** Whether the model ended its answer. */
  private async _runCell(prompt: ISharedCell): Promise<boolean> {
    const { sessionContext } = this._options.context;
    const [panel] = this._panels;
    const cell = panel?.content.widgets.find(
      widget => widget.model.sharedModel === prompt
    );
    return cell
      ? NotebookActions.runCells(panel.content, [cell], sessionContext)
      : false;
  }

  private _add(
    prompt: string,
    keepsOld: boolean,
    found: Found,
    place: IStrayPlace | null = null
  ): PromptRun {
    const { connection, context, historyLimits, trans } = this._options;
    const { undoManager } = historyOf(context.model.sharedModel);
    const { length } = undoManager.redoStack;
    const writer = new AnswerWriter(this.cells, prompt, {
      found,
      limits: historyLimits(),
      asOneStep: put =>
        exchangeAnswer(context.model.sharedModel, prompt, place, put),
      hasUndone: () => undoManager.redoStack.length > length
    });
    // the page that writes offers what has lost its cell
    const isWritten = (run: string) => {
      const answer = findAnswer(this.cells, prompt);
      const isDone = !answer || readMetadata(answer).run?.run === run;
      return context.model.collaborative === true && isDone;
    };
    const added = new PromptRun({
      connection,
      writer,
      trans,
      consents: this._consents,
      keepsOld,
      continues: found === 'continue',
      isUnacknowledged: run => this._found.isUnacknowledged(run),
      isWritten,
      latestRun: () => this._found.latestRun(prompt),
      reread: () => this._keeper.reread()
    });
    this._runs.get(prompt)?.dispose();
    this._runs.set(prompt, added);
    this.lookForDeleted();
    this.answerStates.forget(prompt);
    this._runAdded.emit(added);
    this._runsChanged.emit();
    void added.ended.then(outcome => this._onEnded(added, outcome));
    return added;
  }

  private async _sendIfAllowed(
    run: PromptRun,
    prompt: ISharedCell
  ): Promise<void> {
    run.askUser();
    run.wait();
    this._waiting.add(run);
    const consent = await this._sendConsents.ask(prompt, run);
    // it may have been deleted, or put back as another cell
    const current = findPrompt(this.cells, run.prompt);
    if (!current) {
      await run.stop();
    } else if (consent === 'given') {
      await run.start(
        this._requestOf(run, current),
        this._requests.chosenBy(current)
      );
    } else if (consent === 'denied') {
      run.deny();
    } else {
      run.refuse(consent, this._requests.chosenBy(current));
    }
  }

  /** Without its prompt an answer is not put anywhere: it is offered when it has ended. */
  private _ensureAnswer(prompt: string): void {
    const { model } = this._options.context;
    const cell = findPrompt(this.cells, prompt);
    const { dirty } = model;
    if (cell) {
      ensureAnswer(this.cells, cell);
      // the user has changed nothing
      model.dirty = dirty;
    }
  }

  private _onCellsBack(prompts: string[]): void {
    for (const prompt of prompts) {
      const run = this._runs.get(prompt);
      if (run) {
        run.renew();
        this._keeper.onCellBack(run);
      }
    }
    // who has asked stands at the prompt
    this._runsChanged.emit();
  }

  private _onCellMarked(prompt: string): void {
    const run = this._runs.get(prompt);
    if (run?.phase === 'ended') {
      // not within the change
      queueMicrotask(() => this._keeper.onCellBack(run));
    }
  }

  private async _onEnded(run: PromptRun, outcome: RunOutcome): Promise<void> {
    this._runsChanged.emit();
    await this._keeper.keep(run, outcome);
  }

  private _answerCells: AnswerCells;
  /** The commands that have runs wait. */
  private _commands = new WeakMap<PromptRun, object>();
  private _consents: CallConsents;
  /** The prompts that are run next to go on with their answers. */
  private _continuing = new Set<string>();
  private _found: FoundRuns;
  private _isDisposed = false;
  private _keeper: AnswerKeeper;
  private _modelWanted = new Signal<this, NotebookPrompts.IModelWanted>(this);
  /** Models that answer prompts once, by the prompts. */
  private _models = new Map<string, string>();
  private _panels = new Set<NotebookPanel>();
  private _requests: NotebookRequests;
  private _runAdded = new Signal<this, PromptRun>(this);
  private _runs = new Map<string, PromptRun>();
  private _runsChanged = new Signal<this, void>(this);
  private _sendConsents: SendConsents;
  private _staleRun: Promise<IStaleRun> | null = null;
  private _waiting: WaitingPrompts;
}

/**
 * A namespace for `NotebookPrompts` statics.
 */
export namespace NotebookPrompts {
  /**
   * A prompt that the user wants another model to answer, and what has the focus again afterwards.
   */
  export interface IModelWanted {
    readonly prompt: string;
    readonly button: HTMLElement | null;
  }

  /**
   * What a notebook's prompts need.
   */
  export interface IOptions {
    readonly connection: IConnection;
    readonly defaultModel: IDefaultModel;
    readonly context: NotebookPanel['context'];
    /** Where the file is. */
    readonly contents: Pick<Contents.IManager, 'get'>;
    /** What the settings say now. */
    readonly runOptions: () => RunOptions;
    /** How much of earlier answers is kept, as they say now. */
    readonly historyLimits: () => IHistoryLimits;
    /** The user's answers to the models that the notebook names. */
    readonly models: ModelConsents;
    /** What is asked of the server before a question. */
    readonly facts: SendFacts;
    /** Asks the user before the first prompt of a notebook is sent that they do not trust. */
    readonly askUser: SendConsents.IOptions['put'];
    readonly trans: TranslationBundle;
  }
}
