import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { SendFacts } from '../../../running/sendquestion/sendfacts';
import type {
  ContextReply,
  DefaultModel,
  ErrorDetail,
  ModelEntry,
  ModelStatus,
  PromptRequest
} from '../../../wire/generated';
import { RequestError } from '../../../wire/http';

const REQUEST = { model: 'a/b' } as PromptRequest;
const CONTEXT = { tokens: 1, refusal: null } as ContextReply;
const ENTRY = { name: 'a/b', label: 'B' } as ModelEntry;
const SERVER = { name: 'a/b' } as DefaultModel;
const NONE = {
  context: null,
  refusal: null,
  server: null,
  providers: [],
  entries: new Map()
};

/** A server that answers at once, slowly, or never. */
class Server {
  context: () => Promise<ContextReply> = () => Promise.resolve(CONTEXT);
  seconds = 0;
  readonly reads: boolean[] = [];
  signal: AbortSignal | null = null;

  readonly facts = new SendFacts(
    {
      ask: (_, readsValues, signal) => {
        this.reads.push(readsValues);
        this.signal = signal;
        return this.context();
      }
    },
    {
      defaultModel: () => this._later(SERVER),
      providers: () => this._later([]),
      status: name =>
        this._later({
          name,
          entry: name === 'a/b' ? ENTRY : null
        } as ModelStatus)
    }
  );

  private async _later<T>(reply: T): Promise<T> {
    await new Promise(done => setTimeout(done, this.seconds * 1_000));
    return reply;
  }
}

describe('What is known of a prompt before it is sent', () => {
  let server: Server;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  async function about(seconds = 1) {
    const known = server.facts.about(REQUEST, ['a/b', 'a/none']);
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    return known;
  }

  it('is read without the kernel', async () => {
    expect(await about()).toEqual({
      context: CONTEXT,
      refusal: null,
      server: SERVER,
      providers: [],
      entries: new Map([['a/b', ENTRY]])
    });
    expect(server.reads).toEqual([false]);
  });

  it('has the price, however long the rest takes to be counted', async () => {
    server.context = () => new Promise(() => undefined);
    server.seconds = 3;
    const known = await about(3);
    const entries = new Map([['a/b', ENTRY]]);
    expect(known).toEqual({ ...NONE, server: SERVER, entries });
    expect(server.signal?.aborted).toBe(true);
  });

  it('is what has come in time', async () => {
    server.context = () => new Promise(() => undefined);
    server.seconds = 12;
    const known = await about(10);
    expect(known).toEqual(NONE);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(known).toEqual(NONE);
  });

  const detail: ErrorDetail = { code: 'key-missing', message: 'No.', hint: '' };

  it.each([
    ['is refused', () => Promise.reject(new RequestError(detail))],
    [
      'is larger than a proxy lets through',
      () => Promise.reject(new RequestError({ ...detail, code: 'http-413' })),
      'http-413'
    ],
    ['is too large', () => Promise.resolve({ ...CONTEXT, refusal: detail })]
  ])('is why nothing can be sent: it %s', async (_, context, code?: string) => {
    server.context = context;
    expect((await about()).refusal).toEqual(
      code ? { ...detail, code } : detail
    );
  });

  it.each(['server-unreachable', 'http-502'])(
    'is no refusal where the server is away: %s',
    async code => {
      const error = new RequestError({ ...detail, code });
      server.context = () => Promise.reject(error);
      expect((await about()).refusal).toBeNull();
    }
  );
});
