import type { ISharedCell } from '@jupyter/ydoc';
import type { Cell, MarkdownCell } from '@jupyterlab/cells';
import type {
  INotebookCellExecutor,
  INotebookModel,
  NotebookPanel
} from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  Availabilities,
  ConnectionFailed,
  ConnectionWorks,
  DefaultModel,
  ErrorDetail,
  Models,
  ModelStatus,
  PromptRequest,
  ProviderEntry,
  RunOptions,
  RunRecord
} from './wire/generated';

/**
 * What answers prompts and notebooks that name no model, and what answers whatever they name.
 */
export interface IDefaultModel {
  /** The model that the settings name; `null` leaves the choice to the server. */
  name: string | null;

  /** For people: the model that the administrator has every prompt answered by; `null` if there is none. */
  lock: string | null;

  /** Emitted when one of these has changed. */
  readonly changed: ISignal<IDefaultModel, void>;
}

/**
 * What is known of a model before it is asked, for people.
 */
export interface IModelFacts {
  /** Its name for people. */
  readonly label: string;
  /** What keeps it from answering; null if nothing that is known. */
  readonly trouble: string | null;
}

/**
 * What is known of the models that prompts and answers name.
 */
export interface IKnownModels {
  /** Emitted when something else may be known. */
  readonly changed: ISignal<IKnownModels, void>;

  /** What is known of a model. */
  of(name: string): IModelFacts;

  /** From now on another one knows, or the same one knows something else. */
  tell(find: (name: string) => IModelFacts): void;
}

/**
 * Whether a notebook's cassette answers its prompts.
 */
export type Replay = NonNullable<RunOptions['replay']>;

/**
 * The models that a notebook names, and whether its cassette answers in their place.
 */
export interface INamedModels extends IDisposable {
  /** Whether the notebook has a prompt. */
  readonly hasPrompt: boolean;

  /** Whether a prompt, or an answer with its prompt, is the active cell. */
  readonly hasActivePrompt: boolean;

  /** What the notebook's answers say of their runs. */
  readonly records: readonly Partial<RunRecord>[];

  /** The model that the active prompt, or the active answer's one, names; `null` takes it away. */
  cell: string | null;

  /** The notebook's own model; `null` takes it away. */
  notebook: string | null;

  /** Whether the notebook's cassette answers. */
  replay: Replay;

  /** Emitted when one of these has changed, or what the user declines. */
  readonly changed: ISignal<INamedModels, void>;

  /**
   * Whether a model is not asked although the notebook names it: the user does not trust the notebook, and has their own
   * model answer.
   */
  isDeclined(name: string): boolean;
}

/**
 * The user wants another model to answer a prompt of a panel once.
 */
export interface IModelWantedOnce {
  readonly panel: NotebookPanel;
  /** What has the focus again afterwards. */
  readonly button: HTMLElement | null;
  /** Has the model answer. */
  pick(model: string): void;
}

/**
 * Makes what goes along with a prompt cell of a panel: it is disposed when the cell is none any more, or gone.
 */
export type PromptCompanion = (
  cell: MarkdownCell,
  panel: NotebookPanel
) => IDisposable;

/**
 * What became of having the prompts of a notebook answered that need it.
 */
export interface IStaleRun {
  /** How many were asked. */
  readonly asked: number;
  /** Why it could not be told which ones those are; null where it could. */
  readonly error: ErrorDetail | null;
}

/**
 * The prompts of one notebook.
 */
export interface INotebookPrompts {
  /** Whether a prompt runs or waits. */
  readonly isBusy: boolean;

  /** Whether a prompt may need an answer: its answer no longer fits what stands above it, is not whole, or not there. */
  readonly mayBeStale: boolean;

  /**
   * Run the prompts that need an answer, from the top down, until one fails or is stopped. A call while they run joins it.
   */
  runStale(): Promise<IStaleRun>;

  /**
   * Stop the run of a prompt, or of all prompts; waits until the server knows.
   *
   * @param prompt - the prompt's own id; without it, or where that prompt does not run, all are stopped
   * @returns which prompts that are
   */
  stop(prompt?: string): Promise<IStoppedPrompts>;

  /**
   * The answer of a prompt, where it may be exchanged: while one comes it may not.
   *
   * @param prompt - the prompt's own id
   */
  idleAnswer(prompt: string): ISharedCell | null;

  /** Show the answer of a prompt before or after the one that its cell shows, if there is one. */
  turnAnswer(prompt: string, step: -1 | 1): void;

  /** Have the model go on with an answer that was cut off; nothing happens to others. */
  continueAnswer(prompt: string): Promise<void>;
}

/**
 * The prompts that were stopped, by the places of their cells, from 1.
 */
export interface IStoppedPrompts {
  /** Whose answers were arriving. */
  readonly sent: readonly number[];
  /** That waited to be sent. */
  readonly waiting: readonly number[];
}

/**
 * The open notebooks and their prompts.
 */
export interface IPromptNotebooks {
  /** The models that the settings and the administrator name. */
  readonly defaultModel: IDefaultModel;

  /** What is known of the models that prompts and answers name. */
  readonly knownModels: IKnownModels;

  /** What the settings say of each run. */
  runOptions: RunOptions;

  /** How many of a prompt's earlier answers a notebook keeps, and their characters together as JSON. */
  historyLimits: { readonly number: number; readonly characters: number };

  /** Emitted when a prompt of any notebook has begun or ended, or a notebook has come to be trusted or not. */
  readonly changed: ISignal<IPromptNotebooks, void>;

  /** Emitted when it may be known otherwise which answers of a notebook fit what stands above them. */
  readonly answersChecked: ISignal<IPromptNotebooks, void>;

  /** Emitted when the user wants to choose the model of a panel's notebook, or of its active prompt. */
  readonly modelWanted: ISignal<IPromptNotebooks, NotebookPanel>;

  /** Emitted when the user wants to ask again with another model, this once. */
  readonly modelWantedOnce: ISignal<IPromptNotebooks, IModelWantedOnce>;

  /**
   * Look after the prompts of a notebook panel, from now on until it is disposed.
   *
   * @returns what ends it earlier
   */
  add(panel: NotebookPanel): IDisposable;

  /**
   * Have something go along with each prompt cell of the panels that are opened from now on.
   *
   * @returns what ends it for cells that are yet to come
   */
  accompany(companion: PromptCompanion): IDisposable;

  /**
   * The prompts of a notebook; `null` if it is not looked after.
   */
  find(model: INotebookModel | null): INotebookPrompts | null;

  /**
   * An executor that runs prompts in their place among the cells, and everything else as another one does.
   */
  executor(other: INotebookCellExecutor): INotebookCellExecutor;

  /**
   * Whether a panel shows a prompt.
   */
  hasPrompt(panel: NotebookPanel): boolean;

  /**
   * Whether a cell is a prompt.
   */
  isPrompt(cell: Cell): boolean;

  /**
   * What a run of a panel's prompt would send to the server now; null for a cell that is no prompt, or says nothing.
   */
  requestFor(panel: NotebookPanel, cell: Cell): PromptRequest | null;

  /**
   * The models that the notebook of a panel names. The panel's context must be ready; the caller disposes of it.
   */
  namedModels(panel: NotebookPanel): INamedModels;

  /**
   * Let the user choose the model of a panel's notebook, or of its active prompt.
   */
  chooseModel(panel: NotebookPanel): void;

  /**
   * Make the active cell of a panel a prompt.
   */
  changeToPrompt(panel: NotebookPanel): void;

  /**
   * Insert a prompt below the active cell of a panel, ready to be written.
   */
  insertPrompt(panel: NotebookPanel): void;
}

/**
 * The token of the open notebooks' prompts.
 */
export const IPromptNotebooks = new Token<IPromptNotebooks>(
  'ai-jup:IPromptNotebooks',
  'The prompts of the open notebooks: run them, stop them, and see their state.'
);

/**
 * What is known of models and providers.
 */
export interface IModelsState {
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  /** Why the lists could not be read. */
  readonly error: ErrorDetail | null;
  readonly models: Models;
  readonly providers: readonly ProviderEntry[];
  /** `null` while it is not known. */
  readonly serverDefault: DefaultModel | null;
  /** By provider; empty until the providers were asked. */
  readonly availability: Availabilities;
  /** Of models that are in no list, by name. */
  readonly statuses: Readonly<Record<string, ModelStatus>>;
}

/**
 * What the page knows of models, providers and keys. It asks for nothing before it is told to load.
 */
export interface IModelStore {
  readonly state: IModelsState;

  /** Emitted with every new state. */
  readonly changed: ISignal<IModelStore, void>;

  /** Somebody looks at the models: the server makes ready what a test or a run would wait for. Never throws. */
  warm(): Promise<void>;

  /** Read the lists if they are not known. */
  load(): Promise<void>;

  /** Read the lists. What is known stays until the reply has come; calls that overlap share one. */
  refresh(): Promise<void>;

  /**
   * Read the lists again if they were read: another window may have changed the keys. What is known stays if they
   * cannot be read.
   */
  renew(): Promise<void>;

  /** Ask which of the listed models the keys may use. */
  checkAvailability(): Promise<void>;

  /** Ask what became of a model, unless that is known. */
  inquire(name: string): Promise<void>;

  /**
   * Ask a model for as little as it allows. Where its key is at fault, what is known of the keys is read again before
   * that is told.
   *
   * @throws RequestError
   */
  test(
    model: string,
    signal: AbortSignal
  ): Promise<ConnectionWorks | ConnectionFailed>;

  /**
   * Give the server a provider's key; `null` has it forget the one it has.
   *
   * @throws RequestError
   */
  setKey(provider: string, key: string | null): Promise<void>;
}

/**
 * The token of what is known of models.
 */
export const IModelStore = new Token<IModelStore>(
  'ai-jup:IModelStore',
  'The models and providers that the server offers, read when they are first looked at.'
);
