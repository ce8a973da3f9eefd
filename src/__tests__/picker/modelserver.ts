import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';

import { ModelStore } from '../../picker/modelstore';
import type {
  Availabilities,
  ConnectionFailed,
  ConnectionWorks,
  DefaultModel,
  ErrorDetail,
  Models,
  ModelStatus,
  ProviderEntry
} from '../../wire/generated';
import { ModelClient } from '../../wire/modelclient';
import { MODELS, provider } from './knownmodels';

const LABELS = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Google Gemini'
};

/**
 * What the server says of models, providers and keys, played by a test, which changes it as it likes. It is met where the
 * page sends its requests: all that reads and shows the replies is the real thing.
 */
export class ModelServer {
  models: Models = MODELS;
  /** All have keys. */
  providers: readonly ProviderEntry[] = Object.entries(LABELS).map(
    ([id, label]) => ({
      ...provider(id, true),
      label,
      env_vars: [`${id.toUpperCase()}_API_KEY`]
    })
  );
  defaultModel: DefaultModel = {
    name: null,
    model: null,
    locked: false,
    problem: null
  };
  availability: Availabilities = {};
  /** Of models that the lists do not have. */
  statuses: readonly ModelStatus[] = [];

  /** How tests end, by model; that of another model does not end. */
  tests: Record<string, ConnectionFailed | ConnectionWorks> = {};

  /** Why a key is refused. */
  refusal: ErrorDetail | null = null;

  /** The addresses below `ai-jup/` at which nothing answers. */
  readonly lost = new Set<string>();

  /** The addresses that were asked, in order. */
  readonly asked: string[] = [];

  /** What was sent along, in order; a method where nothing was. */
  readonly sent: string[] = [];

  /** The models whose tests the page has given up. */
  readonly cancelled: string[] = [];

  /** What a page knows of it. */
  readonly store = new ModelStore(
    new ModelClient({
      settings: ServerConnection.makeSettings({
        baseUrl: 'http://host/',
        fetch: (input, init) => this._reply(new Request(input, init))
      }),
      trans: nullTranslator.load('ai_jup')
    })
  );

  /**
   * From now on it has no key.
   *
   * @param storage - where a key from Settings would be kept; null where none is taken
   */
  loseKeys(storage: ProviderEntry['storage'] = null): void {
    this.providers = this.providers.map(known => ({
      ...known,
      configured: false,
      source: null,
      storage,
      remedy: 'Enter a key in Settings.',
      remedy_in_settings: 'Enter a key below.'
    }));
  }

  private async _reply(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace('/ai-jup/', '');
    this.asked.push(path);
    if (this.lost.has(path)) {
      throw new TypeError('Failed to fetch');
    }
    const [kind, id] = path.split('/');
    switch (kind) {
      case 'models':
        return Response.json(this.models);
      case 'providers':
        return Response.json(this.providers);
      case 'default-model':
        return Response.json(this.defaultModel);
      case 'availability':
        return Response.json(this.availability);
      case 'model':
        return Response.json(this._statusOf(searchParams.get('name')!));
      case 'test-connection':
        return this._test(request);
      case 'keys':
        return this._changeKey(request, id);
      case 'warm':
        return new Response(null, { status: 204 });
      default:
        return new Response(null, { status: 404, statusText: 'Not Found' });
    }
  }

  private _statusOf(name: string): ModelStatus {
    const known = this.statuses.find(status => status.name === name);
    const message = `'${name}' is not in the list of models.`;
    const unknown = { state: 'unknown', entry: null, successor: null } as const;
    return known ?? { name, message, ...unknown };
  }

  private async _test(request: Request): Promise<Response> {
    const sent = await request.text();
    this.sent.push(sent);
    const { model } = JSON.parse(sent) as { model: string };
    const result = this.tests[model];
    return result
      ? Response.json(result)
      : new Promise((_, reject) => {
          request.signal.addEventListener('abort', () => {
            this.cancelled.push(model);
            reject(new Error('aborted'));
          });
        });
  }

  private async _changeKey(request: Request, id: string): Promise<Response> {
    const isGiven = request.method === 'PUT';
    const sent = isGiven ? await request.text() : request.method;
    this.sent.push(sent);
    if (this.refusal) {
      return Response.json({ error: this.refusal }, { status: 422 });
    }
    const source = isGiven ? ('settings' as const) : null;
    this.providers = this.providers.map(known =>
      known.id === id ? { ...known, configured: isGiven, source } : known
    );
    return Response.json(this.providers.find(known => known.id === id));
  }
}

/** What a test says that went well. */
export function works(model: string): ConnectionWorks {
  return { success: true, model, seconds: 1.23, simulated: false };
}

/** What a test says that did not. */
export function failed(
  model: string,
  why: Omit<ConnectionFailed, 'success' | 'model'>
): ConnectionFailed {
  return { success: false, model, ...why };
}
