import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { SocketMessage } from '../wire/decode';
import type { Event } from '../wire/generated';
import type { RunClient } from '../wire/runclient';
import type { EventSocket, IFollower } from '../wire/socket';
import type { IRunState } from './reducer';
import { INITIAL_STATE, lose, reduce } from './reducer';

/**
 * How the server is reached.
 */
export interface IConnection {
  readonly client: RunClient;
  readonly socket: EventSocket;
}

/**
 * A run on the server, followed until it ends.
 */
export class Run implements IFollower, IDisposable {
  /**
   * @param id - the run's id
   * @param connection - how the server is reached
   * @param events - what is known of it, as in a snapshot
   */
  constructor(
    readonly id: string,
    private _connection: IConnection,
    events: readonly Event[] = []
  ) {
    this._state = events.reduce(reduce, INITIAL_STATE);
    if (this._state.state === 'running') {
      const { socket } = this._connection;
      this._following = socket.follow(id, this._state.last, this);
    } else {
      this._ended.resolve(this._state);
    }
  }

  /**
   * Emitted when the state has changed.
   */
  get changed(): ISignal<this, IRunState> {
    return this._changed;
  }

  /**
   * Resolves with the last state.
   */
  get ended(): Promise<IRunState> {
    return this._ended.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get state(): IRunState {
    return this._state;
  }

  /**
   * Ask the server to stop; the run ends when it says so.
   */
  stop(): Promise<void> {
    return this._connection.client.stop(this.id);
  }

  /**
   * Tell the server that the answer is kept.
   */
  acknowledge(): void {
    this._connection.socket.acknowledge(this.id, this._state.last);
  }

  /**
   * Tell the server that the user does not want the answer.
   */
  dismiss(): void {
    this._connection.socket.acknowledge(this.id, this._state.last, true);
  }

  onMessage(message: SocketMessage): void {
    const state =
      'type' in message
        ? reduce(this._state, message)
        : lose(this._state, message.error);
    if (state === this._state) {
      return;
    }
    this._state = state;
    this._changed.emit(state);
    if (state.state !== 'running') {
      this._following?.dispose();
      this._ended.resolve(state);
    }
  }

  /**
   * Stop following; the run itself goes on.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._following?.dispose();
    Signal.clearData(this);
  }

  private _changed = new Signal<this, IRunState>(this);
  private _ended = new PromiseDelegate<IRunState>();
  private _following: IDisposable | null = null;
  private _isDisposed = false;
  private _state: IRunState;
}
