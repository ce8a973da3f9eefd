import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IPromptNotebooks } from '../tokens';
import type { ContextClient } from '../wire/contextclient';
import { ContextLine } from './contextline';
import { PromptContext } from './promptcontext';

/**
 * Knows and shows, in each notebook, what would be sent for its prompt.
 */
export class Inspector {
  constructor(private _options: Inspector.IOptions) {}

  /**
   * Emitted when what `current` would send has changed, or another notebook has become the current one.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * What the current notebook would send; null if no notebook is current.
   */
  get current(): PromptContext | null {
    return (this._panel && this._contexts.get(this._panel)) ?? null;
  }

  /**
   * Whether somebody looks at all of it: then the values that the prompt names are read too.
   */
  setLookedAt(isLookedAt: boolean): void {
    this._isLookedAt = isLookedAt;
    this.current?.refresh();
  }

  /**
   * Look after a notebook panel until it is disposed.
   */
  add(panel: NotebookPanel): void {
    void panel.context.ready.then(() => {
      if (!panel.isDisposed) {
        this._follow(panel);
      }
    });
  }

  /**
   * A notebook panel has become the current one.
   */
  setCurrent(panel: NotebookPanel | null): void {
    this._panel = panel;
    this.current?.refresh();
    this._changed.emit();
  }

  private _follow(panel: NotebookPanel): void {
    const { prompts, client } = this._options;
    const readsValues = () => this._isLookedAt && context === this.current;
    const context: PromptContext = new PromptContext({
      panel,
      prompts,
      client,
      readsValues
    });
    this._contexts.set(panel, context);
    context.changed.connect(this._onChanged, this);
    panel.disposed.connect(() => {
      this._contexts.delete(panel);
      context.dispose();
    });
    this._onChanged(context);
  }

  private _onChanged(context: PromptContext): void {
    this._showLine(context);
    if (context === this.current) {
      this._changed.emit();
    }
  }

  /** It goes with its cell. */
  private _showLine(context: PromptContext): void {
    const { cell } = context.state;
    const known = this._lines.get(context);
    if (known && (known.isDisposed || this._cells.get(known) !== cell)) {
      known.dispose();
      this._lines.delete(context);
    }
    if (cell && !cell.isDisposed && !this._lines.has(context)) {
      this._lines.set(context, this._insertLine(cell));
    }
    this._lines.get(context)?.setState(context.state);
  }

  private _insertLine(cell: Cell): ContextLine {
    const { trans, show } = this._options;
    const line = new ContextLine(trans, show);
    const layout = cell.layout as PanelLayout;
    this._cells.set(line, cell);
    // above the footer, which a cell that was not in sight yet has not got
    void cell.ready.then(() => {
      if (!line.isDisposed && !cell.isDisposed) {
        layout.insertWidget(layout.widgets.length - 1, line);
      }
    });
    return line;
  }

  private _cells = new WeakMap<ContextLine, Cell>();
  private _changed = new Signal<this, void>(this);
  private _isLookedAt = false;
  private _contexts = new Map<NotebookPanel, PromptContext>();
  private _lines = new WeakMap<PromptContext, ContextLine>();
  private _panel: NotebookPanel | null = null;
}

/**
 * A namespace for `Inspector` statics.
 */
export namespace Inspector {
  /**
   * What it needs.
   */
  export interface IOptions {
    readonly prompts: IPromptNotebooks;
    readonly client: ContextClient;
    readonly trans: TranslationBundle;
    /** Open the panel that shows what would be sent. */
    show(): void;
  }
}
