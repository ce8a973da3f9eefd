import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IPromptNotebooks } from '../tokens';
import type { ContextClient } from '../wire/contextclient';
import type { ContextReply, ErrorDetail } from '../wire/generated';
import { RequestError } from '../wire/http';
import { Debounce } from './debounce';

/**
 * What is known of the context of a notebook's prompt.
 */
export interface IContextState {
  /** The prompt that was active last; null before the first one. */
  readonly cell: Cell | null;
  /** What would be sent for it; null while that is not known, and where it cannot be. */
  readonly reply: ContextReply | null;
  /** Why it cannot be told. */
  readonly error: ErrorDetail | null;
  /** Whether the notebook has changed since. */
  readonly isOld: boolean;
  /** Whether the values that the prompt names were to be read for it. */
  readonly isLive: boolean;
}

const NOTHING: IContextState = {
  cell: null,
  reply: null,
  error: null,
  isOld: false,
  isLive: false
};

/**
 * Knows what would be sent for the prompt of one notebook panel that was active last.
 *
 * #### Notes
 * The server is asked when a prompt becomes active and after a pause in the changes, never while a prompt runs or the
 * panel is hidden. A question that a change has overtaken is given up. The kernel is read only for who looks closely.
 */
export class PromptContext implements IDisposable {
  constructor(private _options: PromptContext.IOptions) {
    const { panel, prompts } = _options;
    panel.content.activeCellChanged.connect(this._onActive, this);
    panel.context.model.contentChanged.connect(this._onChanged, this);
    prompts.defaultModel.changed.connect(this._onChanged, this);
    // a key that came or went decides who answers, and what fits
    prompts.knownModels.changed.connect(this._onChanged, this);
    prompts.changed.connect(this._onRuns, this);
    this._onActive();
  }

  /**
   * Emitted when the state has changed.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get state(): IContextState {
    return this._state;
  }

  /**
   * Ask soon, unless what is known still holds.
   */
  refresh(): void {
    const { cell, reply, isOld, isLive } = this._state;
    if (cell && (isOld || !reply || (this._options.readsValues() && !isLive))) {
      this._debounce.soon();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._question?.abort();
    this._debounce.dispose();
    const { prompts } = this._options;
    prompts.defaultModel.changed.disconnect(this._onChanged, this);
    prompts.knownModels.changed.disconnect(this._onChanged, this);
    prompts.changed.disconnect(this._onRuns, this);
    Signal.clearData(this);
  }

  private _onActive(): void {
    const { panel, prompts } = this._options;
    const active = panel.content.activeCell;
    if (active && active !== this._state.cell && prompts.isPrompt(active)) {
      this._question?.abort();
      this._set({ ...NOTHING, cell: active });
      this._debounce.soon();
    }
  }

  private _onChanged(): void {
    // a cell becomes a prompt while it is active
    this._onActive();
    const { cell, isOld } = this._state;
    if (!cell) {
      return;
    }
    this._question?.abort();
    this._debounce.afterPause();
    if (!isOld) {
      this._set({ ...this._state, isOld: true });
    }
  }

  private _onRuns(): void {
    const { error, isOld, reply } = this._state;
    // what was wrong with the text before is not asked again while the prompt runs
    if (isOld && (error || reply?.refusal)) {
      this._set({ ...this._state, error: null, reply: null });
    }
    this.refresh();
  }

  private async _ask(): Promise<void> {
    const { panel, prompts, client } = this._options;
    const { cell } = this._state;
    if (!cell || !this._mayAsk()) {
      return;
    }
    if (!prompts.isPrompt(cell)) {
      this._set(NOTHING);
      return;
    }
    const request = prompts.requestFor(panel, cell);
    // to read what a stranger's prompt names is to run it
    const isTrusted = request?.notebook.trusted ?? false;
    const isLive = this._options.readsValues() && isTrusted;
    // a slow answer to an earlier question would be put over a newer one
    this._question?.abort();
    const question = (this._question = new AbortController());
    const known = { ...NOTHING, cell, isLive };
    try {
      const reply =
        request && (await client.ask(request, isLive, question.signal));
      this._answer(question, { ...known, reply });
    } catch (reason) {
      const error = reason instanceof RequestError ? reason.detail : null;
      this._answer(question, { ...known, error });
    }
  }

  /** `refresh` is called when the panel is shown, and when runs have ended. */
  private _mayAsk(): boolean {
    const { panel, prompts } = this._options;
    const isBusy = prompts.find(panel.content.model)?.isBusy ?? false;
    return !panel.isDisposed && panel.isVisible && !isBusy;
  }

  private _answer(question: AbortController, state: IContextState): void {
    if (!question.signal.aborted && !this._isDisposed) {
      this._set(state);
    }
  }

  private _set(state: IContextState): void {
    this._state = state;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _debounce = new Debounce(() => this._ask());
  private _question: AbortController | null = null;
  private _state = NOTHING;
}

/**
 * A namespace for `PromptContext` statics.
 */
export namespace PromptContext {
  /**
   * What it needs; the panel's context must be ready.
   */
  export interface IOptions {
    readonly panel: NotebookPanel;
    readonly prompts: IPromptNotebooks;
    readonly client: ContextClient;
    /** Whether the values that the prompt names are read in the kernel. */
    readsValues(): boolean;
  }
}
