import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { decodeErrorReply } from './decode';
import type { ErrorDetail } from './generated';
import { pageLanguage } from './pagelanguage';

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
 * Whether an error is not ai-jup's own word: something else has answered, or nothing.
 */
export function isUnreached({ code }: ErrorDetail): boolean {
  return /^(http-|server-)/.test(code);
}

/**
 * The server, and the language in which it is said what went wrong on the way there.
 */
export interface IServer {
  readonly settings: ServerConnection.ISettings;
  readonly trans: TranslationBundle;
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
 * @param path - the address below `ai-jup/`, encoded
 * @returns the body of the reply, as the protocol has it; null for an empty one
 * @throws RequestError if the server cannot be reached or refuses
 */
export async function request<T>(
  { settings, trans }: IServer,
  path: string,
  { method = 'GET', body, signal }: IRequest = {}
): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'ai-jup', path);
  const headers: Record<string, string> = { 'Accept-Language': pageLanguage() };
  if (body) {
    headers['Content-Type'] = 'application/json';
  }
  const init = { method, signal, headers, body: body && JSON.stringify(body) };
  const reply = await ServerConnection.makeRequest(url, init, settings).catch(
    () => {
      throw new RequestError(unreachable(trans));
    }
  );
  if (!reply.ok) {
    throw new RequestError(await refusal(reply, trans));
  }
  return (reply.status === NO_CONTENT ? null : await reply.json()) as T;
}

async function refusal(
  reply: Response,
  trans: TranslationBundle
): Promise<ErrorDetail> {
  const body: unknown = await reply.json().catch(() => null);
  return (
    decodeErrorReply(body) ?? {
      code: `http-${reply.status}`,
      ...unknownRefusal(reply, trans)
    }
  );
}

/** What is not in the server's own words. */
function unknownRefusal(
  { status, statusText }: Response,
  trans: TranslationBundle
): Pick<ErrorDetail, 'message' | 'hint'> {
  const said = `${status} ${statusText}`.trim();
  if (OF_PROXIES.includes(status)) {
    return {
      message: trans.__(
        'A proxy in front of the Jupyter server answered %1.',
        said
      ),
      hint: trans.__(
        'The server may have stopped, or was too slow for the proxy. Try again; if it stays so, ask the administrator to look at the proxy.'
      )
    };
  }
  // the server itself refuses in its own words
  if (status === STOPPED || (IN_FRONT.includes(status) && isOnHub())) {
    return {
      message: trans.__(
        'The hub (JupyterHub) answered %1 in place of your Jupyter server.',
        said
      ),
      hint: trans.__(
        'Your server may have been stopped, or your login may have ended: start it again (File → Hub Control Panel), then run the prompt again.'
      )
    };
  }
  if (IN_FRONT.includes(status)) {
    return {
      message: trans.__(
        'A proxy in front of the Jupyter server answered %1.',
        said
      ),
      hint: trans.__(
        'Your login may have ended: load the page again, and log in. If it stays so, ask the administrator to look at the proxy.'
      )
    };
  }
  return {
    message: trans.__('The Jupyter server answered %1.', said),
    hint: status === 413 ? tooLarge(trans) : notOurs(trans)
  };
}

/** Bad Gateway, Service Unavailable, Gateway Timeout. */
const OF_PROXIES = [502, 503, 504];

/** Unauthorized, Forbidden. */
const IN_FRONT = [401, 403];

/** Failed Dependency: what JupyterHub answers in place of a user's server that it has stopped. */
const STOPPED = 424;

function isOnHub(): boolean {
  return PageConfig.getOption('hubPrefix') !== '';
}

const NO_CONTENT = 204;

function unreachable(trans: TranslationBundle): ErrorDetail {
  return {
    code: 'server-unreachable',
    message: trans.__('The Jupyter server cannot be reached.'),
    hint: trans.__('Check that it is running, then try again.')
  };
}

function tooLarge(trans: TranslationBundle): string {
  return trans.__(
    'The notebook is larger than a proxy or the server takes: clear large outputs above the prompt, or ask the administrator to allow larger requests.'
  );
}

function notOurs(trans: TranslationBundle): string {
  return trans.__(
    'Look for ai-jup in the log of the server, and check that its extension is enabled: jupyter server extension list.'
  );
}
