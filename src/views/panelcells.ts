import type { ICellModel } from '@jupyterlab/cells';
import { MarkdownCell } from '@jupyterlab/cells';
import type { CellList, NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import { isAnswer, isPrompt } from '../notebook/metadata';
import type { NotebookPrompts } from '../running/notebookprompts';
import type { IDefaultModel, IKnownModels, PromptCompanion } from '../tokens';
import { AnswerView } from './answer/answerview';
import { MarkedCells } from './markedcells';
import { PromptView } from './promptview';

/**
 * The views of the prompts and answers in one notebook panel.
 *
 * #### Notes
 * Only the cells that come, go and change are looked at, and only those of ours are touched: a notebook without prompts
 * pays nothing. A cell's widget lives as long as the cell, in the page or not, and so do the views in it.
 */
export class Decorations implements IDisposable {
  constructor(
    private _panel: NotebookPanel,
    private _options: Decorations.IOptions
  ) {
    _panel.context.model.cells.changed.connect(this._onCellsChanged, this);
    _panel.content.widgets.forEach(cell => this.decorate(cell));
    this._marked = new MarkedCells(_panel, _options.trans);
  }

  /**
   * Whether there is a prompt.
   */
  get hasPrompt(): boolean {
    return [...this._views.values()].some(view => view instanceof PromptView);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Give a cell the view that it should have, and no other.
   */
  decorate(cell: unknown): void {
    if (!(cell instanceof MarkdownCell) || cell.isDisposed) {
      return;
    }
    const shared = cell.model.sharedModel;
    cell.model.metadataChanged.connect(this._onMetadataChanged, this);
    // before the new one comes: both give the cell the same class
    this._views.get(cell)?.dispose();
    this._views.delete(cell);
    if (isPrompt(shared)) {
      this._keep(cell, this._promptView(cell));
      this._options.onPrompt();
    } else if (isAnswer(shared)) {
      const notebook = this._panel.content;
      this._keep(cell, new AnswerView({ ...this._options, cell, notebook }));
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._marked.dispose();
    this._views.forEach(view => view.dispose());
    this._views.clear();
    // the notebook's cells stay where another panel shows them
    Signal.clearData(this);
  }

  private _promptView(cell: MarkdownCell): PromptView {
    const { companions } = this._options;
    const view = new PromptView({ ...this._options, cell });
    for (const companion of companions) {
      const accompanying = companion(cell, this._panel);
      view.disposed.connect(() => accompanying.dispose());
    }
    return view;
  }

  private _keep(cell: MarkdownCell, view: IDisposable): void {
    this._views.set(cell, view);
    cell.disposed.connect(this._onCellDisposed, this);
  }

  private _onCellDisposed(cell: Widget): void {
    this._views.get(cell)?.dispose();
    this._views.delete(cell);
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
    const cell = this._panel.content.widgets.find(one => one.model === model);
    if (!(cell instanceof MarkdownCell)) {
      return;
    }
    const view = this._views.get(cell);
    const kept = isPrompt(shared)
      ? view instanceof PromptView
      : isAnswer(shared)
        ? view instanceof AnswerView
        : !view;
    if (!kept) {
      this.decorate(cell);
      // an answer again, by undo: it was read, and not its source, when it was made something else
      cell.rendered ||= isAnswer(shared);
    }
  }

  private _onCellsChanged(
    sender: CellList,
    change: IObservableList.IChangedArgs<unknown>
  ): void {
    if (change.type === 'remove') {
      return;
    }
    const { newIndex, newValues } = change;
    const cells = this._panel.content.widgets;
    newValues.forEach((_, at) => this.decorate(cells[newIndex + at]));
  }

  private _isDisposed = false;
  private _marked: MarkedCells;
  private _views = new Map<Widget, IDisposable>();
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
