import type { Cell, MarkdownCell } from '@jupyterlab/cells';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { IDefaultModel } from './cell/defaultmodel';
import type { IModelTroubles } from './cell/modeltroubles';
import type { NotebookPrompts } from './cell/notebookprompts';
import type { ModelStore } from './picker/modelstore';
import type { PromptRequest, RunOptions } from './wire/generated';

export type { IDefaultModel, IModelTroubles };

/**
 * The models that a notebook names.
 */
export interface INamedModels extends IDisposable {
  /** Whether the notebook has a prompt. */
  readonly hasPrompt: boolean;

  /** The model that the active prompt, or the active answer's one, names; `null` takes it away. */
  cell: string | null;

  /** The notebook's own model; `null` takes it away. */
  notebook: string | null;

  /** Emitted when one of these has changed. */
  readonly changed: ISignal<INamedModels, void>;
}

/**
 * Makes what goes along with a prompt cell of a panel: it is disposed when the cell is none any more, or gone.
 */
export type PromptCompanion = (
  cell: MarkdownCell,
  panel: NotebookPanel
) => IDisposable;

/**
 * The open notebooks and their prompts.
 */
export interface IPromptNotebooks {
  /** The models that the settings and the administrator name. */
  readonly defaultModel: IDefaultModel;

  /** What keeps the models that prompts name from answering. */
  readonly modelTroubles: IModelTroubles;

  /** What the settings say of each run. */
  runOptions: RunOptions;

  /** Emitted when a prompt of any notebook has begun or ended. */
  readonly changed: ISignal<IPromptNotebooks, void>;

  /** Emitted when the user wants to choose the model of a panel's notebook, or of its active prompt. */
  readonly modelWanted: ISignal<IPromptNotebooks, NotebookPanel>;

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
  find(model: INotebookModel | null): NotebookPrompts | null;

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
 * What the page knows of models, providers and keys.
 */
export type IModelStore = ModelStore;

/**
 * The token of what is known of models.
 */
export const IModelStore = new Token<IModelStore>(
  'ai-jup:IModelStore',
  'The models and providers that the server offers, read when they are first looked at.'
);
