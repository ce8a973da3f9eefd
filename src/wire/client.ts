import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { decodeErrorReply, decodeEvent } from './decode';
import type {
  ErrorDetail,
  PromptRequest,
  RunReference,
  RunSummary,
  Snapshot
} from './generated';

/**
 * The server's refusal of a request, or a request that did not reach it.
 */
export class RequestError extends Error {
  constructor(readonly detail: ErrorDetail) {
    super(detail.message);
  }

  readonly name = 'RequestError';
}

/**
 * The requests of the protocol. All of them throw a `RequestError`.
 */
export class RunClient {
  constructor(private _settings: ServerConnection.ISettings) {}

  /**
   * Start a run.
   *
   * @returns the run's id
   */
  async start(request: PromptRequest): Promise<string> {
    const reply = await this._request('prompt', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request)
    });
    return ((await reply.json()) as RunReference).run;
  }

  /**
   * The runs of a notebook that are live, or ended and not yet claimed.
   */
  async list(path: string): Promise<RunSummary[]> {
    const query = URLExt.objectToQueryString({ notebook: path });
    const reply = await this._request(`runs${query}`);
    return (await reply.json()) as RunSummary[];
  }

  /**
   * A run as it stands, with all its events so far.
   */
  async snapshot(run: string): Promise<Snapshot> {
    const reply = await this._request(URLExt.join('runs', encode(run)));
    const snapshot = (await reply.json()) as Snapshot;
    return { ...snapshot, events: snapshot.events.map(decodeEvent) };
  }

  /**
   * Stop a run; nothing happens if it has ended.
   */
  async stop(run: string): Promise<void> {
    await this._request(URLExt.join('runs', encode(run)), { method: 'DELETE' });
  }

  private async _request(path: string, init = {}): Promise<Response> {
    const url = URLExt.join(this._settings.baseUrl, 'ai-jup', path);
    const reply = await this._send(url, init);
    if (!reply.ok) {
      throw new RequestError(await refusal(reply));
    }
    return reply;
  }

  private async _send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this._settings);
    } catch {
      throw new RequestError({
        code: 'server-unreachable',
        message: 'The Jupyter server cannot be reached.',
        hint: 'Check that it is running, then run the prompt again.'
      });
    }
  }
}

function encode(part: string): string {
  return encodeURIComponent(part);
}

async function refusal(reply: Response): Promise<ErrorDetail> {
  const body: unknown = await reply.json().catch(() => null);
  return (
    decodeErrorReply(body) ?? {
      code: `http-${reply.status}`,
      message: `The Jupyter server answered ${reply.status} ${reply.statusText}.`,
      hint: 'Check that the ai-jup server extension is enabled: jupyter server extension list.'
    }
  );
}
