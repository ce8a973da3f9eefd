import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { decodeErrorReply } from './decode';
import type { ErrorDetail } from './generated';

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
 * What is asked of the server.
 */
export interface IRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: object;
  /** Gives the request up. */
  readonly signal?: AbortSignal;
}

/**
 * Send a request to the server extension.
 *
 * @param settings - the server
 * @param path - the address below `ai-jup/`, encoded
 * @returns the body of the reply, as the protocol has it; null for an empty one
 * @throws RequestError if the server cannot be reached or refuses
 */
export async function request<T>(
  settings: ServerConnection.ISettings,
  path: string,
  { method = 'GET', body, signal }: IRequest = {}
): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'ai-jup', path);
  const sent = body && {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body)
  };
  const init = { method, signal, ...sent };
  const reply = await ServerConnection.makeRequest(url, init, settings).catch(
    () => {
      throw new RequestError(UNREACHABLE);
    }
  );
  if (!reply.ok) {
    throw new RequestError(await refusal(reply));
  }
  return (reply.status === NO_CONTENT ? null : await reply.json()) as T;
}

async function refusal(reply: Response): Promise<ErrorDetail> {
  const body: unknown = await reply.json().catch(() => null);
  return (
    decodeErrorReply(body) ?? {
      code: `http-${reply.status}`,
      message: `The Jupyter server answered ${reply.status} ${reply.statusText}.`,
      hint: reply.status === 413 ? TOO_LARGE : NOT_OURS
    }
  );
}

const NO_CONTENT = 204;
const UNREACHABLE: ErrorDetail = {
  code: 'server-unreachable',
  message: 'The Jupyter server cannot be reached.',
  hint: 'Check that it is running, then try again.'
};
const TOO_LARGE =
  'The notebook is larger than a proxy or the server takes: clear large outputs above the prompt, or ask the administrator to allow larger requests.';
const NOT_OURS =
  'Look for ai-jup in the log of the server, and check that its extension is enabled: jupyter server extension list.';
