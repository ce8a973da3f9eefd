import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';

type Context = DocumentRegistry.IContext<INotebookModel>;

/**
 * What became of a save. It is cancelled by the user, whom JupyterLab asks where the file has changed meanwhile.
 */
export type SaveOutcome = 'saved' | 'failed' | 'cancelled';

/** The name that JupyterLab gives the error of a save that the user has cancelled. */
const CANCELLED = 'ModalCancelError';

/** Milliseconds that another window's turn is waited for: JupyterLab may be asking its user something. */
const PATIENCE = 5_000;

/**
 * Saves a notebook and reads its file, one after the other.
 *
 * #### Notes
 * JupyterLab takes the file that one save has written for a stranger's change when another save is under way, and asks
 * the user which to keep. So each save of the context waits for the one before: the user's for ours as ours for theirs.
 * What reads the file waits too: during a save it is neither as it was nor as the notebook is. The windows of one browser
 * wait for each other.
 */
export class Saver implements IDisposable {
  /**
   * @param _before - what is done before each of our own saves, in the same turn; its failure is nothing to the save
   */
  constructor(
    private _context: Context,
    private _before: () => Promise<unknown>
  ) {
    const { save } = _context;
    this._saveFile = () => this._noteChanges(() => save.call(_context));
    const saveInTurn = () => this.inTurn(this._saveFile);
    _context.save = saveInTurn;
    this._restore = () => {
      // who has put something over it meanwhile keeps that
      if (_context.save === saveInTurn) {
        _context.save = save;
      }
    };
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Save the notebook as it stands when its turn comes.
   */
  save(): Promise<SaveOutcome> {
    this._next ??= this._last.then(() => this._saveNow());
    return this._next;
  }

  /**
   * Do something with the file when the saves before are done; later ones wait for it. It must not save itself.
   */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this._last.then(() =>
      amongWindows(this._context.path, action)
    );
    this._last = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._restore();
  }

  /**
   * JupyterLab takes a notebook for saved as it stands at the save's end: what the user has typed meanwhile would be lost
   * when the file is read next.
   */
  private async _noteChanges(save: () => Promise<void>): Promise<void> {
    const { model, saveState } = this._context;
    let isChanged = false;
    const onChange = () => {
      isChanged = true;
    };
    const onState = (_: unknown, state: string) => {
      if (state === 'started') {
        // the notebook is tidied, and only then made into what is saved
        queueMicrotask(() => model.contentChanged.connect(onChange));
      }
    };
    saveState.connect(onState);
    try {
      await save();
    } finally {
      saveState.disconnect(onState);
      model.contentChanged.disconnect(onChange);
    }
    if (isChanged && !this._context.isDisposed && !model.collaborative) {
      model.dirty = true;
    }
  }

  private async _saveNow(): Promise<SaveOutcome> {
    this._next = null;
    const isWritable = this._context.contentsModel?.writable !== false;
    if (this._isDisposed || this._context.isDisposed || !isWritable) {
      return 'failed';
    }
    try {
      await this.inTurn(async () => {
        await this._before().catch(console.warn);
        await this._saveFile();
      });
      return 'saved';
    } catch (reason) {
      // JupyterLab has told the user; the server keeps the answer until it is saved
      const isCancelled = reason instanceof Error && reason.name === CANCELLED;
      return isCancelled ? 'cancelled' : 'failed';
    }
  }

  private _isDisposed = false;
  private _last: Promise<unknown> = Promise.resolve();
  private _next: Promise<SaveOutcome> | null = null;
  private _restore: () => void;
  private _saveFile: () => Promise<void>;
}

/** Only a page that comes by https, or from this machine, has locks. */
async function amongWindows<T>(
  path: string,
  action: () => Promise<T>
): Promise<T> {
  const { locks } = navigator as { locks?: LockManager };
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return action();
  };
  if (!locks) {
    return begin();
  }
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return await locks.request(`ai-jup:file:${path}`, { signal }, begin);
  } catch (reason) {
    if (hasBegun) {
      throw reason;
    }
    return begin();
  }
}
