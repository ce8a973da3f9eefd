import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import type { SocketMessage } from './decode';
import { decodeMessage } from './decode';
import type { Subscription } from './generated';

/**
 * Who follows a run.
 */
export interface IFollower {
  /**
   * Called for each event once, in the order of `seq`; with an error when the server cannot follow the run, which is not
   * followed any more then.
   */
  onMessage(message: SocketMessage): void;
}

interface IFollowed {
  readonly follower: IFollower;
  last: number;
}

const FIRST_RETRY = 250;
const LONGEST_RETRY = 10_000;
const IDLE_UNTIL_CLOSE = 10_000;

/**
 * The one socket of a browser tab, over which the events of all its runs come.
 *
 * #### Notes
 * It opens with the first run that is followed and closes when none has been for a while. When the connection is
 * lost it opens again, after longer and longer pauses, and asks for what came after the last event that it saw.
 */
export class EventSocket implements IDisposable {
  constructor(private _settings: ServerConnection.ISettings) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether the connection was lost while a run is followed, and has not come back.
   */
  get isLost(): boolean {
    return this._isRetrying;
  }

  /**
   * Connect for a run that is about to start: its first event need not wait for it.
   */
  open(): void {
    if (!this._socket && this._retry === undefined) {
      this._connect();
    }
    this._closeWhenIdle();
  }

  /**
   * Follow a run.
   *
   * @param run - the run's id
   * @param after - the last `seq` that is known; only later events come
   * @param follower - who is told
   * @returns what ends it
   */
  follow(run: string, after: number, follower: IFollower): IDisposable {
    const followed: IFollowed = { follower, last: after };
    this._runs.set(run, followed);
    this._send({ run, after });
    return new DisposableDelegate(() => this._forget(run, followed));
  }

  /**
   * Tell the server that a run's answer is kept, so that it is not listed any more once the file has it.
   *
   * @param run - the run's id
   * @param last - the `seq` of the event that ended it
   * @param dismissed - whether the user does not want it, and no file will have it
   */
  acknowledge(run: string, last: number, dismissed = false): void {
    const subscription = { run, after: last, dismissed };
    this._acknowledged.set(run, subscription);
    this._send(subscription);
    this._closeWhenIdle();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._idle);
    clearTimeout(this._retry);
    this._runs.clear();
    this._acknowledged.clear();
    this._socket?.close();
  }

  private _send(subscription: Subscription): void {
    if (this._isOpen) {
      this._acknowledged.delete(subscription.run);
      this._socket?.send(JSON.stringify(subscription));
    } else {
      this.open();
    }
  }

  private _connect(): void {
    this._retry = undefined;
    const { wsUrl, token, appendToken } = this._settings;
    const query =
      appendToken && token ? `?token=${encodeURIComponent(token)}` : '';
    const url = URLExt.join(wsUrl, 'ai-jup', 'events') + query;
    const socket = new this._settings.WebSocket(url);
    socket.onopen = () => this._onOpen();
    socket.onmessage = message => this._onMessage(String(message.data));
    socket.onclose = () => this._onClose();
    this._socket = socket;
  }

  /** The server knows nothing of what an earlier connection asked for. */
  private _onOpen(): void {
    this._isOpen = true;
    this._isRetrying = false;
    this._pause = FIRST_RETRY;
    for (const [run, { last }] of this._runs) {
      this._send({ run, after: last });
    }
    [...this._acknowledged.values()].forEach(each => this._send(each));
  }

  private _onMessage(text: string): void {
    let message: SocketMessage;
    try {
      message = decodeMessage(text);
    } catch (reason) {
      // the run goes on without what cannot be read
      console.warn('ai-jup:', reason);
      return;
    }
    const { run } = message;
    const followed = run === null ? undefined : this._runs.get(run);
    if (run === null || !followed) {
      return;
    }
    if (!('type' in message)) {
      this._forget(run, followed);
    } else if (message.seq > followed.last) {
      followed.last = message.seq;
    } else {
      return;
    }
    followed.follower.onMessage(message);
  }

  private _onClose(): void {
    this._isOpen = false;
    this._socket = null;
    if (this._isDisposed || (!this._runs.size && !this._acknowledged.size)) {
      return;
    }
    this._isRetrying = true;
    this._retry = setTimeout(() => this._connect(), this._pause);
    this._pause = Math.min(this._pause * 2, LONGEST_RETRY);
  }

  private _forget(run: string, followed: IFollowed): void {
    if (this._runs.get(run) === followed) {
      this._runs.delete(run);
      this._closeWhenIdle();
    }
  }

  private _closeWhenIdle(): void {
    clearTimeout(this._idle);
    this._idle = setTimeout(() => {
      if (!this._runs.size) {
        this._socket?.close();
      }
    }, IDLE_UNTIL_CLOSE);
  }

  private _acknowledged = new Map<string, Subscription>();
  private _idle: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
  private _isOpen = false;
  private _isRetrying = false;
  private _pause = FIRST_RETRY;
  private _retry: ReturnType<typeof setTimeout> | undefined;
  private _runs = new Map<string, IFollowed>();
  private _socket: WebSocket | null = null;
}
