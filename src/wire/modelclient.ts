import { URLExt } from '@jupyterlab/coreutils';

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
import type { IServer } from './http';
import { request } from './http';
import { warm } from './warm';

/**
 * The requests about models, providers and keys. All of them throw a `RequestError`, but for `warm`.
 */
export class ModelClient {
  constructor(private _server: IServer) {}

  /**
   * Each provider's models, in display order.
   */
  models(): Promise<Models> {
    return request(this._server, 'models');
  }

  /**
   * The providers, and whether the server has their keys.
   */
  providers(): Promise<Providers> {
    return request(this._server, 'providers');
  }

  /**
   * What answers where nothing names a model.
   */
  defaultModel(): Promise<DefaultModel> {
    return request(this._server, 'default-model');
  }

  /**
   * What the keys may use. Slow: the server asks the providers.
   */
  availability(): Promise<Availabilities> {
    return request(this._server, 'availability');
  }

  /**
   * What became of a model that something names.
   */
  status(name: string): Promise<ModelStatus> {
    return request(
      this._server,
      `model${URLExt.objectToQueryString({ name })}`
    );
  }

  /**
   * Ask a model for as little as it allows.
   */
  test(
    model: string,
    signal: AbortSignal
  ): Promise<ConnectionWorks | ConnectionFailed> {
    const body: ConnectionRequest = { model };
    return request(this._server, 'test-connection', {
      method: 'POST',
      body,
      signal
    });
  }

  /**
   * Give the server a provider's key.
   */
  saveKey(provider: string, key: string): Promise<ProviderEntry> {
    const body: KeyRequest = { key };
    return request(this._server, address(provider), { method: 'PUT', body });
  }

  /**
   * Have the server forget a provider's key.
   */
  removeKey(provider: string): Promise<ProviderEntry> {
    return request(this._server, address(provider), { method: 'DELETE' });
  }

  /**
   * A model may be tested, or asked.
   */
  warm(): Promise<void> {
    return warm(this._server);
  }
}

function address(provider: string): string {
  return URLExt.join('keys', encodeURIComponent(provider));
}
