import { Compartment } from '@codemirror/state';
import type { ViewUpdate } from '@codemirror/view';
import { EditorView } from '@codemirror/view';
import type { MarkdownCell } from '@jupyterlab/cells';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IWord } from '../prompt/references';
import { wordAt } from '../prompt/references';
import { acceptedName, stepOut } from './acceptedname';
import { closeBackticks } from './closebackticks';
import { Highlight } from './highlight';
import type { KernelNameCache } from './kernelnamecache';

/**
 * What a prompt's editor does for references: it marks them, and says when a name is being typed in one.
 */
export class PromptEditor implements IObservableDisposable {
  constructor(private _options: PromptEditor.IOptions) {
    const { cell, language, names, trans } = _options;
    this._highlight = new Highlight(trans, language);
    names.changed.connect(this._onNamesChanged, this);
    void cell.ready.then(() => this._attach());
  }

  /**
   * The editor; `null` until the cell has one.
   */
  get editor(): CodeMirrorEditor | null {
    const { editor } = this._options.cell;
    return editor instanceof CodeMirrorEditor ? editor : null;
  }

  /**
   * The names of the notebook's kernel.
   */
  get names(): KernelNameCache {
    return this._options.names;
  }

  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * The word before the cursor, if it is one of a reference and nothing is selected.
   */
  get word(): IWord | null {
    const state = this.editor?.state;
    const { empty, head } = state?.selection.main ?? {};
    return state && empty
      ? wordAt(state.doc.toString(), head ?? 0, this._options.language())
      : null;
  }

  /**
   * A completion was accepted: with one of the kernel's names the reference is taken to end there.
   */
  accept(text: string): void {
    const { names } = this.names;
    const isOurs = names?.some(({ name }) => name === text);
    if (isOurs && this.word?.text === text && this._view) {
      stepOut(this._view);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.names.changed.disconnect(this._onNamesChanged, this);
    // an extension that was injected can only be emptied
    const { cell } = this._options;
    if (!cell.isDisposed && this._isAttached) {
      this._view?.dispatch({ effects: this._place.reconfigure([]) });
    }
    this._disposed.emit();
    Signal.clearData(this);
  }

  private _attach(): void {
    const { editor } = this;
    if (this._isDisposed || !editor) {
      return;
    }
    const listener = EditorView.updateListener.of(update =>
      this._onUpdate(update)
    );
    const extension = [
      this._highlight.extension,
      acceptedName,
      closeBackticks,
      listener
    ];
    editor.injectExtension(this._place.of(extension));
    this._isAttached = true;
    this._onNamesChanged();
  }

  private _onUpdate(update: ViewUpdate): void {
    if (!update.docChanged) {
      return;
    }
    this._refresh();
    const isTyped = update.transactions.some(each =>
      each.isUserEvent('input.type')
    );
    if (isTyped && this.word) {
      this._options.complete();
    }
  }

  private _onNamesChanged(): void {
    if (this._isAttached) {
      const { names } = this.names;
      this._view?.dispatch({ effects: this._highlight.setNames.of(names) });
      this._refresh();
    }
  }

  /** A prompt without references asks the kernel nothing. */
  private _refresh(): void {
    const state = this.editor?.state;
    if (state && this._highlight.references(state).length) {
      void this.names.ask();
    }
  }

  private get _view(): EditorView | undefined {
    return this.editor?.editor;
  }

  private _disposed = new Signal<this, void>(this);
  private _highlight: Highlight;
  private _isAttached = false;
  private _isDisposed = false;
  private _place = new Compartment();
}

/**
 * A namespace for `PromptEditor` statics.
 */
export namespace PromptEditor {
  /**
   * What the editor of a prompt needs.
   */
  export interface IOptions {
    readonly cell: MarkdownCell;
    /** Those of the notebook's kernel. */
    readonly names: KernelNameCache;
    readonly trans: TranslationBundle;
    /** The language of the notebook's kernel. */
    language(): string;
    /** A name is being typed in a reference. */
    complete(): void;
  }
}
