import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import type { IConnection } from '../../runstate/run';
import type {
  AnswerCell,
  ConsentRequest,
  Event,
  PromptRequest,
  RunBegan,
  RunSummary,
  StaleReply,
  StaleRequest,
  WriterTurn
} from '../../wire/generated';
import type { IFollower, Writes } from '../../wire/socket';

interface IFollowed {
  readonly run: string;
  readonly follower: IFollower;
  readonly writes: Writes;
}

type Tell = (began: RunBegan) => void;

type Request =
  | 'start'
  | 'list'
  | 'snapshot'
  | 'answer'
  | 'stop'
  | 'consent'
  | 'stale'
  | 'trust'
  | 'warm';

/** An event without what the server adds to it. */
export type Told = { readonly type: Event['type'] } & Record<string, unknown>;

/**
 * The server's side of runs, played by a test: it says what comes of them, and when requests are answered.
 */
export class PlayedServer {
  /** The requests that have come, in order. */
  readonly asked: Request[] = [];
  readonly started: PromptRequest[] = [];
  readonly stopped: string[] = [];
  readonly consents: (ConsentRequest & { run: string })[] = [];
  readonly acknowledged: string[] = [];
  /** Those who follow runs now, in one window or several. */
  readonly followers = new Set<IFollowed>();
  /** Those who are told of the runs that begin in a notebook. */
  readonly watchers = new Set<{ notebook: string; tell: Tell }>();
  readonly staleAsked: StaleRequest[] = [];
  listed: RunSummary[] = [];
  /** What it says of a notebook's answers. */
  checkAnswers: (request: StaleRequest) => StaleReply = ({ cells }) => ({
    answers: [],
    digests: cells.map((_, at) => `digest-${at}`),
    values_read: false
  });
  /** Whether it has signed the notebook's file. */
  hasSigned: boolean | null = true;

  readonly connection = {
    client: {
      start: async (request: PromptRequest) => {
        const run = `run-${this.started.push(request)}`;
        await this._answer('start');
        return run;
      },
      list: async () => {
        await this._answer('list');
        return this.listed;
      },
      snapshot: async (run: string) => {
        await this._answer('snapshot');
        return { run, state: 'running', text: '', events: this._eventsOf(run) };
      },
      answer: async (run: string) => {
        const answer = written(this._eventsOf(run));
        await this._answer('answer');
        return answer;
      },
      stop: async (run: string) => {
        this.stopped.push(run);
        await this._answer('stop');
      },
      consent: async (run: string, answer: ConsentRequest) => {
        this.consents.push({ run, ...answer });
        await this._answer('consent');
      },
      stale: async (request: StaleRequest) => {
        this.staleAsked.push(request);
        await this._answer('stale');
        return this.checkAnswers(request);
      },
      isSigned: async () => {
        await this._answer('trust');
        return this.hasSigned;
      },
      warm: () => this._answer('warm')
    },
    socket: {
      open: () => undefined,
      isLost: false,
      follow: (
        run: string,
        _: number,
        follower: IFollower,
        writes: Writes
      ): IDisposable => {
        const followed = { run, follower, writes };
        this.followers.add(followed);
        this._chooseWriter(run);
        return new DisposableDelegate(() => this.leave(followed));
      },
      watch: (notebook: string, tell: Tell): IDisposable => {
        const watching = { notebook, tell };
        this.watchers.add(watching);
        return new DisposableDelegate(() => this.watchers.delete(watching));
      },
      acknowledge: (run: string) => {
        this.acknowledged.push(run);
        queueMicrotask(() => this.turn(run, 'saved'));
      }
    }
  } as unknown as IConnection;

  /**
   * Have the requests of a kind wait from now on, or fail.
   *
   * @returns what answers them, with an error if it is given one
   */
  hold(request: Request, failure?: Error): (error?: Error) => Promise<void> {
    const answer = new PromiseDelegate<void>();
    this._held.set(request, answer.promise);
    if (failure) {
      answer.promise.catch(() => undefined);
      answer.reject(failure);
    }
    return async error => {
      this._held.delete(request);
      if (error) {
        answer.promise.catch(() => undefined);
        answer.reject(error);
      } else {
        answer.resolve();
      }
      await turn();
    };
  }

  /** Let a run that a prompt has been started as before be known. */
  list(run: string, prompt: string, ...events: Told[]): void {
    this.listed.push({ run, prompt, state: 'running' } as RunSummary);
    this._tell(run, events);
  }

  /** Something comes of a run. */
  tell(run: string, ...events: Told[]): void {
    for (const event of this._tell(run, events)) {
      [...this.followers]
        .filter(followed => followed.run === run)
        .forEach(({ follower }) => follower.onMessage(event));
    }
  }

  /** A window's connection is gone. */
  leave(followed: IFollowed): void {
    this.followers.delete(followed);
    if (this._writers.get(followed.run) === followed) {
      this._writers.delete(followed.run);
      this._chooseWriter(followed.run);
    }
  }

  /** Another window has sent a prompt of the notebook. */
  begin(run: string, prompt: string, ...events: Told[]): void {
    this.list(run, prompt, ...events);
    this.watchers.forEach(({ notebook, tell }) =>
      tell({ notebook, run, prompt })
    );
  }

  /** The server does not know a run any more. */
  lose(run: string): void {
    const error = { code: 'run-unknown', message: LOST, hint: '' };
    [...this.followers]
      .filter(followed => followed.run === run)
      .forEach(({ follower }) => follower.onMessage({ run, error }));
  }

  /** Whoever follows a run is told whose turn it is to write; null, that the connection is lost. */
  turn(run: string, turn: WriterTurn['turn'] | null): void {
    [...this.followers]
      .filter(followed => followed.run === run)
      .forEach(({ follower }) => follower.onTurn?.(turn));
  }

  /** As on the server, but at once. */
  private _chooseWriter(run: string): void {
    const pages = [...this.followers].filter(each => each.run === run);
    const starter = pages.find(({ writes }) => writes === 'first');
    const chosen = starter ?? pages[0];
    if (this.acknowledged.includes(run)) {
      queueMicrotask(() => this.turn(run, 'saved'));
    } else if (chosen && !this._writers.has(run)) {
      this._writers.set(run, chosen);
      queueMicrotask(() => chosen.follower.onTurn?.('write'));
    }
  }

  private _tell(run: string, events: Told[]): Event[] {
    const known = this._eventsOf(run);
    const added = events.map(
      (event, at) => ({ run, seq: known.length + at + 1, ...event }) as Event
    );
    this._events.set(run, [...known, ...added]);
    return added;
  }

  private _eventsOf(run: string): Event[] {
    return this._events.get(run) ?? [];
  }

  private async _answer(request: Request): Promise<void> {
    this.asked.push(request);
    await this._held.get(request);
  }

  private _events = new Map<string, Event[]>();
  private _held = new Map<Request, Promise<void>>();
  private _writers = new Map<string, IFollowed>();
}

/** What the server writes, as far as tests need it. */
function written(events: Event[]): AnswerCell {
  const text = events
    .map(event => (event.type === 'text-delta' ? event.text : ''))
    .join('')
    .trim();
  const last = events.find(({ type }) => type.startsWith('run-'));
  const notice = NOTICES[last?.type ?? ''] ?? '';
  const record = last && 'record' in last ? last.record : undefined;
  return {
    source: [text, notice].filter(part => part).join('\n\n'),
    attachments: {},
    metadata: { ai_jup: record ? { run: record } : {} }
  };
}

const NOTICES: Record<string, string> = {
  '': '> **Incomplete:** The notebook was saved before the answer was complete.',
  'run-stopped': '> **Stopped.** You stopped this answer.',
  'run-failed': '> **Incomplete:** It failed.',
  'run-finished': ''
};

const LOST = 'The server no longer knows this answer.';

/** Until all that is due at once is done. */
export function turn(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

/** A piece of text comes. */
export function text(words: string): Told {
  return { type: 'text-delta', text: words };
}

const RECORD = {
  model: 'openai/gpt-6',
  answered_by: null,
  simulated: false,
  seconds: 1,
  input_tokens: 10,
  cached_tokens: null,
  output_tokens: 20,
  cost: null
};

/** A run that ends well. */
export function finished(run: string, started = '2026-11-28T10:00:00Z'): Told {
  return {
    type: 'run-finished',
    finish_reason: 'stop',
    record: { ...RECORD, run, started }
  };
}

/** A run that the user stops. */
export function stopped(run: string): Told {
  const { record } = finished(run);
  const state = { run, state: 'stopped' };
  return { type: 'run-stopped', record: { ...(record as object), ...state } };
}

/** A run that breaks off, before its first word or later. */
export function failed(run: string): Told {
  const error = { code: 'x', message: 'No.', hint: '' };
  const { record } = finished(run);
  const state = { run, state: 'failed' };
  return {
    type: 'run-failed',
    error,
    record: { ...(record as object), ...state }
  };
}
