import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RunMessage } from '../../wire/decode';
import type { ErrorDetail } from '../../wire/generated';
import { EventSocket } from '../../wire/socket';
import { PlainServer } from './plainserver';

/** The browser's end of a socket; the test plays the server's. */
class Line {
  static all: Line[] = [];
  onopen = () => undefined;
  onclose = () => undefined;
  onmessage: (message: { data: string }) => void = () => undefined;
  sent: unknown[] = [];

  constructor(readonly url: string) {
    Line.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.onclose();
  }

  tell(message: unknown): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

const text = (seq: number, run = 'r1') => ({
  run,
  seq,
  type: 'text-delta',
  text: String(seq)
});

function follower() {
  const seen: number[] = [];
  const errors: ErrorDetail[] = [];
  return {
    seen,
    errors,
    onMessage: (message: RunMessage) =>
      'type' in message ? seen.push(message.seq) : errors.push(message.error)
  };
}

describe('EventSocket', () => {
  let server: PlainServer;
  let socket: EventSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    Line.all = [];
    server = new PlainServer();
    const settings = ServerConnection.makeSettings({
      baseUrl: 'http://host/base/',
      wsUrl: 'ws://host/base/',
      token: 'a b',
      appendToken: true,
      WebSocket: Line as unknown as typeof WebSocket,
      fetch: server.fetch
    });
    socket = new EventSocket({ settings, trans: nullTranslator.load('') });
  });

  afterEach(() => {
    socket.dispose();
    socket.dispose();
    vi.useRealTimers();
  });

  it('opens with the first run, once for all', () => {
    expect(Line.all).toEqual([]);
    socket.follow('r1', 0, follower());
    socket.follow('r2', 5, follower());
    expect(Line.all.map(line => line.url)).toEqual([
      'ws://host/base/ai-jup/events?token=a%20b'
    ]);
    Line.all[0].onopen();
    expect(Line.all[0].sent).toEqual([
      { run: 'r1', after: 0 },
      { run: 'r2', after: 5 }
    ]);
  });

  it('asks again for what it has not seen, and tells nothing twice', () => {
    const one = follower();
    socket.follow('r1', 0, one);
    Line.all[0].onopen();
    Line.all[0].tell(text(1));
    Line.all[0].tell(text(2));
    Line.all[0].close();
    vi.advanceTimersByTime(250);
    Line.all[1].onopen();
    expect(Line.all[1].sent).toEqual([{ run: 'r1', after: 2 }]);
    Line.all[1].tell(text(2));
    Line.all[1].tell(text(3));
    expect(one.seen).toEqual([1, 2, 3]);
  });

  it('waits longer each time that the server is not there', () => {
    socket.follow('r1', 0, follower());
    Line.all[0].onopen();
    Line.all.shift()?.close();
    vi.advanceTimersByTime(250);
    const pauses = [500, 1000, 2000, 4000, 8000, 10_000, 10_000];
    pauses.forEach((pause, at) => {
      Line.all[at].close();
      vi.advanceTimersByTime(pause - 1);
      expect(Line.all.length).toBe(at + 1);
      vi.advanceTimersByTime(1);
      expect(Line.all.length).toBe(at + 2);
    });
  });

  it('tells of a run that the server has lost, and asks no more', () => {
    const one = follower();
    socket.follow('r1', 0, one);
    Line.all[0].onopen();
    const error = { code: 'run-unknown', message: 'Gone.', hint: '' };
    Line.all[0].tell({ run: 'r1', error });
    expect(one.errors).toEqual([error]);
    Line.all[0].close();
    vi.advanceTimersByTime(60_000);
    expect(Line.all.length).toBe(1);
  });

  it('closes when nothing has been followed for a while', () => {
    const following = socket.follow('r1', 0, follower());
    Line.all[0].onopen();
    const closed = vi.spyOn(Line.all[0], 'close');
    following.dispose();
    following.dispose();
    vi.advanceTimersByTime(9_999);
    expect(closed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('is told whose turn it is to write, and of nobody once it is lost', () => {
    const turns: unknown[] = [];
    const one = { ...follower(), onTurn: (turn: unknown) => turns.push(turn) };
    socket.follow('r1', 3, one, 'first');
    Line.all[0].onopen();
    const asked = {
      run: 'r1',
      after: 3,
      writes: 'first',
      page: expect.any(String) as string
    };
    expect(Line.all[0].sent).toEqual([asked]);
    Line.all[0].tell({ run: 'r1', turn: 'write' });
    Line.all[0].close();
    vi.advanceTimersByTime(250);
    Line.all[1].onopen();
    // it is the same page
    expect(Line.all[1].sent).toEqual(Line.all[0].sent);
    Line.all[1].tell({ run: 'r1', turn: 'saved' });
    expect(turns).toEqual(['write', null, 'saved']);
    expect(one.seen).toEqual([]);
  });

  it('leaves what is not followed any more', () => {
    const following = socket.follow('r1', 0, follower(), 'next');
    Line.all[0].onopen();
    following.dispose();
    expect(Line.all[0].sent.at(-1)).toEqual({ run: 'r1', leaves: true });
  });

  it('is told of the runs of the notebooks that it watches, as long as it does', () => {
    const told: unknown[] = [];
    const began = { notebook: 'a.ipynb', prompt: 'p', run: 'r1' };
    const first = socket.watch('a.ipynb', each => told.push(each));
    const second = socket.watch('a.ipynb', each => told.push(each));
    Line.all[0].onopen();
    expect(Line.all[0].sent).toEqual([{ notebook: 'a.ipynb' }]);
    Line.all[0].tell(began);
    Line.all[0].tell({ ...began, notebook: 'b.ipynb' });
    expect(told).toEqual([began, began]);
    first.dispose();
    vi.advanceTimersByTime(60_000);
    Line.all[0].tell(began);
    expect(told).toHaveLength(3);
    // a lost connection comes back for it
    Line.all[0].close();
    vi.advanceTimersByTime(250);
    Line.all[1].onopen();
    expect(Line.all[1].sent).toEqual([{ notebook: 'a.ipynb' }]);
    second.dispose();
    expect(Line.all[1].sent.at(-1)).toEqual({
      notebook: 'a.ipynb',
      leaves: true
    });
    const closed = vi.spyOn(Line.all[1], 'close');
    vi.advanceTimersByTime(10_000);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('has what came of a run before it is followed, and does not take its end for kept', () => {
    socket.watch('a.ipynb', () => undefined);
    const [line] = Line.all;
    line.onopen();
    line.tell({ notebook: 'a.ipynb', prompt: 'p', run: 'r1' });
    line.tell({ notebook: 'a.ipynb', prompt: 'q', run: 'r2' });
    line.tell(text(1));
    line.tell(text(2));
    line.tell(text(1, 'r2'));
    const record = {
      run: 'r2',
      state: 'finished',
      model: 'm',
      answered_by: null,
      simulated: false,
      parameters: {},
      started: '2026-01-01T00:00:00Z',
      seconds: 1,
      input_tokens: null,
      cached_tokens: null,
      output_tokens: null,
      cost: null,
      finish_reason: 'stop',
      error: null,
      context: '',
      basis: null,
      replayed: false
    };
    const finish_reason = 'stop';
    const end = {
      type: 'run-finished',
      run: 'r2',
      seq: 2,
      finish_reason,
      record
    };
    line.tell(end);
    const [one, two] = [follower(), follower()];
    socket.follow('r1', 1, one, 'first');
    socket.follow('r2', 0, two, 'first');
    expect([one.seen, two.seen]).toEqual([[2], [1, 2]]);
    const page: unknown = expect.any(String);
    expect(line.sent.slice(1)).toEqual([
      { run: 'r1', after: 2, writes: 'first', page },
      { run: 'r2', after: 1, writes: 'first', page }
    ]);
    // what comes twice is told once
    line.tell(end);
    line.tell(text(2));
    line.tell(text(3));
    expect([one.seen, two.seen]).toEqual([
      [2, 3],
      [1, 2]
    ]);
  });

  it('asks for all of a run whose beginning came over a lost connection, or long ago', () => {
    socket.watch('a.ipynb', () => undefined);
    Line.all[0].onopen();
    Line.all[0].tell({ notebook: 'a.ipynb', prompt: 'p', run: 'r1' });
    Line.all[0].tell(text(1));
    Line.all[0].close();
    vi.advanceTimersByTime(250);
    Line.all[1].onopen();
    const one = follower();
    socket.follow('r1', 0, one);
    expect(one.seen).toEqual([]);
    expect(Line.all[1].sent.at(-1)).toEqual({ run: 'r1', after: 0 });
    Line.all[1].tell({ notebook: 'a.ipynb', prompt: 'q', run: 'r2' });
    Line.all[1].tell(text(1, 'r2'));
    vi.advanceTimersByTime(10_000);
    socket.follow('r2', 0, one);
    expect(one.seen).toEqual([]);
    expect(Line.all[1].sent.at(-1)).toEqual({ run: 'r2', after: 0 });
  });

  it('acknowledges also when it has to open for it', () => {
    socket.acknowledge('r1', 7);
    Line.all[0].onopen();
    expect(Line.all[0].sent).toEqual([
      { run: 'r1', after: 7, dismissed: false }
    ]);
  });

  /** Have the next two sockets that it opens fail, and wait until it asks by a plain request. */
  const refuse = async () => {
    const asked = server.polls.length;
    const until = { timeout: 20_000 };
    const next = Line.all.length + (asked ? 1 : 0);
    for (const opened of [next, next + 1]) {
      await vi.waitFor(() => expect(Line.all).toHaveLength(opened), until);
      Line.all[opened - 1].close();
    }
    await vi.waitFor(() => expect(server.polls).toHaveLength(asked + 1));
  };

  it('goes by plain requests where two sockets fail and a request is answered', async () => {
    const blocked = vi.fn();
    socket.blocked.connect(blocked);
    const one = follower();
    socket.follow('r1', 3, one);
    const told: unknown[] = [];
    socket.watch('a.ipynb', each => told.push(each));
    await refuse();
    expect(Line.all).toHaveLength(2);
    expect(blocked).not.toHaveBeenCalled();
    expect(socket.isLost).toBe(true);
    await server.last.answer(0);
    expect(blocked).toHaveBeenCalledOnce();
    expect(socket.isLost).toBe(false);
    await vi.waitFor(() => expect(server.polls).toHaveLength(2));
    const requests = [{ run: 'r1', after: 3 }, { notebook: 'a.ipynb' }];
    expect(server.last.requests).toEqual(requests);
    const began = { notebook: 'a.ipynb', prompt: 'p', run: 'r2' };
    await server.last.answer(3, [text(3), text(4), began]);
    expect(one.seen).toEqual([4]);
    expect(told).toEqual([began]);
    socket.acknowledge('r1', 4);
    await vi.waitFor(() =>
      expect(server.last.requests).toEqual([
        { run: 'r1', after: 4, dismissed: false }
      ])
    );
    // a server that was restarted is asked by plain requests again, and that is not said again
    await server.last.fail();
    await vi.advanceTimersByTimeAsync(250);
    await server.last.answer(0);
    await vi.waitFor(() =>
      expect(server.last.requests).toEqual([
        { run: 'r1', after: 4 },
        { notebook: 'a.ipynb' }
      ])
    );
    expect(Line.all).toHaveLength(2);
    expect(blocked).toHaveBeenCalledOnce();
  });

  it('tries sockets again where plain requests fail too', async () => {
    const blocked = vi.fn();
    socket.blocked.connect(blocked);
    socket.follow('r1', 0, follower());
    await refuse();
    await server.last.fail();
    await refuse();
    expect(Line.all).toHaveLength(4);
    await server.last.fail();
    await vi.advanceTimersByTimeAsync(5_000);
    Line.all[4].onopen();
    expect(Line.all[4].sent).toEqual([{ run: 'r1', after: 0 }]);
    expect(socket.isLost).toBe(false);
    expect(blocked).not.toHaveBeenCalled();
  });

  it.each([401, 403, 404])(
    'rests where ai-jup is not there, or nobody is let through: %i',
    async status => {
      const told = vi.fn();
      socket.watch('a.ipynb', told);
      await refuse();
      await server.last.refuse(status);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(Line.all).toHaveLength(2);
      expect(server.polls).toHaveLength(1);
      expect(socket.isLost).toBe(false);
      socket.resume();
      Line.all[2].onopen();
      expect(Line.all[2].sent).toEqual([{ notebook: 'a.ipynb' }]);
    }
  );

  it('does not rest while a run is followed', async () => {
    socket.follow('r1', 0, follower());
    await refuse();
    await server.last.refuse(404);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Line.all.length).toBeGreaterThan(2);
    expect(socket.isLost).toBe(true);
  });

  it('is not opened by a page that has no use for it', () => {
    socket.resume();
    expect(Line.all).toEqual([]);
  });

  it('tries sockets for ever once one has opened', async () => {
    socket.follow('r1', 0, follower());
    Line.all[0].onopen();
    for (let times = 1; times <= 6; times++) {
      Line.all.at(-1)?.close();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(Line.all).toHaveLength(times + 1);
    }
    expect(server.polls).toEqual([]);
  });

  it('takes a socket that nobody answers for one that fails', async () => {
    socket.follow('r1', 0, follower());
    await vi.advanceTimersByTimeAsync(9_999);
    expect(Line.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1 + 250 + 10_000);
    expect(Line.all).toHaveLength(2);
    await vi.waitFor(() => expect(server.polls).toHaveLength(1));
  });

  it('passes on what only a newer server says', () => {
    const one = follower();
    socket.follow('r1', 0, one);
    Line.all[0].onopen();
    Line.all[0].tell({ run: 'r1', seq: 1, type: 'news' });
    Line.all[0].tell({ ...text(2), extra: 1 });
    expect(one.seen).toEqual([1, 2]);
  });

  it('goes on after a message that cannot be read', () => {
    const warned = vi
      .spyOn(console, 'warn')
      .mockImplementation(() => undefined);
    const one = follower();
    socket.follow('r1', 0, one);
    Line.all[0].onopen();
    Line.all[0].tell({ run: 'r1', seq: 1, type: 'text-delta' });
    Line.all[0].tell(text(2));
    expect(one.seen).toEqual([2]);
    expect(warned).toHaveBeenCalledOnce();
  });
});
