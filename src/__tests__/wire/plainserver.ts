import type { Poll, Polled } from '../../wire/generated';

/** A request that the server has, and has not answered yet. */
export interface IPoll extends Required<Poll> {
  answer(last: number, messages?: unknown[]): Promise<void>;
  refuse(status: number): Promise<void>;
  /** As where the connection breaks, or nobody is there. */
  fail(): Promise<void>;
  readonly isGivenUp: boolean;
}

/** The server's end of plain requests, played by the test. */
export class PlainServer {
  /** All that it was asked, in order. */
  readonly polls: IPoll[] = [];

  get last(): IPoll {
    return this.polls[this.polls.length - 1];
  }

  readonly fetch = async (
    input: RequestInfo | URL,
    init?: RequestInit
  ): Promise<Response> => {
    const request = new Request(input, init);
    expectPath(request);
    const poll = (await request.json()) as Required<Poll>;
    return new Promise((resolve, reject) => {
      const { signal } = request;
      const settle = async (settles: () => void) => {
        settles();
        // what the page does then takes some turns of its own
        for (let turn = 0; turn < 40; turn++) {
          await Promise.resolve();
        }
      };
      const gone = () => reject(new TypeError('Failed to fetch'));
      signal.addEventListener('abort', gone);
      this.polls.push({
        ...poll,
        answer: (last, messages = []) => {
          const reply = { session: 's1', last, messages } as Polled;
          return settle(() => resolve(Response.json(reply)));
        },
        refuse: status =>
          settle(() => resolve(new Response('<html>', { status }))),
        fail: () => settle(gone),
        get isGivenUp() {
          return signal.aborted;
        }
      });
    });
  };
}

function expectPath({ method, url }: Request): void {
  const { pathname } = new URL(url);
  if (method !== 'POST' || pathname !== '/base/ai-jup/polled-events') {
    throw new Error(`${method} ${pathname}`);
  }
}
