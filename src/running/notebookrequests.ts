import type { ISharedCell } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { readMetadata } from '../notebook/metadata';
import type { ModelConsents } from '../notebook/modelconsents';
import { namesFor } from '../notebook/namedmodels';
import { findAnswer } from '../notebook/pairing';
import { isShared } from '../notebook/people';
import {
  buildRequest,
  notebookReference,
  toGoOn
} from '../notebook/promptrequest';
import type { NotebookTrust } from '../notebook/trust';
import type { ChosenBy, INames } from '../runstate/effectivemodel';
import { chosenBy, effectiveModel } from '../runstate/effectivemodel';
import type { IDefaultModel } from '../tokens';
import type {
  PromptRequest,
  RunOptions,
  StaleRequest
} from '../wire/generated';

/**
 * What is sent for the prompts of one notebook, as it and the settings stand now; and who has the model answer.
 */
export class NotebookRequests {
  constructor(private _options: NotebookRequests.IOptions) {}

  /**
   * For a prompt that is asked anew.
   */
  of(prompt: ISharedCell): PromptRequest {
    const { context, trust } = this._options;
    // what is locked the server knows better
    const { name } = effectiveModel(this._namesFor(prompt), null);
    return buildRequest(
      context,
      prompt,
      name,
      this._runOptions,
      trust.isTrusted
    );
  }

  /**
   * For a prompt whose answer may be gone on with, or asked of another model this once.
   */
  ofRun(
    prompt: ISharedCell,
    { continues, model }: { continues: boolean; model: string | undefined }
  ): PromptRequest {
    const named = this._signed(this.of(prompt));
    const request = model
      ? { ...named, model, options: { ...named.options, once: true } }
      : named;
    const { id = '' } = readMetadata(prompt);
    const answer =
      continues && findAnswer(this._options.context.model.sharedModel, id);
    return answer
      ? {
          ...request,
          options: { ...request.options, continues: toGoOn(answer) }
        }
      : request;
  }

  /**
   * For the question which answers are stale; the cells come along in their own way.
   */
  ofAll(): Omit<StaleRequest, 'cells'> {
    const { context, defaultModel, models, trust } = this._options;
    const { model: notebook = null } = readMetadata(context.model);
    const names = { cell: null, notebook, setting: defaultModel.name };
    return {
      protocol: 1,
      notebook: notebookReference(context, trust.isTrusted),
      model: effectiveModel(models.taken(names), null).name,
      options: this._runOptions
    };
  }

  /**
   * Who names the model for a prompt; null where that is not known.
   */
  chosenBy(prompt: ISharedCell | undefined): ChosenBy | null {
    const isLocked = this._options.defaultModel.lock !== null;
    if (!prompt) {
      return isLocked ? 'lock' : null;
    }
    return chosenBy(this._namesFor(prompt), isLocked);
  }

  /**
   * The models that are named for a prompt, those that the user has declined too.
   */
  allNamesFor(prompt: ISharedCell): INames {
    const { context, defaultModel } = this._options;
    return namesFor(context.model, prompt, defaultModel.name);
  }

  /** Where others have the notebook open too, they are told who has asked. */
  private _signed(request: PromptRequest): PromptRequest {
    return isShared(this._options.context.model.sharedModel)
      ? { ...request, notebook: { ...request.notebook, shared: true } }
      : request;
  }

  private _namesFor(prompt: ISharedCell): INames {
    return this._options.models.taken(this.allNamesFor(prompt));
  }

  /** What the settings and the notebook say of each run. */
  private get _runOptions(): RunOptions {
    const { context, runOptions } = this._options;
    return { ...runOptions(), replay: readMetadata(context.model).replay };
  }
}

/**
 * A namespace for `NotebookRequests` statics.
 */
export namespace NotebookRequests {
  /**
   * What requests are made of.
   */
  export interface IOptions {
    readonly context: NotebookPanel['context'];
    readonly defaultModel: IDefaultModel;
    readonly models: ModelConsents;
    readonly trust: NotebookTrust;
    /** What the settings say now. */
    readonly runOptions: () => RunOptions;
  }
}
