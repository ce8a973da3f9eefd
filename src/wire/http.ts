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
 * Send a request to the server extension.
 *
 * @param settings - the server
 * @param path - the address below `ai-jup/`, encoded
 * @param init - method, body, signal
 * @throws RequestError if the server cannot be reached or refuses
 */
export async function request(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit = {}
): Promise<Response> {
  const url = URLExt.join(settings.baseUrl, 'ai-jup', path);
  const reply = await send(url, init, settings);
  if (!reply.ok) {
    throw new RequestError(await refusal(reply));
  }
  return reply;
}

/**
 * A request's method and body for a value as JSON.
 */
export function json(method: 'POST' | 'PUT', value: unknown): RequestInit {
  const headers = { 'Content-Type': 'application/json' };
  return { method, headers, body: JSON.stringify(value) };
}

async function send(
  url: string,
  init: RequestInit,
  settings: ServerConnection.ISettings
): Promise<Response> {
  try {
    return await ServerConnection.makeRequest(url, init, settings);
  } catch {
    throw new RequestError({
      code: 'server-unreachable',
      message: 'The Jupyter server cannot be reached.',
      hint: 'Check that it is running, then try again.'
    });
  }
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

const TOO_LARGE =
  'The notebook is larger than a proxy or the server takes: clear large outputs above the prompt, or ask the administrator to allow larger requests.';
const NOT_OURS =
  'Look for ai-jup in the log of the server, and check that its extension is enabled: jupyter server extension list.';
