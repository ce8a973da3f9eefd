import type { Cell, ICellModel } from '@jupyterlab/cells';
import { MarkdownCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { isAnswer, isPrompt } from '../notebook/metadata';
import type { NotebookPrompts } from '../running/notebookprompts';
import type { IDefaultModel, IKnownModels, PromptCompanion } from '../tokens';
import { AnswerView } from './answer/answerview';
import { CellViews } from './cellviews';
import { MarkedCells } from './markedcells';
import { PromptView } from './promptview';

/**
 * The views of the prompts and answers in one notebook panel. Only cells of ours are touched: a notebook without prompts pays
 * nothing.
 */
export class Decorations extends CellViews<IDisposable> {
  constructor(
    panel: NotebookPanel,
    private _options: Decorations.IOptions
  ) {
    super(panel);
    this.begin();
    this._marked = new MarkedCells(panel, _options.trans);
  }

  /**
   * Whether there is a prompt.
   */
  get hasPrompt(): boolean {
    return [...this.views.values()].some(view => view instanceof PromptView);
  }

  dispose(): void {
    this._marked.dispose();
    super.dispose();
  }

  /** Give a cell the view that it should have, and no other. */
  protected look(cell: Cell): void {
    if (!(cell instanceof MarkdownCell) || cell.isDisposed) {
      return;
    }
    const shared = cell.model.sharedModel;
    cell.model.metadataChanged.connect(this._onMetadataChanged, this);
    // before the new one comes: both give the cell the same class
    this.drop(cell);
    if (isPrompt(shared)) {
      this.keep(cell, this._promptView(cell));
      this._options.onPrompt();
    } else if (isAnswer(shared)) {
      const notebook = this.panel.content;
      this.keep(cell, new AnswerView({ ...this._options, cell, notebook }));
    }
  }

  private _promptView(cell: MarkdownCell): PromptView {
    const { companions } = this._options;
    const view = new PromptView({ ...this._options, cell });
    for (const companion of companions) {
      const accompanying = companion(cell, this.panel);
      view.disposed.connect(() => accompanying.dispose());
    }
    return view;
  }

  /** A cell is made a prompt, or one of ours is the user's own, until that is undone; here or in another window. */
  private _onMetadataChanged(
    model: ICellModel,
    { key }: { key: string }
  ): void {
    if (key !== 'ai_jup') {
      return;
    }
    const shared = model.sharedModel;
    const cell = this.panel.content.widgets.find(one => one.model === model);
    if (!(cell instanceof MarkdownCell)) {
      return;
    }
    const view = this.views.get(cell);
    const kept = isPrompt(shared)
      ? view instanceof PromptView
      : isAnswer(shared)
        ? view instanceof AnswerView
        : !view;
    if (!kept) {
      this.look(cell);
      // an answer again, by undo: it was read, and not its source, when it was made something else
      cell.rendered ||= isAnswer(shared);
    }
  }

  private _marked: MarkedCells;
}

/**
 * A namespace for `Decorations` statics.
 */
export namespace Decorations {
  /**
   * What the views of a panel need.
   */
  export interface IOptions {
    readonly prompts: NotebookPrompts;
    /** What else goes along with prompts. */
    readonly companions: Iterable<PromptCompanion>;
    readonly defaultModel: IDefaultModel;
    readonly knownModels: IKnownModels;
    readonly trans: TranslationBundle;
    /** A cell is a prompt, whoever has made it one. */
    onPrompt(): void;
    /** Let the user choose another model for the active prompt. */
    chooseModel(): void;
  }
}
