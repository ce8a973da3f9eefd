import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { RunMessage } from '../wire/decode';
import type { Event, WriterTurn } from '../wire/generated';
import type { RunClient } from '../wire/runclient';
import type { EventSocket, IFollower, Writes } from '../wire/socket';
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
   * @param writes - whether this page has started it, or could write its answer should that one go
   */
  constructor(
    readonly id: string,
    private _connection: IConnection,
    events: readonly Event[],
    readonly writes: Writes
  ) {
    this._state = events.reduce(reduce, INITIAL_STATE);
    this._mayWrite = writes === 'first';
    const { socket } = this._connection;
    this._following = socket.follow(id, this._state.last, this, writes);
    if (this._state.state !== 'running') {
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
   * Whether it is this page's turn to write the answer, or nothing is left to write; null while neither is known.
   */
  get turn(): 'write' | 'saved' | null {
    return this._turn;
  }

  /**
   * Emitted when the turn has changed.
   */
  get turnChanged(): ISignal<this, void> {
    return this._turnChanged;
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

  /**
   * Follow it no more: it has ended, and this page does not write its answer.
   */
  leave(): void {
    this._following.dispose();
  }

  onMessage(message: RunMessage): void {
    const isLost = !('type' in message);
    const state = isLost
      ? lose(this._state, message.error)
      : reduce(this._state, message);
    if (isLost) {
      // nobody says any more who writes
      this.onTurn(this._mayWrite ? 'write' : 'saved');
    }
    if (state === this._state) {
      return;
    }
    this._state = state;
    this._changed.emit(state);
    if (state.state !== 'running') {
      this._ended.resolve(state);
    }
  }

  onTurn(told: WriterTurn['turn'] | null): void {
    const turn = told === 'wait' ? null : told;
    this._mayWrite ||= turn === 'write';
    if (turn !== this._turn) {
      this._turn = turn;
      this._turnChanged.emit();
    }
    if (turn === 'saved' && this._state.state !== 'running') {
      // nothing more comes
      this._following.dispose();
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
    this._following.dispose();
    Signal.clearData(this);
  }

  private _changed = new Signal<this, IRunState>(this);
  private _ended = new PromiseDelegate<IRunState>();
  private _following: IDisposable;
  private _isDisposed = false;
  private _mayWrite: boolean;
  private _state: IRunState;
  private _turn: 'write' | 'saved' | null = null;
  private _turnChanged = new Signal<this, void>(this);
}
