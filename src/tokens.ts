import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { IDefaultModel } from './cell/defaultmodel';
import type { NotebookPrompts } from './cell/notebookprompts';

/**
 * The open notebooks and their prompts.
 */
export interface IPromptNotebooks {
  /** The model that the settings name. */
  readonly defaultModel: IDefaultModel;

  /** Emitted when a prompt of any notebook has begun or ended. */
  readonly changed: ISignal<IPromptNotebooks, void>;

  /**
   * Look after the prompts of a notebook panel, from now on until it is disposed.
   *
   * @returns what ends it earlier
   */
  add(panel: NotebookPanel): IDisposable;

  /**
   * The prompts of a notebook; `null` if it is not looked after.
   */
  find(model: INotebookModel | null): NotebookPrompts | null;

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
