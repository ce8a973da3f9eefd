import type { ICellModel } from '@jupyterlab/cells';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ErrorDetail } from '../wire/generated';
import { isUnreached, RequestError } from '../wire/http';
import { readMetadata, writeMetadata } from './metadata';

/**
 * ai-jup is off, or kept from the page: nothing is lost by a save then, which has the server sign strangers' notebooks
 * wherever there is no ai-jup.
 */
const NOT_THERE = /^http-4/;

/** Milliseconds that a save is waited for: of one that the user cancels JupyterLab tells no end. */
const LONGEST_SAVE = 2_000;

type Context = DocumentRegistry.IContext<INotebookModel>;

/**
 * Whether the user trusts a notebook, its prompts included: the file was the user's own when it was opened, or the user
 * has trusted it since.
 *
 * #### Notes
 * JupyterLab's shield tells of the outputs of code cells: a cell is trusted once it is run, and a notebook without code
 * cells always. The server signs what the user saves, the stranger's notebook too, so one that was not trusted says so
 * in its file from then on.
 */
export class NotebookTrust implements IDisposable {
  /**
   * @param _context - the notebook, which is ready
   * @param _isSigned - asks the server whether it has signed the file; null where nothing signs notebooks
   */
  constructor(
    private _context: Context,
    private _isSigned: () => Promise<boolean | null>
  ) {
    this._look();
    _context.saveState.connect(this._onSaveState, this);
    _context.fileChanged.connect(this._onFileChanged, this);
  }

  /**
   * Emitted when something else holds.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether the user trusts the notebook; not while that is unknown.
   */
  get isTrusted(): boolean {
    return this._isOwn === true || this._isTrustedSince();
  }

  /**
   * Find out, once, what the file is. Never throws: what cannot be found out is not trusted.
   *
   * @returns why it is not known, where the question did not reach the server: it is asked again the next time
   */
  know(): Promise<ErrorDetail | null> {
    if (this._isOwn !== null) {
      return Promise.resolve(null);
    }
    this._asking ??= this._ask();
    return this._asking;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._saving?.resolve();
    Signal.clearData(this);
  }

  private get _model(): INotebookModel {
    return this._context.model;
  }

  /** Look at what was read from the file, before anything is run or changed. */
  private _look(): void {
    const cells = [...this._model.cells];
    const code = cells.filter(isCode);
    this._isOwn = null;
    this._isUnanswered = false;
    this._asking = null;
    this._isMarked = readMetadata(this._model).trusted === false;
    this._looksTrusted = code.length > 0 && code.every(isTrusted);
    this._cells = new WeakSet(cells);
    // JupyterLab gives its trust to code cells alone: the others have it from the file
    this._claims = new WeakSet(
      cells.filter(cell => !isCode(cell)).filter(isTrusted)
    );
  }

  private async _ask(): Promise<ErrorDetail | null> {
    const cells = this._cells;
    const found = this._isMarked ? false : await this._isFileOwn();
    const isAsked =
      !this._isDisposed && cells === this._cells && this._isOwn === null;
    if (typeof found !== 'boolean') {
      if (isAsked) {
        this._isUnanswered = !NOT_THERE.test(found.code);
        this._asking = null;
      }
      return found;
    }
    if (isAsked) {
      this._isOwn = found;
      this._changed.emit();
    }
    return null;
  }

  /** Or why the server could not be asked. */
  private async _isFileOwn(): Promise<boolean | ErrorDetail> {
    const looksTrusted = this._looksTrusted;
    if (this._saving) {
      // half a file is signed by nobody
      await Promise.race([this._saving.promise, after(LONGEST_SAVE)]);
    }
    this._isUnanswered = true;
    try {
      return (await this._isSigned()) ?? looksTrusted;
    } catch (reason) {
      const detail = reason instanceof RequestError ? reason.detail : null;
      return detail && isUnreached(detail) ? detail : false;
    }
  }

  /** "Trust Notebook" is the one thing that makes cells trusted that have no outputs. */
  private _isTrustedSince(): boolean {
    const cells = [...this._model.cells].filter(
      cell => !isCode(cell) && !this._claims.has(cell)
    );
    return cells.length > 0 && cells.every(isTrusted);
  }

  /** "Trust Notebook" saves; whatever else saves has the server sign the file. */
  private _onSaveState(_: unknown, state: DocumentRegistry.SaveState): void {
    if (state !== 'started') {
      this._saving?.resolve();
      this._saving = null;
      return;
    }
    this._saving ??= new PromiseDelegate();
    if (this._isUnanswered && !this._looksTrusted) {
      // it is signed from now on, whosever it was: what the server says later is of no use
      this._isOwn ??= false;
    }
    if (this._isOwn === null) {
      return;
    }
    const isTrusted = this.isTrusted;
    if (isTrusted && !this._isOwn) {
      this._isOwn = true;
      writeMetadata(this._model, { trusted: undefined });
      this._changed.emit();
    } else if (!isTrusted && !this._isMarked) {
      // once: of several pages on a shared notebook one may be told to trust it
      this._isMarked = true;
      writeMetadata(this._model, { trusted: false });
    }
  }

  /** When it was read from the file again, all its cells are new. */
  private _onFileChanged(): void {
    const cells = [...this._model.cells];
    if (cells.some(cell => this._cells.has(cell))) {
      // a save
      cells.forEach(cell => this._cells.add(cell));
      return;
    }
    const wasAsked = this._asking !== null;
    this._look();
    this._changed.emit();
    if (wasAsked) {
      void this.know();
    }
  }

  private _asking: Promise<ErrorDetail | null> | null = null;
  private _cells = new WeakSet<ICellModel>();
  private _changed = new Signal<this, void>(this);
  /** Cells that the file says are trusted. */
  private _claims = new WeakSet<ICellModel>();
  private _isDisposed = false;
  /** Whether the file says that it was not trusted. */
  private _isMarked = false;
  /** Null while that is not known. */
  private _isOwn: boolean | null = null;
  /** Whether the server has been asked and has not said it: the question is under way, or did not reach it. */
  private _isUnanswered = false;
  /** What JupyterLab's shield said. */
  private _looksTrusted = false;
  /** Resolves when the file is written; null while it is not. */
  private _saving: PromiseDelegate<void> | null = null;
}

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

function isCode({ type }: ICellModel): boolean {
  return type === 'code';
}

function isTrusted({ trusted }: ICellModel): boolean {
  return trusted;
}
