import type { Poll, Polled, SocketRequest } from './generated';
import type { IServer } from './http';
import { request, RequestError } from './http';

/**
 * Seconds until a request without news is answered, at most: many proxies give up after 30 or 60. The server takes no more
 * either (`Poll.wait`).
 */
const LONGEST_WAIT = 25;
/** The shortest wait that is tried with a proxy that gives up earlier. */
const SHORTEST_WAIT = 1;
/** Unauthorized, Forbidden, Not Found: not in ai-jup's own words. */
const REFUSED = /^http-40[134]$/;
/** Seconds that an answer may be late, before it is taken to be lost. */
const LATE = 15;

/**
 * What a WebSocket does, by plain requests, for where a proxy lets no socket through.
 *
 * #### Notes
 * One request at a time, whatever is followed: a browser opens six connections to a server. It waits for news, and is
 * given up when there is something to send. What was under way with it comes with the next one.
 */
export class PolledSocket {
  constructor(private _server: IServer) {
    void this._run();
  }

  /**
   * Whether it was closed because ai-jup is not there, or nobody is let through to it: so it stays for a while.
   */
  get isRefused(): boolean {
    return this._isRefused;
  }

  onclose: (() => unknown) | null = null;
  onmessage: ((message: MessageEvent) => unknown) | null = null;
  onopen: (() => unknown) | null = null;

  send(text: string): void {
    this._requests.push(JSON.parse(text) as SocketRequest);
    this._waiting?.abort();
  }

  close(): void {
    if (!this._isClosed) {
      this._isClosed = true;
      this._waiting?.abort();
      this.onclose?.();
    }
  }

  private async _run(): Promise<void> {
    while (!this._isClosed) {
      const requests = this._requests;
      this._requests = [];
      const begun = performance.now();
      let polled: Polled;
      try {
        polled = await this._poll(requests);
      } catch (reason) {
        this._isRefused =
          reason instanceof RequestError && REFUSED.test(reason.detail.code);
        // whether the server has had them is not known: they can be asked twice
        this._requests.unshift(...requests);
        const isGivenUp = this._requests.length > requests.length;
        if (!isGivenUp) {
          this._onFailed((performance.now() - begun) / 1_000);
        }
        continue;
      }
      this._take(polled);
    }
  }

  private async _poll(requests: SocketRequest[]): Promise<Polled> {
    const session = this._session;
    const isWaiting = session !== null && !requests.length;
    const wait = isWaiting ? this._wait : 0;
    const body: Poll = { session, after: this._last, requests, wait };
    const controller = new AbortController();
    this._waiting = isWaiting ? controller : null;
    const late = setTimeout(() => controller.abort(), (wait + LATE) * 1_000);
    const { signal } = controller;
    return request<Polled>(this._server, 'polled-events', {
      method: 'POST',
      body,
      signal
    }).finally(() => clearTimeout(late));
  }

  private _take({ session, last, messages }: Polled): void {
    if (this._isClosed) {
      return;
    }
    const isFirst = this._session === null;
    this._session = session;
    this._last = last;
    if (isFirst) {
      this.onopen?.();
    }
    for (const message of messages) {
      const data = JSON.stringify(message);
      try {
        this.onmessage?.(new MessageEvent('message', { data }));
      } catch (reason) {
        // a socket goes on too
        console.error('ai-jup:', reason);
      }
    }
  }

  /**
   * A proxy may have cut it off: a shorter wait comes through. What fails sooner, or all the same, is a server that is
   * gone, or has let go of this page.
   */
  private _onFailed(seconds: number): void {
    if (
      this._session === null ||
      seconds < SHORTEST_WAIT ||
      this._wait <= SHORTEST_WAIT
    ) {
      this.close();
    } else {
      const half = Math.floor(Math.min(this._wait, seconds) / 2);
      this._wait = Math.max(SHORTEST_WAIT, half);
    }
  }

  private _isClosed = false;
  private _isRefused = false;
  private _last = 0;
  private _requests: SocketRequest[] = [];
  private _session: string | null = null;
  private _wait = LONGEST_WAIT;
  /** What gives up the request that waits for news, while there is one. */
  private _waiting: AbortController | null = null;
}
