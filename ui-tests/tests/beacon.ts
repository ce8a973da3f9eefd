import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { labURL } from '../settings';

type Page = IJupyterLabPageFixture;

/** What answers would load of another server. */
export class Beacon {
  readonly seen: string[] = [];

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
  }

  private _server: Server = createServer(({ url }, response) => {
    this.seen.push(url ?? '');
    response.end();
  });
}

/** Count what is run in a page. */
export function countRuns(): void {
  const seen = window as any;
  seen.ran = 0;
  seen.alert = () => seen.ran++;
  for (const name of ['x', 'y']) {
    Object.defineProperty(seen, name, { get: () => seen.ran++ });
  }
}

/** Have the page count what is run in it, and note what it asks other servers for, or for pictures. */
export async function watch(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on('request', request => {
    const url = request.url();
    const isOther = /^(https?|ftp):/.test(url) && !url.startsWith(labURL);
    const isLoaded = ['image', 'media', 'object'].includes(
      request.resourceType()
    );
    const isOwn = url.startsWith(`${labURL}/kernelspecs/`);
    if (isOther || (isLoaded && !isOwn && url.startsWith('http'))) {
      asked.push(url);
    }
  });
  await (page.url().startsWith('http')
    ? page.evaluate(countRuns)
    : page.addInitScript(countRuns));
  return asked;
}

export function ran(page: Page): Promise<number> {
  return page.evaluate(() => (window as any).ran);
}
