import { URLExt } from '@jupyterlab/coreutils';

import { decodeEvent } from './decode';
import type {
  AnswerCell,
  ConsentRequest,
  NotebookTrust,
  PromptRequest,
  RunReference,
  RunSummary,
  Snapshot,
  StaleReply,
  StaleRequest
} from './generated';
import type { IServer } from './http';
import { RequestError, request } from './http';
import { warm } from './warm';

/** The code for a kernel that is none of the server's. */
const LOST = 'kernel-unknown';

/**
 * The requests of the protocol. All of them throw a `RequestError`, but for `warm`.
 */
export class RunClient {
  constructor(private _server: IServer) {}

  /**
   * Start a run.
   *
   * @returns the run's id
   */
  async start(prompt: PromptRequest): Promise<string> {
    return (await this._post<RunReference>('prompt', prompt)).run;
  }

  /**
   * Which answers of a notebook no longer fit what stands above them. No model is asked for it.
   */
  stale(notebook: StaleRequest): Promise<StaleReply> {
    return this._post('stale', notebook);
  }

  /**
   * The runs of a notebook that are live, or ended and not yet acknowledged.
   */
  list(path: string): Promise<RunSummary[]> {
    const query = URLExt.objectToQueryString({ notebook: path });
    return request(this._server, `runs${query}`);
  }

  /**
   * Whether the server has signed a notebook's file for the user, as it is now.
   *
   * @returns null where nothing signs notebooks
   */
  async isSigned(path: string): Promise<boolean | null> {
    const query = URLExt.objectToQueryString({ notebook: path });
    const reply = await request<NotebookTrust>(this._server, `trust${query}`);
    return reply.trusted;
  }

  /**
   * A run as it stands, with all its events so far.
   */
  async snapshot(run: string): Promise<Snapshot> {
    const snapshot = await request<Snapshot>(this._server, address(run));
    return { ...snapshot, events: snapshot.events.map(decodeEvent) };
  }

  /**
   * A run's answer as it would stand in the notebook now.
   */
  answer(run: string): Promise<AnswerCell> {
    return request(this._server, URLExt.join(address(run), 'answer'));
  }

  /**
   * Stop a run; nothing happens if it has ended.
   */
  async stop(run: string): Promise<void> {
    await request(this._server, address(run), { method: 'DELETE' });
  }

  /**
   * Answer for the user whether a call may be made.
   */
  async consent(run: string, answer: ConsentRequest): Promise<void> {
    const path = URLExt.join(address(run), 'consent');
    await request(this._server, path, { method: 'POST', body: answer });
  }

  /**
   * A run may come.
   */
  warm(): Promise<void> {
    return warm(this._server);
  }

  /**
   * A notebook whose server was restarted names a kernel that is gone: then it has none, which a prompt without
   * references does not need.
   */
  private async _post<T>(
    path: string,
    body: PromptRequest | StaleRequest
  ): Promise<T> {
    try {
      return await request<T>(this._server, path, { method: 'POST', body });
    } catch (reason) {
      const { notebook } = body;
      const isLost =
        reason instanceof RequestError && reason.detail.code === LOST;
      if (!isLost || notebook.kernel_id === null) {
        throw reason;
      }
      return this._post(path, {
        ...body,
        notebook: { ...notebook, kernel_id: null }
      });
    }
  }
}

function address(run: string): string {
  return URLExt.join('runs', encodeURIComponent(run));
}
