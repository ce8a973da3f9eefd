import type { ISharedCell } from '@jupyter/ydoc';
import type { MarkdownCell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { readMetadata } from '../notebook/metadata';
import { findAnswer } from '../notebook/pairing';
import { ownName } from '../notebook/people';
import type { NotebookPrompts } from '../running/notebookprompts';
import type { PromptRun } from '../running/promptrun';
import type { IDefaultModel, IKnownModels } from '../tokens';
import { nameCell } from './cellnames';
import { putAboveText } from './cellplace';

const RUNNING = 'jp-AiJup-mod-running';
const EMPTY = 'jp-AiJup-mod-empty';
const PLACEHOLDER = '--jp-ai-jup-placeholder';

/**
 * What a prompt cell shows besides its text: that it is one, and its own model if it has one.
 */
export class PromptView extends Widget {
  constructor(private _options: PromptView.IOptions) {
    super();
    const { cell, defaultModel, knownModels, prompts, trans } = _options;
    this.addClass('jp-AiJup-promptLabel');
    cell.addClass('jp-AiJup-promptCell');
    this._unname = nameCell(cell, trans.__('Prompt'));
    const words = trans.__(
      'Ask about the notebook above. Shift+Enter runs it.'
    );
    cell.node.style.setProperty(PLACEHOLDER, JSON.stringify(words));
    cell.model.metadataChanged.connect(this._update, this);
    cell.model.contentChanged.connect(this._onTyped, this);
    defaultModel.changed.connect(this._update, this);
    knownModels.changed.connect(this._update, this);
    prompts.models.changed.connect(this._update, this);
    prompts.runsChanged.connect(this._onRunsChanged, this);
    void cell.ready.then(() => this._place());
    this._update();
    this._onTyped();
    this._onRunsChanged();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { cell, defaultModel, knownModels, prompts } = this._options;
    defaultModel.changed.disconnect(this._update, this);
    knownModels.changed.disconnect(this._update, this);
    prompts.models.changed.disconnect(this._update, this);
    prompts.runsChanged.disconnect(this._onRunsChanged, this);
    this._run?.changed.disconnect(this._showAsker, this);
    this._answer?.changed.disconnect(this._showAsker, this);
    if (!cell.isDisposed) {
      cell.model.metadataChanged.disconnect(this._update, this);
      cell.model.contentChanged.disconnect(this._onTyped, this);
      this._unname();
      cell.removeClass('jp-AiJup-promptCell');
      cell.removeClass(EMPTY);
      cell.removeClass(RUNNING);
      cell.node.style.removeProperty(PLACEHOLDER);
    }
    super.dispose();
  }

  private _place(): void {
    const { cell } = this._options;
    if (!this.isDisposed && !cell.isDisposed) {
      putAboveText(cell, this);
    }
  }

  /** Esc stops it then. */
  private _onRunsChanged(): void {
    const { cell, prompts } = this._options;
    const { id = '' } = readMetadata(cell.model.sharedModel);
    const run = prompts.runOf(id);
    cell.toggleClass(RUNNING, !!run && run.phase !== 'ended');
    if (run !== this._run) {
      this._run?.changed.disconnect(this._showAsker, this);
      this._run = run;
      run?.changed.connect(this._showAsker, this);
    }
    const answer = findAnswer(prompts.cells, id) ?? null;
    if (answer !== this._answer) {
      this._answer?.changed.disconnect(this._showAsker, this);
      this._answer = answer;
      answer?.changed.connect(this._showAsker, this);
    }
    this._showAsker();
  }

  /** Who else has asked for what comes, or for the answer that is shown. */
  private _showAsker(): void {
    const { notebook } = this._options.cell.model.sharedModel;
    const { asked_by } = this._answer ? readMetadata(this._answer) : {};
    const isLive = !!this._run && this._run.phase !== 'ended';
    const asker = (isLive ? this._run?.state.askedBy : asked_by) ?? '';
    const others = notebook && asker === ownName(notebook) ? '' : asker;
    if (others !== this._asker) {
      this._asker = others;
      this._update();
    }
  }

  private _update(): void {
    const { cell, defaultModel, knownModels, prompts, trans } = this._options;
    const { sharedModel } = cell.model;
    const { model } = readMetadata(sharedModel);
    const { lock } = defaultModel;
    const isDeclined = !!model && prompts.models.isDeclined(model);
    const known = model ? knownModels.of(model) : null;
    const parts = [trans.__('Prompt'), known?.label];
    if (model && lock) {
      parts.push(trans.__('model locked: %1 answers instead', lock));
    } else if (isDeclined) {
      parts.push(trans.__('not used: your own model answers instead'));
    }
    if (this._asker) {
      parts.push(trans.__('asked by %1', this._asker));
    }
    const words = parts.filter(Boolean).join(' · ');
    const isAsked = model && !lock && !isDeclined;
    const trouble = (isAsked && known?.trouble) || '';
    // what LiteLLM calls it
    const title = trouble || (model ?? '');
    const shown = [words, title, trouble].join('\n');
    if (shown !== this._shown) {
      this._shown = shown;
      this.node.textContent = words;
      this.node.title = title;
      if (trouble) {
        this.node.append(' ', warningSign(trouble));
      }
    }
  }

  private _onTyped(): void {
    const { cell } = this._options;
    cell.toggleClass(EMPTY, cell.model.sharedModel.source === '');
  }

  /** The same label set anew would have the browser lay out the notebook. */
  private _shown = '';

  private _answer: ISharedCell | null = null;
  private _asker = '';
  private _run: PromptRun | null = null;
  private _unname: () => void;
}

function warningSign(words: string): HTMLElement {
  const sign = document.createElement('span');
  sign.textContent = '⚠';
  sign.setAttribute('role', 'img');
  sign.setAttribute('aria-label', words);
  return sign;
}

/**
 * A namespace for `PromptView` statics.
 */
export namespace PromptView {
  /**
   * What a prompt's view needs.
   */
  export interface IOptions {
    readonly cell: MarkdownCell;
    readonly defaultModel: IDefaultModel;
    readonly knownModels: IKnownModels;
    readonly prompts: Pick<
      NotebookPrompts,
      'cells' | 'models' | 'runOf' | 'runsChanged'
    >;
    readonly trans: TranslationBundle;
  }
}
