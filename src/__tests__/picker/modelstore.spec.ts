import { describe, expect, it } from 'vitest';

import { ModelStore } from '../../picker/modelstore';
import type { ModelStatus, ProviderEntry } from '../../wire/generated';
import { RequestError } from '../../wire/http';
import type { ModelClient } from '../../wire/modelclient';

const REFUSED = new RequestError({
  code: 'http-404',
  message: 'The Jupyter server answered 404 Not Found.',
  hint: 'Check it.'
});

const OPENAI: ProviderEntry = {
  id: 'openai',
  label: 'OpenAI',
  configured: false,
  source: null,
  env_vars: ['OPENAI_API_KEY'],
  storage: 'keyring',
  remedy: 'Set OPENAI_API_KEY.',
  remedy_in_settings: 'Give it below, or set OPENAI_API_KEY.'
};

const GONE: ModelStatus = {
  name: 'openai/gone',
  state: 'unknown',
  entry: null,
  message: 'It is gone.',
  successor: null
};

const NO_KEY = {
  success: false,
  error: 'API key missing',
  code: 'key-missing',
  details: 'There is no key.',
  hint: 'Give one.'
} as const;

/** A client of a server that knows less than the page. */
class OldServer {
  asked: string[] = [];
  providerList = [OPENAI];
  fails = false;

  models = () => this._answer('models', { openai: [] });
  providers = () => this._answer('providers', this.providerList);
  defaultModel = () => this._refuse('default-model');
  availability = () => this._refuse('availability');
  status = (name: string) => this._refuse(`model ${name}`);
  test = (model: string) => this._answer(`test ${model}`, { ...NO_KEY, model });
  saveKey = (provider: string) => {
    this.providerList = [{ ...OPENAI, configured: true, source: 'settings' }];
    return this._answer(`save ${provider}`, this.providerList[0]);
  };

  private _answer<T>(what: string, value: T): Promise<T> {
    this.asked.push(what);
    return this.fails ? Promise.reject(REFUSED) : Promise.resolve(value);
  }

  private _refuse(what: string): Promise<never> {
    this.asked.push(what);
    return Promise.reject(REFUSED);
  }
}

function open() {
  const server = new OldServer();
  return { server, store: new ModelStore(server as unknown as ModelClient) };
}

describe('what is known of models', () => {
  it('is not asked for before it is needed', async () => {
    const { server, store } = open();
    expect(server.asked).toEqual([]);
    await Promise.all([store.load(), store.load()]);
    await store.load();
    expect(server.asked).toEqual(['default-model', 'models', 'providers']);
  });

  it('does without what an older server does not know', async () => {
    const { store } = open();
    await store.load();
    await store.checkAvailability();
    await store.inquire('openai/retired');
    expect(store.state).toEqual({
      phase: 'ready',
      error: null,
      models: { openai: [] },
      providers: [OPENAI],
      serverDefault: null,
      availability: {},
      statuses: {}
    });
  });

  it('asks again what is offered once the server knows what the keys may use', async () => {
    const { server, store } = open();
    const status = (successor: string) => (name: string) =>
      Promise.resolve({ ...GONE, name, successor });
    Object.assign(server, {
      status: status('openai/newest'),
      availability: () => {
        Object.assign(server, { status: status('openai/usable') });
        return Promise.resolve({});
      }
    });
    await store.load();
    await store.inquire('openai/gone');
    await store.checkAvailability();
    expect(store.state.statuses).toEqual({
      'openai/gone': { ...GONE, successor: 'openai/usable' }
    });
  });

  it('says why it cannot be read, and is read again', async () => {
    const { server, store } = open();
    server.fails = true;
    await store.load();
    expect(store.state.phase).toBe('failed');
    expect(store.state.error).toEqual(REFUSED.detail);
    server.fails = false;
    await store.refresh();
    expect(store.state.phase).toBe('ready');
  });

  it('is read again when the user comes back, if it was read', async () => {
    const { server, store } = open();
    await store.renew();
    expect(server.asked).toEqual([]);
    await store.load();
    server.providerList = [{ ...OPENAI, configured: true, source: 'settings' }];
    await store.renew();
    expect(store.state.providers).toEqual(server.providerList);
  });

  it('stays when the server is away as the user comes back', async () => {
    const { server, store } = open();
    await store.load();
    const before = store.state;
    server.fails = true;
    await store.renew();
    expect(store.state).toEqual(before);
    server.fails = false;
  });

  it('keeps what became of a model until that is told anew', async () => {
    const { server, store } = open();
    const seen = new Set<string | undefined>();
    Object.assign(server, { status: () => Promise.resolve(GONE) });
    await store.load();
    await store.inquire(GONE.name);
    store.changed.connect(() => {
      seen.add(store.state.statuses[GONE.name]?.message);
    });
    const back = { ...GONE, message: 'It is back.' };
    Object.assign(server, { status: () => Promise.resolve(back) });
    await store.renew();
    expect([...seen]).toEqual(['It is back.']);
  });

  it('is read again when a test finds no key', async () => {
    const { server, store } = open();
    server.providerList = [{ ...OPENAI, configured: true, source: 'env' }];
    await store.load();
    server.providerList = [OPENAI];
    const { signal } = new AbortController();
    expect(await store.test('openai/gpt-6', signal)).toEqual({
      ...NO_KEY,
      model: 'openai/gpt-6'
    });
    expect(store.state.providers).toEqual([OPENAI]);
  });

  it('has a new key and no trace of it', async () => {
    const { store } = open();
    await store.load();
    await store.setKey('openai', 'sk-secret');
    expect(store.state.providers[0].configured).toBe(true);
    expect(JSON.stringify(store.state)).not.toContain('sk-secret');
  });

  describe('does not become what was true before a key changed', () => {
    const KEYED: ProviderEntry = {
      ...OPENAI,
      configured: true,
      source: 'settings'
    };
    const OLD = { openai: { state: 'no-key', models: [] } };
    const NEW = { openai: { state: 'known', models: [] } };

    /** Have requests of a kind answered when the test says so, with what was true when they came. */
    function slow(server: OldServer, kind: string, value: () => unknown) {
      const answers: (() => void)[] = [];
      const request = () => {
        const then = value();
        return new Promise(resolve => answers.push(() => resolve(then)));
      };
      Object.assign(server, { [kind]: request });
      return answers;
    }

    /** Answer all that is asked until nothing is any more. */
    async function answerAll(answers: (() => void)[]): Promise<void> {
      for (let at = 0; at < answers.length; at++) {
        answers[at]();
        await new Promise(resolve => setTimeout(resolve));
      }
    }

    it('when the lists were being read', async () => {
      const { server, store } = open();
      await store.load();
      const answers = slow(server, 'providers', () => server.providerList);
      const read = store.refresh();
      const saved = store.setKey('openai', 'sk-secret');
      await answerAll(answers);
      await Promise.all([read, saved]);
      expect(store.state.providers).toEqual([KEYED]);
      expect(answers).toHaveLength(2);
    });

    it('when the lists have just been read', async () => {
      const { server, store } = open();
      await store.load();
      const answers = slow(server, 'providers', () => server.providerList);
      const read = store.refresh();
      const before = server.saveKey;
      // its reply comes together with the lists
      Object.assign(server, {
        saveKey: async (provider: string) => {
          answers[0]();
          return before(provider);
        }
      });
      const saved = store.setKey('openai', 'sk-secret');
      await answerAll(answers);
      await Promise.all([read, saved]);
      expect(store.state.providers).toEqual([KEYED]);
    });

    it('when it was being asked what the keys may use', async () => {
      const { server, store } = open();
      await store.load();
      const isKeyed = () => server.providerList[0].configured;
      const answers = slow(server, 'availability', () =>
        isKeyed() ? NEW : OLD
      );
      const checked = store.checkAvailability();
      await store.setKey('openai', 'sk-secret');
      // the newer answer comes first
      answers.at(-1)?.();
      await answerAll(answers);
      await checked;
      expect(store.state.availability).toEqual(NEW);
    });

    it('when it was being asked what became of a model', async () => {
      const { server, store } = open();
      await store.load();
      const answers = slow(server, 'status', () => {
        const message = server.providerList[0].configured ? 'new' : 'old';
        return { ...GONE, message };
      });
      const asked = store.inquire(GONE.name);
      await store.setKey('openai', 'sk-secret');
      await answerAll(answers);
      await asked;
      expect(store.state.statuses[GONE.name].message).toBe('new');
    });

    it('when a test finds that the server has no key any more', async () => {
      const { server, store } = open();
      server.providerList = [KEYED];
      await store.load();
      const answers = slow(server, 'providers', () => server.providerList);
      void store.renew();
      server.providerList = [OPENAI];
      const { signal } = new AbortController();
      const tested = store.test('openai/gpt-6', signal);
      await new Promise(resolve => setTimeout(resolve));
      await answerAll(answers);
      await tested;
      expect(store.state.providers).toEqual([OPENAI]);
    });

    it('when another window has changed it', async () => {
      const { server, store } = open();
      await store.load();
      const answers = slow(server, 'availability', () =>
        server.providerList[0].configured ? NEW : OLD
      );
      const checked = store.checkAvailability();
      server.providerList = [KEYED];
      await store.renew();
      await answerAll(answers);
      await checked;
      expect(store.state.availability).toEqual(NEW);
    });
  });

  it('keeps what it has learnt of a model while the lists were read', async () => {
    const { server, store } = open();
    await store.load();
    Object.assign(server, { status: () => Promise.resolve(GONE) });
    await Promise.all([store.refresh(), store.inquire(GONE.name)]);
    expect(store.state.statuses).toEqual({ [GONE.name]: GONE });
  });

  it('stays as it is when a key is refused', async () => {
    const { server, store } = open();
    await store.load();
    server.fails = true;
    await expect(store.setKey('openai', 'sk-secret')).rejects.toBe(REFUSED);
    expect(store.state.phase).toBe('ready');
    expect(store.state.providers).toEqual([OPENAI]);
  });
});
