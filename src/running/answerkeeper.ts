import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { isOnlyNotice } from '../answer/notice';
import { asMetadata } from '../notebook/metadata';
import { findAnswer } from '../notebook/pairing';
import { hasContent } from '../runstate/reducer';
import { holdsAnswerOf } from './foundruns';
import type { PromptRun } from './promptrun';
import type { SaveOutcome } from './saver';
import { Saver } from './saver';
import type { AnswerHere } from './showfile';
import { showFile } from './showfile';
import { isEdited } from './writing/edited';
import type { RunOutcome } from './writing/runwriter';

type Context = DocumentRegistry.IContext<INotebookModel>;

/** How the user takes away the cells of an answer that is coming. */
export type TakenBy = 'delete' | 'undo';

/** Milliseconds from the end of an answer to its save: the page shows it first. */
const SAVE_AFTER = 100;

/** Milliseconds that a look into the file may take. */
const LONGEST = 5_000;

/** Milliseconds from the start of a run to a save: saving a long notebook would hold up the first words. */
const SAVE_DURING = 1_000;

/**
 * Keeps a notebook's answers in its file, and offers those that have no cell.
 */
export class AnswerKeeper implements IDisposable {
  constructor(
    private _context: Context,
    private _contents: Pick<Contents.IManager, 'get'>,
    private _trans: TranslationBundle,
    private _runOf: (prompt: string) => PromptRun | null
  ) {
    // what another window has saved meanwhile is kept; JupyterLab would ask which of the two to keep
    this._saver = new Saver(_context, () => this._reread());
    Notification.manager.changed.connect(this._onNotified, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Emitted when the user has had an answer put back.
   */
  get restored(): ISignal<this, void> {
    return this._restored;
  }

  /**
   * A run begins, or has to wait: prompt and answer cell are to be found again after a reload. A notebook that several
   * people share the server saves by itself.
   */
  begin(run: PromptRun): void {
    if (this._context.model.collaborative) {
      return;
    }
    setTimeout(() => {
      if (!this._isDisposed && run.phase !== 'ended' && run.isOurs) {
        void this._saveFor(run);
      }
    }, SAVE_DURING);
  }

  /**
   * A run is stopped because the user has taken its cells away.
   */
  expectMissing(run: PromptRun, by: TakenBy): void {
    // what is taken away is missed only once
    if (!this._taken.has(run)) {
      this._taken.set(run, by);
    }
  }

  /**
   * The answer's cell was put back: what was offered stands in it.
   */
  onCellBack(run: PromptRun): void {
    if (this._uncopied.delete(run)) {
      void run.copy();
    }
    for (const [id, offered] of this._offers) {
      if (offered === run) {
        this._insert(id, run);
        Notification.dismiss(id);
      }
    }
  }

  /**
   * Keep what a run that has ended has written; the server forgets it once it is saved.
   */
  async keep(run: PromptRun, outcome: RunOutcome): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, SAVE_AFTER));
    if (this._isDisposed) {
      return;
    }
    switch (outcome) {
      case 'missing':
        return this._isBack(run) ? this._putBack(run) : this._offer(run);
      case 'elsewhere':
        return this._show(run);
      case 'abandoned':
        return;
      case 'written':
        return this._save(run);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Notification.manager.changed.disconnect(this._onNotified, this);
    // they are made again when the notebook is opened again
    [...this._offers.keys()].forEach(id => Notification.dismiss(id));
    this._saver.dispose();
    Signal.clearData(this);
  }

  /**
   * Where several people share the notebook the server saves it a moment after it has changed, and looks into the file
   * itself: a save of this page's at that moment would have JupyterLab ask which file to keep.
   */
  private async _save(run: PromptRun): Promise<void> {
    const isSaved =
      this._context.model.collaborative ||
      (await this._saveFor(run)) === 'saved';
    if (isSaved && !run.isDisposed) {
      run.acknowledge();
    }
  }

  /** A run's saves wait for each other: one that the user cancels is its last, and no other stands in line by then. */
  private _saveFor(run: PromptRun): Promise<SaveOutcome> {
    const before = this._saves.get(run) ?? Promise.resolve();
    const save = before.then(outcome =>
      outcome === 'cancelled' ? outcome : this._saver.save()
    );
    this._saves.set(run, save);
    return save;
  }

  /**
   * Show the file as it is now, if it has changed, unless something here would be lost.
   *
   * @returns whether the notebook is as the file has it
   */
  reread(): Promise<boolean> {
    return this._saver.inTurn(() => this._reread());
  }

  private async _reread(): Promise<boolean> {
    const { model, contentsModel, path } = this._context;
    if (model.collaborative) {
      return true;
    }
    const file = await this._read(path, false);
    if (
      this._isDisposed ||
      file.last_modified === contentsModel?.last_modified
    ) {
      return true;
    }
    if (model.dirty && !(await this._hasAllCells())) {
      return false;
    }
    if (!this._isDisposed) {
      await showFile(this._context, prompt => this._answerHere(prompt));
    }
    return true;
  }

  /** A request that is never answered must not keep the user from saving. */
  private _read(path: string, content: boolean): Promise<Contents.IModel> {
    return Promise.race([
      this._contents.get(path, { content }),
      new Promise<never>((_, reject) =>
        setTimeout(() => reject(new Error(`${path} is not read.`)), LONGEST)
      )
    ]);
  }

  private _answerHere(prompt: string): AnswerHere {
    const run = this._runOf(prompt);
    if (!run || run.phase === 'queued') {
      return run && 'awaited';
    }
    // until the file has it, after its end too
    if (run.isOurs) {
      return 'ours';
    }
    return run.phase === 'running' ? 'awaited' : null;
  }

  /** JupyterLab takes a notebook for changed when its kernel has told its language: no cell is. */
  private async _hasAllCells(): Promise<boolean> {
    const { model, path } = this._context;
    const file = await this._read(path, true);
    const contents = [file.content, model.toJSON()].map(
      content => content as INotebookContent | undefined
    );
    const [theirs, ours] = contents.map(content => content?.cells ?? []);
    // the user may have chosen another model
    const chosen = contents.map(content =>
      asMetadata(content?.metadata?.['ai_jup'])
    );
    const inFile = new Set(editedAnswers(theirs));
    return (
      chosen[0].model === chosen[1].model &&
      JSONExt.deepEqual(comparable(theirs), comparable(ours)) &&
      editedAnswers(ours).every(answer => inFile.has(answer))
    );
  }

  /** Another page has saved the answer. Where this one's own changes keep it from showing the file, it gets a copy. */
  private async _show(run: PromptRun): Promise<void> {
    const isAsFile = await this.reread().catch(() => false);
    const isOverwritten = isAsFile && this._lacks(run);
    if (!isAsFile || isOverwritten) {
      await run.copy();
    }
    if (!isAsFile && !this._isBack(run)) {
      this._uncopied.add(run);
    }
    if (isOverwritten) {
      await this._saveFor(run);
    }
  }

  /** Two windows can save at the same moment, which JupyterLab does not see: the file had the answer, and has it no more. */
  private _lacks(run: PromptRun): boolean {
    const { collaborative, sharedModel } = this._context.model;
    const { id, prompt, state } = run;
    if (collaborative || !id || !hasContent(state)) {
      return false;
    }
    const answer = findAnswer(sharedModel, prompt);
    const isLatest = this._runOf(prompt) === run;
    return !!answer && isLatest && !holdsAnswerOf(answer, id);
  }

  /** What the user deleted is not put back without asking. */
  private _offer(run: PromptRun): void {
    const name = PathExt.basename(this._context.localPath);
    const by = this._taken.get(run);
    const message = this._whyMissing(by, name);
    if (!hasContent(run.state)) {
      if (by) {
        Notification.info(message, { autoClose: 5_000 });
      }
      run.dismiss();
      return;
    }
    const restore = {
      label: this._trans.__('Insert the answer'),
      callback: () => this._insert(id, run)
    };
    const id = Notification.info(message, {
      autoClose: false,
      actions: [restore]
    });
    this._offers.set(id, run);
  }

  private _whyMissing(by: TakenBy | undefined, name: string): string {
    const trans = this._trans;
    switch (by) {
      case 'delete':
        return trans.__(
          'An answer was stopped, because it no longer has a cell in %1.',
          name
        );
      case 'undo':
        return trans.__(
          'An answer was stopped, because its prompt was undone in %1.',
          name
        );
      case undefined:
        return trans.__(
          'An answer has ended, but its cell is no longer in %1.',
          name
        );
    }
  }

  /** Whether undo has brought its cell back, here or in another browser, before it was offered. */
  private _isBack(run: PromptRun): boolean {
    return !!findAnswer(this._context.model.sharedModel, run.prompt);
  }

  private _insert(id: string, run: PromptRun): void {
    this._offers.delete(id);
    this._putBack(run);
  }

  private _putBack(run: PromptRun): void {
    run.restore();
    this._restored.emit();
    void this._save(run);
  }

  /** Whoever dismisses the offer does not want the answer. */
  private _onNotified(
    _: unknown,
    { type, notification }: Notification.IChange
  ): void {
    const run = this._offers.get(notification.id);
    if (type === 'removed' && run) {
      this._offers.delete(notification.id);
      run.dismiss();
    }
  }

  private _isDisposed = false;
  private _offers = new Map<string, PromptRun>();
  private _restored = new Signal<this, void>(this);
  private _saver: Saver;
  private _saves = new WeakMap<PromptRun, Promise<SaveOutcome>>();
  private _taken = new WeakMap<PromptRun, TakenBy>();
  /** Whose answers another window has saved while they had no cell here. */
  private _uncopied = new WeakSet<PromptRun>();
}

/** What a user has made of answers. */
function editedAnswers(cells: readonly ICell[]): string[] {
  return cells.flatMap(({ metadata, source }) => {
    const { isOutputCell, prompt, written } = asMetadata(metadata['ai_jup']);
    const text = Array.isArray(source) ? source.join('') : source;
    // of what was not written by this version nothing is known
    const isOwn = written === undefined && !isOnlyNotice(text);
    return isOutputCell && (isOwn || isEdited({ source: text, written }))
      ? [JSON.stringify([prompt, text])]
      : [];
  });
}

/** Cells as far as a user has made them: no answers, nor what Jupyter and ai-jup add by themselves. */
function comparable(cells: readonly ICell[]): PartialJSONValue {
  return cells
    .filter(({ metadata }) => !asMetadata(metadata['ai_jup']).isOutputCell)
    .map(cell => {
      const { metadata } = cell;
      const ours = { ...asMetadata(metadata['ai_jup']), id: undefined };
      const others = { ...metadata, trusted: undefined, ai_jup: ours };
      const made = { ...cell, id: undefined, metadata: others };
      return JSON.parse(JSON.stringify(made)) as PartialJSONValue;
    });
}
