/**
 * A piece of work that has its place in a notebook.
 */
export interface IWork {
  /** Whether it keeps what stands below it waiting. */
  readonly holds: boolean;
  /** Its place from the top, now; negative if it has none any more. */
  place(): number;
}

interface IEntry {
  readonly work: IWork;
  /** Whether it has succeeded. */
  readonly done: Promise<boolean>;
}

/**
 * What one command of the user runs; an error ends what waits in it.
 */
export interface IBatch {
  failed: boolean;
  /** Whether it was the user who ended it. */
  stopped?: boolean;
}

interface IRunOptions {
  readonly batch?: IBatch;
  readonly wait?: () => void;
}

/**
 * The order in which the cells of one notebook run.
 *
 * #### Notes
 * JupyterLab hands all cells of a command over at once and relies on the kernel's queue for their sequence. A prompt
 * is not in that queue, so it waits here for the cells above it, and the cells below wait here for it.
 */
export class RunOrder {
  /**
   * The command at hand: its cells come in one turn of the event loop.
   */
  get currentBatch(): IBatch {
    if (!this._batch) {
      this._batch = { failed: false };
      queueMicrotask(() => {
        this._batch = null;
      });
    }
    return this._batch;
  }

  /**
   * Do a piece of work when its turn has come.
   *
   * @param work - its place
   * @param start - does it, knowing whether all that it waited for has succeeded; resolves to whether it has itself
   * @param options - the command that it belongs to, if not the one at hand; what is called at once if it has to wait
   * @returns what `start` returns, or `false` if an error before it in the same command ended it
   */
  run(
    work: IWork,
    start: (isAboveDone: boolean) => Promise<boolean>,
    { batch = this.currentBatch, wait }: IRunOptions = {}
  ): Promise<boolean> {
    const ahead = this._ahead(work);
    if (ahead.length) {
      wait?.();
    }
    const result = ahead.length
      ? Promise.all(ahead).then(above =>
          batch.failed ? false : start(above.every(Boolean))
        )
      : start(true);
    this._track(work, batch, result);
    return result;
  }

  private _ahead(work: IWork): Promise<boolean>[] {
    if (!work.holds && !this._holding) {
      return [];
    }
    const place = work.place();
    return [...this._entries]
      .filter(entry => entry.work.holds || work.holds)
      .filter(entry => entry.work.place() < place)
      .map(entry => entry.done);
  }

  private _track(work: IWork, batch: IBatch, result: Promise<boolean>): void {
    const done = result
      .catch(() => false)
      .then(succeeded => {
        batch.failed ||= !succeeded;
        this._entries.delete(entry);
        this._holding -= Number(work.holds);
        return succeeded;
      });
    const entry: IEntry = { work, done };
    this._entries.add(entry);
    this._holding += Number(work.holds);
  }

  private _batch: IBatch | null = null;
  private _entries = new Set<IEntry>();
  private _holding = 0;
}
