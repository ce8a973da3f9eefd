import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

import { labURL } from '../settings';

const OURS = '/ai-jup/events';
const POLLS = '/ai-jup/polled-events';

/**
 * A proxy before the Jupyter server that upgrades the sockets of kernels, and not ours: common in nginx.
 */
export class Proxy {
  /** How many sockets of ours it let not through. */
  refused = 0;
  /** How many polls it has cut off. */
  cut = 0;
  /** How many requests for news came, and how many were under way at the same time. */
  polls = { all: 0, now: 0, most: 0 };

  /**
   * @param seconds - until a request that is not answered whole is cut off; the answer is held back until it is whole
   * @param _blocksAll - whether it upgrades no socket, the kernels' neither
   */
  constructor(
    private _seconds?: number,
    private _blocksAll = false
  ) {
    this._server.on('upgrade', (...all) => this._upgrade(...all));
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve =>
      this._server.listen(0, '127.0.0.1', resolve)
    );
  }

  get url(): string {
    const { port } = this._server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this._server.close();
    this._server.closeAllConnections();
    this._sockets.forEach(socket => socket.destroy());
  }

  private _pass(from: IncomingMessage, to: ServerResponse): void {
    const isPoll = from.url!.startsWith(POLLS);
    if (isPoll) {
      this._count(to);
    }
    const { method, headers, url } = from;
    const asked = request(labURL + url, { method, headers, agent: false });
    const isWholeOnly = isPoll && this._seconds !== undefined;
    const timer = isWholeOnly
      ? setTimeout(() => {
          this.cut++;
          asked.destroy();
          to.writeHead(504).end('<html>504 Gateway Time-out</html>');
        }, this._seconds! * 1_000)
      : undefined;
    asked.on('response', reply => {
      const pass = (body?: Buffer) => {
        clearTimeout(timer);
        to.writeHead(reply.statusCode!, reply.headers);
        return body && to.end(body);
      };
      if (isWholeOnly) {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('end', () => pass(Buffer.concat(parts)));
      } else {
        pass();
        reply.pipe(to);
      }
    });
    asked.on('error', () => to.destroy());
    to.on('close', () => {
      clearTimeout(timer);
      asked.destroy();
    });
    from.pipe(asked);
  }

  private _count(to: ServerResponse): void {
    this.polls.all++;
    this.polls.now++;
    this.polls.most = Math.max(this.polls.most, this.polls.now);
    to.on('close', () => this.polls.now--);
  }

  /** The head that asks for a socket is passed on as it is, or without what asks for it. */
  private _upgrade(from: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isOurs = from.url!.startsWith(OURS);
    const isBlocked = isOurs || this._blocksAll;
    this.refused += Number(isOurs);
    const { hostname, port } = new URL(labURL);
    const server = connect(Number(port), hostname);
    const lines = [`${from.method} ${from.url} HTTP/1.1`];
    for (let at = 0; at < from.rawHeaders.length; at += 2) {
      const [name, value] = from.rawHeaders.slice(at, at + 2);
      if (!isBlocked || !/^(upgrade|connection)$/i.test(name)) {
        lines.push(`${name}: ${value}`);
      }
    }
    const close = isBlocked ? ['Connection: close'] : [];
    server.write([...lines, ...close, '', ''].join('\r\n'));
    server.write(head);
    server.pipe(socket).pipe(server);
    for (const [one, other] of [
      [server, socket],
      [socket, server]
    ]) {
      this._sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }

  private _server: Server = createServer((from, to) => this._pass(from, to));
  private _sockets = new Set<Duplex>();
}
