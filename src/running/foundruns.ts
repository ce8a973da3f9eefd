import type { ISharedCell } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';

import { isOnlyNotice } from '../answer/notice';
import { asMetadata, readMetadata } from '../notebook/metadata';
import { findAnswer, findPrompt } from '../notebook/pairing';
import type { ChosenBy } from '../runstate/effectivemodel';
import type { IConnection } from '../runstate/run';
import type { Event, RunBegan, RunSummary } from '../wire/generated';
import type { Found } from './writing/answerwriter';
import type { PromptRun } from './promptrun';

/** Milliseconds before each look into the file for a prompt that another window has sent; it saves within a second. */
const PAUSES_FOR_FILE = [1_500, 1_500, 3_000];

/**
 * Takes up what the server knows of one notebook's runs: those that go on, those that begin in other windows, and answers
 * that no one has kept yet.
 */
export class FoundRuns implements IDisposable {
  constructor(private _options: FoundRuns.IOptions) {
    this._lost = [..._options.lost];
    _options.context.pathChanged.connect(this._onPathChanged, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether no one has kept the answer of a run that has ended. Where that is not known it is better kept twice.
   */
  async isUnacknowledged(run: string): Promise<boolean> {
    return (await this._list())?.some(listed => listed.run === run) ?? true;
  }

  /**
   * The prompt's latest run that the server has, unless its answer is kept; null if there is none.
   */
  async latestRun(prompt: string): Promise<string | null> {
    const listed = (await this._list()) ?? [];
    return listed.filter(run => run.prompt === prompt).at(-1)?.run ?? null;
  }

  /**
   * Take up what there is, and from now on what begins in other windows. Calls that overlap share one.
   */
  attach(): Promise<void> {
    if (!this._watching) {
      this._watch();
    }
    this._attaching ??= this._attach().finally(() => {
      this._attaching = null;
    });
    return this._attaching;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.context.pathChanged.disconnect(this._onPathChanged, this);
    this._watching?.dispose();
  }

  /** The notebook's runs that the server has; null if it is busy or gone: then nothing is known. */
  private _list(): Promise<RunSummary[] | null> {
    const { connection, context } = this._options;
    return connection.client.list(context.localPath).catch(() => null);
  }

  private async _attach(): Promise<void> {
    const listed = (await this._list()) ?? [];
    const latest = new Map(listed.map(({ prompt, run }) => [prompt, run]));
    for (const [prompt, run] of latest) {
      if (this._mayAttach(prompt, run)) {
        await this._attachRun(prompt, run).catch(console.warn);
      }
    }
    if (!this._isDisposed) {
      this._tellLost();
    }
  }

  /** While the server is asked the user may run the prompt, or close the notebook. */
  private _mayAttach(prompt: string, id: string): boolean {
    const run = this._options.runOf(prompt);
    const isOver = !!run?.id && run.id !== id && run.state.state !== 'running';
    return !this._isDisposed && (!run || isOver);
  }

  private async _attachRun(prompt: string, id: string): Promise<void> {
    const { add, chosenBy, connection, context, ensureAnswer } = this._options;
    const snapshot = await connection.client.snapshot(id);
    if (!this._mayAttach(prompt, id)) {
      return;
    }
    const cells = context.model.sharedModel;
    const answer = findAnswer(cells, prompt);
    const last = snapshot.events.at(-1);
    if (answer && holdsAnswerOf(answer, id, last)) {
      connection.socket.acknowledge(id, last?.seq ?? 0);
      return;
    }
    // in a shared notebook the page that has asked inserts it
    if (!context.model.collaborative) {
      ensureAnswer(prompt);
    }
    const continues = snapshot.events.some(
      ({ type }) => type === 'answer-continued'
    );
    const run = add(prompt, false, continues ? 'continue' : 'keep-other');
    run.attach(id, snapshot.events, chosenBy(findPrompt(cells, prompt)));
  }

  private _watch(): void {
    const { connection, context } = this._options;
    this._watching = connection.socket.watch(
      context.localPath,
      began => void this._onBegan(began).catch(console.warn)
    );
  }

  private _onPathChanged(): void {
    if (this._watching) {
      this._watching.dispose();
      this._watch();
    }
  }

  /** Another window has sent a prompt, which may be new: then it stands in the file soon. */
  private async _onBegan({ prompt, run }: RunBegan): Promise<void> {
    const { context, reread } = this._options;
    for (const pause of PAUSES_FOR_FILE) {
      if (
        !this._mayAttach(prompt, run) ||
        findPrompt(context.model.sharedModel, prompt)
      ) {
        break;
      }
      await new Promise(resolve => setTimeout(resolve, pause));
      // the next look may succeed, and at the end there is one more
      await reread().catch(console.warn);
    }
    if (this._mayAttach(prompt, run)) {
      await this._attachRun(prompt, run);
    }
  }

  /** What waited when the page went, and was not sent. An answer cell without an earlier answer says so itself. */
  private _tellLost(): void {
    const { add, context, runOf } = this._options;
    for (const id of this._lost.splice(0)) {
      const answer = findAnswer(context.model.sharedModel, id);
      if (answer && !runOf(id) && !isOnlyNotice(answer.getSource())) {
        add(id, true, 'keep').lose();
      }
    }
  }

  private _attaching: Promise<void> | null = null;
  private _isDisposed = false;
  private _lost: string[];
  private _watching: IDisposable | null = null;
}

/**
 * Whether an answer cell has the answer of a run, or of a later one.
 */
export function holdsAnswerOf(
  answer: ISharedCell,
  run: string,
  last?: Event
): boolean {
  const { run: kept, earlier, later } = readMetadata(answer);
  const isLater =
    !!kept?.started &&
    !!last &&
    'record' in last &&
    last.record.started < kept.started;
  const others = [earlier, later].flat().map(other => asMetadata(other).run);
  return [kept, ...others].some(record => record?.run === run) || isLater;
}

/**
 * A namespace for `FoundRuns` statics.
 */
export namespace FoundRuns {
  /**
   * What it needs of the notebook's prompts.
   */
  export interface IOptions {
    readonly connection: IConnection;
    readonly context: NotebookPanel['context'];
    /** The prompts that waited when the page went. */
    readonly lost: readonly string[];
    /** A prompt's latest run. */
    runOf(prompt: string): PromptRun | null;
    /** A run of a prompt, which takes the place of the one before. */
    add(prompt: string, keepsOld: boolean, found: Found): PromptRun;
    /** Who has the model answer. */
    chosenBy(prompt: ISharedCell | undefined): ChosenBy | null;
    /** Give a prompt its answer cell. */
    ensureAnswer(prompt: string): void;
    /** Look into the file. */
    reread(): Promise<unknown>;
  }
}
