import type { IDisposable } from '@lumino/disposable';

/** Milliseconds without a change after which the notebook is looked at. */
const PAUSE = 1_000;

/** Milliseconds that a prompt must have been the active one: who only goes past it asks nothing. */
const GLANCE = 250;

/** How many times as long as it takes to look, the notebook must have been left alone. */
const RATIO = 10;

/**
 * Waits for a pause before the notebook is looked at; the longer that takes, the longer the pause.
 */
export class Debounce implements IDisposable {
  /**
   * @param look - returns when it is done
   */
  constructor(private _look: () => Promise<void>) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Something has changed: look when it has been left alone. Costs next to nothing, so that it may be called at each key.
   */
  afterPause(): void {
    this._wait(Math.max(PAUSE, RATIO * this._took));
  }

  /**
   * Look soon.
   */
  soon(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._wait(GLANCE);
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
  }

  private _wait(pause: number): void {
    this._due = performance.now() + pause;
    this._timer ??= setTimeout(() => this._onTime(), pause);
  }

  private _onTime(): void {
    this._timer = undefined;
    const rest = this._due - performance.now();
    if (rest > 1) {
      this._timer = setTimeout(() => this._onTime(), rest);
    } else if (!this._isDisposed) {
      void this._measure();
    }
  }

  private async _measure(): Promise<void> {
    const begun = performance.now();
    await this._look();
    this._took = performance.now() - begun;
  }

  private _due = 0;
  private _isDisposed = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _took = 0;
}
