import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  Availabilities,
  ConnectionFailed,
  ConnectionWorks,
  DefaultModel,
  ErrorDetail,
  Models,
  ModelStatus,
  ProviderEntry
} from '../wire/generated';
import type { ModelClient } from '../wire/models';
import { RequestError } from '../wire/request';

/**
 * What is known of models and providers.
 */
export interface IModelsState {
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  /** Why the lists could not be read. */
  readonly error: ErrorDetail | null;
  readonly models: Models;
  readonly providers: readonly ProviderEntry[];
  /** `null` while it is not known. */
  readonly serverDefault: DefaultModel | null;
  /** By provider; empty until the providers were asked. */
  readonly availability: Availabilities;
  /** Of models that are in no list, by name. */
  readonly statuses: Readonly<Record<string, ModelStatus>>;
}

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
 * The models and providers that the server offers. It asks for nothing before it is told to load.
 */
export class ModelStore {
  constructor(private _client: ModelClient) {}

  /**
   * Emitted with every new state.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IModelsState {
    return this._state;
  }

  /**
   * Read the lists if they are not known.
   */
  async load(): Promise<void> {
    if (this._state.phase !== 'ready') {
      await this.refresh();
    }
  }

  /**
   * Read the lists. What is known stays until the reply has come; calls that overlap share one.
   */
  refresh(): Promise<void> {
    return this._share(false);
  }

  /**
   * Read the lists again if they were read: another window may have changed the keys. What is known stays if they
   * cannot be read.
   */
  async renew(): Promise<void> {
    if (this._state.phase !== 'idle') {
      await this._share(true);
    }
  }

  /**
   * Ask which of the listed models the keys may use.
   */
  async checkAvailability(): Promise<void> {
    const availability = await orNull(this._client.availability());
    if (availability) {
      this._set({ availability });
      await this._chooseAgain();
    }
  }

  /**
   * Ask what became of a model, unless that is known.
   */
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

  /**
   * Ask a model for as little as it allows. Where its key is at fault, what is known of the keys is read again before
   * that is told.
   *
   * @throws RequestError
   */
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

  /**
   * Give the server a provider's key; `null` has it forget the one it has.
   *
   * @throws RequestError
   */
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
