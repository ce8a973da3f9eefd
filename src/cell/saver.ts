import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

type Context = DocumentRegistry.IContext<INotebookModel>;

/**
 * Saves a notebook, one save after the other.
 *
 * #### Notes
 * JupyterLab takes the file that one save has written for a stranger's change when another save is under way, and asks
 * the user which to keep. So a save here waits for the one that runs, also for the user's own.
 */
export class Saver implements IDisposable {
  constructor(private _context: Context) {
    _context.saveState.connect(this._onSaveState, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Save the notebook as it stands when its turn comes.
   *
   * @returns whether it was saved
   */
  save(): Promise<boolean> {
    this._next ??= this._last.then(() => this._saveNow());
    this._last = this._next;
    return this._next;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._saving?.resolve();
    Signal.clearData(this);
  }

  private async _saveNow(): Promise<boolean> {
    await this._saving?.promise;
    this._next = null;
    const isWritable = this._context.contentsModel?.writable !== false;
    if (this._isDisposed || this._context.isDisposed || !isWritable) {
      return false;
    }
    try {
      await this._context.save();
      return true;
    } catch {
      // JupyterLab has told the user; the server keeps the answer until it is saved
      return false;
    }
  }

  private _onSaveState(
    sender: Context,
    state: DocumentRegistry.SaveState
  ): void {
    if (state === 'started') {
      this._saving ??= new PromiseDelegate<void>();
    } else {
      this._saving?.resolve();
      this._saving = null;
    }
  }

  private _isDisposed = false;
  private _last: Promise<boolean> = Promise.resolve(true);
  private _next: Promise<boolean> | null = null;
  private _saving: PromiseDelegate<void> | null = null;
}
