import { URLExt } from '@jupyterlab/coreutils';
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { RunMessage, SocketMessage } from './decode';
import { decodeMessage } from './decode';
import type {
  Event,
  NotebookWatch,
  RunBegan,
  SocketRequest,
  Subscription,
  WriterTurn
} from './generated';
import type { IServer } from './http';
import { PolledSocket } from './polledsocket';

/**
 * Who follows a run.
 */
export interface IFollower {
  /**
   * Called for each event once, in the order of `seq`; with an error when the server cannot follow the run, which is not
   * followed any more then.
   */
  onMessage(message: RunMessage): void;

  /**
   * Called when it is this page's turn to write the answer, when nothing is left to write, and with null when the
   * connection is lost: another page may write now.
   */
  onTurn?(turn: WriterTurn['turn'] | null): void;
}

/**
 * Whether a page writes a run's answer into the notebook: the one that has started it does, any other should that one go.
 */
export type Writes = 'first' | 'next';

interface IFollowed {
  readonly follower: IFollower;
  readonly writes?: Writes;
  last: number;
}

interface IWatching extends NotebookWatch {
  readonly tell: (began: RunBegan) => void;
}

const FIRST_RETRY = 250;
const LONGEST_RETRY = 10_000;
const IDLE_UNTIL_CLOSE = 10_000;
/** How often a socket is tried, where none has ever opened, before plain requests are. */
const ATTEMPTS = 2;
/** Milliseconds that each may take: some proxies answer nothing at all. */
const OPENING = 10_000;
/** Milliseconds that the events of a run are kept which nobody follows. */
const LONGEST_EARLY = 10_000;
/** Events that end a run. */
const ENDS: ReadonlySet<Event['type']> = new Set([
  'run-finished',
  'run-failed',
  'run-stopped'
] as const);

/**
 * The one socket of a browser tab, over which the events of all its runs come.
 *
 * #### Notes
 * It opens with the first notebook that is watched, or run that is followed, and closes when there has been none for a
 * while. When the connection is lost it opens again, after longer and longer pauses, and asks for what came after the
 * last event that it saw. Where a proxy lets no socket through, though plain requests are answered, it does the same by those
 * until the page is loaded again. Where these are refused too, it rests while no run is followed.
 */
export class EventSocket implements IDisposable {
  constructor(private _server: IServer) {}

  /**
   * Emitted once, when no socket can be had and plain requests take its place.
   */
  get blocked(): ISignal<this, void> {
    return this._blocked;
  }

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
   * Try again where it was refused, and is of use still: someone may have logged in, or put ai-jup right.
   */
  resume(): void {
    if (this._isUsed) {
      this.open();
    }
  }

  /**
   * Follow a run.
   *
   * @param run - the run's id
   * @param after - the last `seq` that is known; only later events come
   * @param follower - who is told
   * @param writes - whether this page could write its answer
   * @returns what ends it
   */
  follow(
    run: string,
    after: number,
    follower: IFollower,
    writes?: Writes
  ): IDisposable {
    const followed: IFollowed = { follower, writes, last: after };
    this._runs.set(run, followed);
    const early = this._early.get(run) ?? [];
    this._early.delete(run);
    early.forEach(message => this._tell(message, followed));
    const hasEnded = early.some(({ type }) => ENDS.has(type));
    // from the last event of a run that has ended on would say that the answer is kept
    const asked = hasEnded
      ? { ...followed, last: followed.last - 1 }
      : followed;
    this._send(this._subscription(run, asked));
    return new DisposableDelegate(() => this._leave(run, followed));
  }

  /**
   * Be told of the runs that begin in a notebook.
   *
   * @param notebook - its path
   * @param tell - called for each
   * @returns what ends it
   */
  watch(notebook: string, tell: (began: RunBegan) => void): IDisposable {
    const watching = { notebook, tell };
    this._watching.add(watching);
    this._send({ notebook });
    return new DisposableDelegate(() => this._unwatch(watching));
  }

  /**
   * Tell the server that a run's answer is kept, so that it is not listed any more once the file has it.
   *
   * @param run - the run's id
   * @param last - the `seq` of the event that ended it
   * @param dismissed - whether the user does not want it, and no file will have it
   */
  acknowledge(run: string, last: number, dismissed = false): void {
    this._acknowledged.set(run, { run, after: last, dismissed });
    if (this._isOpen) {
      this._sendAcknowledged();
    } else {
      this.open();
    }
    this._closeWhenIdle();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._idle);
    clearTimeout(this._opening);
    clearTimeout(this._retry);
    Signal.clearData(this);
    this._runs.clear();
    this._watching.clear();
    this._acknowledged.clear();
    this._early.clear();
    this._socket?.close();
  }

  /** What is sent while there is no connection is sent with the next one. */
  private _send(request: SocketRequest): void {
    if (this._isOpen) {
      this._socket?.send(JSON.stringify(request));
    } else {
      this.open();
    }
  }

  private _sendAcknowledged(): void {
    [...this._acknowledged.values()].forEach(each => this._send(each));
    this._acknowledged.clear();
  }

  private _connect(): void {
    this._retry = undefined;
    this._isPlain = this._isBlocked || this._failures === ATTEMPTS;
    const socket = this._isPlain
      ? new PolledSocket(this._server)
      : this._webSocket();
    socket.onopen = () => this._onOpen();
    socket.onmessage = (message: MessageEvent) =>
      this._onMessage(String(message.data));
    socket.onclose = () => this._onClose();
    this._socket = socket;
  }

  private _webSocket(): WebSocket {
    const { wsUrl, token, appendToken, WebSocket } = this._server.settings;
    const query =
      appendToken && token ? `?token=${encodeURIComponent(token)}` : '';
    const url = URLExt.join(wsUrl, 'ai-jup', 'events') + query;
    const socket = new WebSocket(url);
    if (!this._hasOpened) {
      this._opening = setTimeout(() => socket.close(), OPENING);
    }
    return socket;
  }

  /** The server knows nothing of what an earlier connection asked for. */
  private _onOpen(): void {
    clearTimeout(this._opening);
    this._isOpen = true;
    this._isRetrying = false;
    this._hasOpened ||= !this._isPlain;
    if (this._isPlain && !this._isBlocked) {
      this._isBlocked = true;
      this._blocked.emit();
    }
    this._pause = FIRST_RETRY;
    for (const [run, followed] of this._runs) {
      this._send(this._subscription(run, followed));
    }
    const notebooks = [...this._watching].map(({ notebook }) => notebook);
    new Set(notebooks).forEach(notebook => this._send({ notebook }));
    this._sendAcknowledged();
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
    if ('notebook' in message && !('type' in message)) {
      this._onBegan(message);
      return;
    }
    const { run } = message;
    const followed = run === null ? undefined : this._runs.get(run);
    if (run === null || !followed) {
      if ('type' in message) {
        this._early.get(message.run)?.push(message);
      }
      return;
    }
    if ('turn' in message) {
      followed.follower.onTurn?.(message.turn);
    } else if ('type' in message) {
      this._tell(message, followed);
    } else {
      this._forget(run, followed);
      followed.follower.onMessage(message);
    }
  }

  private _tell(event: Event, followed: IFollowed): void {
    if (event.seq > followed.last) {
      followed.last = event.seq;
      followed.follower.onMessage(event);
    }
  }

  private _onBegan(began: RunBegan): void {
    const { run } = began;
    if (!this._runs.has(run)) {
      this._early.set(run, []);
      setTimeout(() => this._early.delete(run), LONGEST_EARLY);
    }
    [...this._watching]
      .filter(({ notebook }) => notebook === began.notebook)
      .forEach(({ tell }) => tell(began));
  }

  private _onClose(): void {
    clearTimeout(this._opening);
    const socket = this._socket;
    const isRefused = socket instanceof PolledSocket && socket.isRefused;
    this._isOpen = false;
    this._socket = null;
    this._early.clear();
    this._runs.forEach(({ follower }) => follower.onTurn?.(null));
    if (this._isDisposed || !(this._isUsed || this._acknowledged.size)) {
      return;
    }
    if (isRefused && this._runs.size === 0) {
      // nobody waits for anything: it rests until it is asked for
      this._failures = 0;
      this._isRetrying = false;
      return;
    }
    this._isRetrying = true;
    if (this._areSocketsRefused()) {
      // at once: a server that comes back meanwhile would be taken for one that refuses sockets
      this._connect();
      return;
    }
    this._retry = setTimeout(() => this._connect(), this._pause);
    this._pause = Math.min(this._pause * 2, LONGEST_RETRY);
  }

  /** Whether sockets alone have failed so far, and the last one just now. What fails by plain requests too says nothing. */
  private _areSocketsRefused(): boolean {
    if (this._hasOpened || this._isBlocked) {
      return false;
    }
    this._failures = this._isPlain ? 0 : this._failures + 1;
    return this._failures === ATTEMPTS;
  }

  private _forget(run: string, followed: IFollowed): void {
    if (this._runs.get(run) === followed) {
      this._runs.delete(run);
      this._closeWhenIdle();
    }
  }

  private _leave(run: string, followed: IFollowed): void {
    if (this._isOpen && this._runs.get(run) === followed) {
      this._send({ run, leaves: true });
    }
    this._forget(run, followed);
  }

  private _unwatch(watching: IWatching): void {
    this._watching.delete(watching);
    const { notebook } = watching;
    const others = [...this._watching].map(each => each.notebook);
    if (this._isOpen && !others.includes(notebook)) {
      this._send({ notebook, leaves: true });
    }
    this._closeWhenIdle();
  }

  private _subscription(
    run: string,
    { last, writes }: IFollowed
  ): Subscription {
    return writes
      ? { run, after: last, writes, page: this._page }
      : { run, after: last };
  }

  private get _isUsed(): boolean {
    return this._runs.size > 0 || this._watching.size > 0;
  }

  private _closeWhenIdle(): void {
    clearTimeout(this._idle);
    this._idle = setTimeout(() => {
      if (!this._isUsed) {
        this._socket?.close();
      }
    }, IDLE_UNTIL_CLOSE);
  }

  private _acknowledged = new Map<string, Subscription>();
  private _blocked = new Signal<this, void>(this);
  /** What has come of runs that began, before anybody here follows them: they need not be asked for. */
  private _early = new Map<string, Event[]>();
  private _failures = 0;
  private _hasOpened = false;
  private _idle: ReturnType<typeof setTimeout> | undefined;
  private _isBlocked = false;
  private _isDisposed = false;
  private _isOpen = false;
  /** Whether what it has, or has had last, are plain requests. */
  private _isPlain = false;
  private _isRetrying = false;
  private _opening: ReturnType<typeof setTimeout> | undefined;
  private readonly _page = nameOfPage();
  private _pause = FIRST_RETRY;
  private _retry: ReturnType<typeof setTimeout> | undefined;
  private _runs = new Map<string, IFollowed>();
  private _socket: WebSocket | PolledSocket | null = null;
  private _watching = new Set<IWatching>();
}

/** Where a tab keeps its name. */
const NAME = 'ai-jup:page';

/**
 * By it the server knows a page when it comes back over another connection, also when it was loaded again. One without
 * storage is another one each time.
 */
function nameOfPage(): string {
  try {
    const name = sessionStorage.getItem(NAME) ?? UUID.uuid4();
    sessionStorage.setItem(NAME, name);
    return name;
  } catch {
    return UUID.uuid4();
  }
}
