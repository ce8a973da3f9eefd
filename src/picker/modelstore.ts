import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IModelStore, IModelsState } from '../tokens';
import type {
  ConnectionFailed,
  ConnectionWorks,
  ErrorDetail,
  ProviderEntry
} from '../wire/generated';
import { RequestError } from '../wire/http';
import type { ModelClient } from '../wire/modelclient';

const NOTHING: IModelsState = {
  phase: 'idle',
  error: null,
  models: {},
  providers: [],
  serverDefault: null,
  availability: {},
  statuses: {}
};

/** What a test says when the server has no key any more, or another one. */
const OF_KEY = new Set(['key-missing', 'key-rejected']);

/**
 * The models and providers that the server offers, read over HTTP.
 */
export class ModelStore implements IModelStore {
  constructor(private _client: ModelClient) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IModelsState {
    return this._state;
  }

  async load(): Promise<void> {
    if (this._state.phase !== 'ready') {
      await this.refresh();
    }
  }

  refresh(): Promise<void> {
    return this._share(false);
  }

  async renew(): Promise<void> {
    if (this._state.phase !== 'idle') {
      await this._share(true);
    }
  }

  async checkAvailability(): Promise<void> {
    const availability = await orNull(this._client.availability());
    if (availability) {
      this._set({ availability });
      await this._chooseAgain();
    }
  }

  async inquire(name: string): Promise<void> {
    if (this._state.statuses[name] || this._inquiries.has(name)) {
      return;
    }
    this._inquiries.add(name);
    const status = await orNull(this._client.status(name));
    this._inquiries.delete(name);
    if (status) {
      this._set({ statuses: { ...this._state.statuses, [name]: status } });
    }
  }

  async test(
    model: string,
    signal: AbortSignal
  ): Promise<ConnectionWorks | ConnectionFailed> {
    const result = await this._client.test(model, signal);
    if (!result.success && OF_KEY.has(result.code)) {
      await this.renew();
    }
    return result;
  }

  async setKey(provider: string, key: string | null): Promise<void> {
    const entry =
      key === null
        ? await this._client.removeKey(provider)
        : await this._client.saveKey(provider, key);
    this._replace(entry);
    // the simulator comes and goes with the keys, and so does the default
    await this.refresh();
    void this.checkAvailability();
  }

  /** What the server chooses and offers is, from now on, what the keys may use. */
  private async _chooseAgain(): Promise<void> {
    const [serverDefault, found] = await Promise.all([
      orNull(this._client.defaultModel()),
      this._askStatuses()
    ]);
    const statuses = { ...this._state.statuses, ...found };
    this._set({
      serverDefault: serverDefault ?? this._state.serverDefault,
      statuses
    });
  }

  /** What became, by now, of the models that were asked for. */
  private async _askStatuses(): Promise<IModelsState['statuses']> {
    const names = Object.keys(this._state.statuses);
    const asked = await Promise.all(
      names.map(name => orNull(this._client.status(name)))
    );
    const known = asked.filter(status => status !== null);
    return Object.fromEntries(known.map(one => [one.name, one]));
  }

  private _replace(entry: ProviderEntry): void {
    const availability = { ...this._state.availability };
    delete availability[entry.id];
    const providers = this._state.providers.map(provider =>
      provider.id === entry.id ? entry : provider
    );
    this._set({ providers, availability });
  }

  private _share(keeps: boolean): Promise<void> {
    this._reading ??= this._read(keeps).finally(() => {
      this._reading = null;
    });
    return this._reading;
  }

  private async _read(keeps: boolean): Promise<void> {
    if (this._state.phase !== 'ready') {
      this._set({ phase: 'loading', error: null });
    }
    const serverDefault = orNull(this._client.defaultModel());
    const statuses = this._askStatuses();
    try {
      const [models, providers] = await Promise.all([
        this._client.models(),
        this._client.providers()
      ]);
      const known = { models, providers, serverDefault: await serverDefault };
      const became = await statuses;
      this._set({ phase: 'ready', error: null, statuses: became, ...known });
    } catch (error) {
      if (!keeps || this._state.phase !== 'ready') {
        this._set({ phase: 'failed', error: detailOf(error) });
      }
    }
  }

  private _set(changes: Partial<IModelsState>): void {
    this._state = { ...this._state, ...changes };
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _inquiries = new Set<string>();
  private _reading: Promise<void> | null = null;
  private _state = NOTHING;
}

/**
 * What went wrong, for people.
 */
export function detailOf(error: unknown): ErrorDetail {
  return error instanceof RequestError
    ? error.detail
    : { code: 'unexpected', message: String(error), hint: '' };
}

/** What is good to know and not needed; the server may be older than the page. */
function orNull<T>(reply: Promise<T>): Promise<T | null> {
  return reply.catch(() => null);
}
