import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { KernelName } from '../wire/generated';
import type { KernelNamesClient } from '../wire/kernelnamesclient';

/** Milliseconds after a run: the cells of a Run All are not asked after one by one. */
const AFTER_RUN = 300;

/**
 * The names of a notebook's kernel, as it last told them.
 *
 * #### Notes
 * Nothing is asked by itself. When cells have run, in this page or elsewhere, the names are outdated, and whoever shows
 * them asks again.
 */
export class KernelNameCache implements IDisposable {
  constructor(
    private _session: ISessionContext,
    private _client: KernelNamesClient
  ) {
    _session.kernelChanged.connect(this._forget, this);
    _session.statusChanged.connect(this._onStatusChanged, this);
    _session.iopubMessage.connect(this._onMessage, this);
  }

  /**
   * What the kernel has told; `null` where nothing is known, as without a kernel.
   */
  get names(): readonly KernelName[] | null {
    return this._names;
  }

  /**
   * Whether asking may bring something new.
   */
  get isOutdated(): boolean {
    return this._isOutdated;
  }

  /**
   * Emitted when the names are others, or outdated.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Have the kernel asked where that may bring something new, once at a time.
   */
  async ask(): Promise<void> {
    const kernel = this._session.session?.kernel;
    if (!this._isOutdated || !kernel || !READY.has(kernel.status)) {
      return this._asked ?? undefined;
    }
    this._asked ??= this._ask(kernel.id);
    return this._asked;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private async _ask(kernelId: string): Promise<void> {
    const generation = this._generation;
    this._isOutdated = false;
    // the run tells what is wrong with a kernel; here nothing is known of it
    const names = await this._client.names(kernelId).catch(() => null);
    this._asked = null;
    if (generation === this._generation) {
      this._names = names;
    }
    this._tell();
  }

  /** Another kernel, or the same one started anew. */
  private _forget(): void {
    this._generation++;
    this._names = null;
    this._isOutdated = true;
    this._tell();
  }

  private _onStatusChanged(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'idle' && this._isOutdated) {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => this._tell(), AFTER_RUN);
    } else if (!READY.has(status)) {
      this._forget();
    }
  }

  /** What the server itself has the kernel do is silent, and brings no such message; from R's kernel one that says so. */
  private _onMessage(
    _: ISessionContext,
    message: KernelMessage.IMessage
  ): void {
    const { code } = message.content as { code?: unknown };
    const isOurs = typeof code === 'string' && code.startsWith(OURS);
    if (message.header.msg_type === 'execute_input' && !isOurs) {
      this._isOutdated = true;
    }
  }

  private _tell(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _asked: Promise<void> | null = null;
  private _changed = new Signal<this, void>(this);
  private _generation = 0;
  private _isDisposed = false;
  private _isOutdated = true;
  private _names: readonly KernelName[] | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** How the code begins that the server has R's kernel execute. */
const OURS = '# ai-jup\n';

const READY: ReadonlySet<Kernel.Status> = new Set(['idle', 'busy'] as const);
