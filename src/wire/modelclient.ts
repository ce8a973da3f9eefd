import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';

import type {
  Availabilities,
  ConnectionFailed,
  ConnectionRequest,
  ConnectionWorks,
  DefaultModel,
  KeyRequest,
  Models,
  ModelStatus,
  ProviderEntry,
  Providers
} from './generated';
import { json, request } from './http';

/**
 * The requests about models, providers and keys. All of them throw a `RequestError`.
 */
export class ModelClient {
  constructor(private _settings: ServerConnection.ISettings) {}

  /**
   * Each provider's models, in display order.
   */
  models(): Promise<Models> {
    return this._read('models');
  }

  /**
   * The providers, and whether the server has their keys.
   */
  providers(): Promise<Providers> {
    return this._read('providers');
  }

  /**
   * What answers where nothing names a model.
   */
  defaultModel(): Promise<DefaultModel> {
    return this._read('default-model');
  }

  /**
   * What the keys may use. Slow: the server asks the providers.
   */
  availability(): Promise<Availabilities> {
    return this._read('availability');
  }

  /**
   * What became of a model that something names.
   */
  status(name: string): Promise<ModelStatus> {
    return this._read(`model${URLExt.objectToQueryString({ name })}`);
  }

  /**
   * Ask a model for as little as it allows.
   */
  test(
    model: string,
    signal: AbortSignal
  ): Promise<ConnectionWorks | ConnectionFailed> {
    const body: ConnectionRequest = { model };
    return this._read('test-connection', { ...json('POST', body), signal });
  }

  /**
   * Give the server a provider's key.
   */
  saveKey(provider: string, key: string): Promise<ProviderEntry> {
    const body: KeyRequest = { key };
    return this._read(address(provider), json('PUT', body));
  }

  /**
   * Have the server forget a provider's key.
   */
  removeKey(provider: string): Promise<ProviderEntry> {
    return this._read(address(provider), { method: 'DELETE' });
  }

  private async _read<T>(path: string, init?: RequestInit): Promise<T> {
    const reply = await request(this._settings, path, init);
    return (await reply.json()) as T;
  }
}

function address(provider: string): string {
  return URLExt.join('keys', encodeURIComponent(provider));
}
