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
import { keySources } from './list/modelrows';

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
 *
 * #### Notes
 * Whatever is read while a key changes may be from before, and is read again before it is kept.
 */
export class ModelStore implements IModelStore {
  constructor(private _client: ModelClient) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IModelsState {
    return this._state;
  }

  warm(): Promise<void> {
    return this._client.warm();
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

  checkAvailability(): Promise<void> {
    return this._readCurrent(
      () => this._askAvailability(),
      found => found && this._set(found)
    );
  }

  async inquire(name: string): Promise<void> {
    if (this._state.statuses[name] || this._inquiries.has(name)) {
      return;
    }
    this._inquiries.add(name);
    await this._readCurrent(
      () => orNull(this._client.status(name)),
      status => {
        this._inquiries.delete(name);
        if (status) {
          this._set({ statuses: { [name]: status } });
        }
      }
    );
  }

  async test(
    model: string,
    signal: AbortSignal
  ): Promise<ConnectionWorks | ConnectionFailed> {
    const result = await this._client.test(model, signal);
    if (!result.success && OF_KEY.has(result.code)) {
      this._version++;
      await this.renew();
    }
    return result;
  }

  async setKey(provider: string, key: string | null): Promise<void> {
    const entry =
      key === null
        ? await this._client.removeKey(provider)
        : await this._client.saveKey(provider, key);
    this._version++;
    this._replace(entry);
    // the simulator comes and goes with the keys, and so does the default
    await this.refresh();
    void this.checkAvailability();
  }

  /**
   * Read something, again if a key has changed meanwhile.
   *
   * @param keep - called with what holds, before anything else can change
   */
  private async _readCurrent<T>(
    read: () => Promise<T>,
    keep: (found: T) => void
  ): Promise<void> {
    let version: number;
    let found: T;
    do {
      version = this._version;
      found = await read();
    } while (version !== this._version);
    keep(found);
  }

  /** What the server offers in place of a model is, from then on, what the keys may use. */
  private async _askAvailability(): Promise<Partial<IModelsState> | null> {
    const availability = await orNull(this._client.availability());
    return (
      availability && { availability, statuses: await this._askStatuses() }
    );
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
    this._reading ??= this._read(keeps);
    return this._reading;
  }

  private _read(keeps: boolean): Promise<void> {
    if (this._state.phase !== 'ready') {
      this._set({ phase: 'loading', error: null });
    }
    return this._readCurrent(
      () => this._askLists(),
      found => {
        this._reading = null;
        if (
          found.phase === 'ready' ||
          !keeps ||
          this._state.phase !== 'ready'
        ) {
          this._keepLists(found);
        }
      }
    );
  }

  private async _askLists(): Promise<Partial<IModelsState>> {
    const serverDefault = orNull(this._client.defaultModel());
    const statuses = this._askStatuses();
    try {
      const [models, providers] = await Promise.all([
        this._client.models(),
        this._client.providers()
      ]);
      const lists = { models, providers, serverDefault: await serverDefault };
      return {
        phase: 'ready',
        error: null,
        statuses: await statuses,
        ...lists
      };
    } catch (error) {
      return { phase: 'failed', error: detailOf(error) };
    }
  }

  private _keepLists(found: Partial<IModelsState>): void {
    const { phase } = this._state;
    const before = keySources(this._state);
    const { providers } = found;
    // in another window: what else is being read may be from before that
    if (
      phase === 'ready' &&
      providers &&
      keySources({ providers }) !== before
    ) {
      this._version++;
    }
    this._set(found);
  }

  private _set({ statuses, ...changes }: Partial<IModelsState>): void {
    const known = { ...this._state.statuses, ...statuses };
    this._state = { ...this._state, ...changes, statuses: known };
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _inquiries = new Set<string>();
  private _reading: Promise<void> | null = null;
  private _state = NOTHING;
  /** Raised by each change of a key. */
  private _version = 0;
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
