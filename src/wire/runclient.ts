import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';

import { decodeEvent } from './decode';
import type {
  ConsentRequest,
  PromptRequest,
  RunReference,
  RunSummary,
  Snapshot
} from './generated';
import { RequestError, json, request } from './http';

export { RequestError } from './http';

/** The code for a kernel that is none of the server's. */
const LOST = 'kernel-unknown';

/**
 * The requests of the protocol. All of them throw a `RequestError`.
 */
export class RunClient {
  constructor(private _settings: ServerConnection.ISettings) {}

  /**
   * Start a run.
   *
   * @returns the run's id
   *
   * #### Notes
   * A notebook whose server was restarted names a kernel that is gone: then it has none, which a prompt without
   * references does not need.
   */
  async start(prompt: PromptRequest): Promise<string> {
    try {
      return await this._start(prompt);
    } catch (reason) {
      if (reason instanceof RequestError && reason.detail.code === LOST) {
        const notebook = { ...prompt.notebook, kernel_id: null };
        return this._start({ ...prompt, notebook });
      }
      throw reason;
    }
  }

  /**
   * The runs of a notebook that are live, or ended and not yet claimed.
   */
  async list(path: string): Promise<RunSummary[]> {
    const query = URLExt.objectToQueryString({ notebook: path });
    const reply = await request(this._settings, `runs${query}`);
    return (await reply.json()) as RunSummary[];
  }

  /**
   * A run as it stands, with all its events so far.
   */
  async snapshot(run: string): Promise<Snapshot> {
    const reply = await request(this._settings, address(run));
    const snapshot = (await reply.json()) as Snapshot;
    return { ...snapshot, events: snapshot.events.map(decodeEvent) };
  }

  /**
   * Stop a run; nothing happens if it has ended.
   */
  async stop(run: string): Promise<void> {
    await request(this._settings, address(run), { method: 'DELETE' });
  }

  /**
   * Answer for the user whether a call may be made.
   */
  async consent(run: string, answer: ConsentRequest): Promise<void> {
    const path = URLExt.join(address(run), 'consent');
    await request(this._settings, path, json('POST', answer));
  }

  private async _start(prompt: PromptRequest): Promise<string> {
    const init = json('POST', prompt);
    const reply = await request(this._settings, 'prompt', init);
    return ((await reply.json()) as RunReference).run;
  }
}

function address(run: string): string {
  return URLExt.join('runs', encodeURIComponent(run));
}
