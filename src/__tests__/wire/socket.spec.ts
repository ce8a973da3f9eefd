import { ServerConnection } from '@jupyterlab/services';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RunMessage } from '../../wire/decode';
import type { ErrorDetail } from '../../wire/generated';
import { EventSocket } from '../../wire/socket';

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
  let socket: EventSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    Line.all = [];
    socket = new EventSocket(
      ServerConnection.makeSettings({
        wsUrl: 'ws://host/base/',
        token: 'a b',
        appendToken: true,
        WebSocket: Line as unknown as typeof WebSocket
      })
    );
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
    const pauses = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000];
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

  it('acknowledges also when it has to open for it', () => {
    socket.acknowledge('r1', 7);
    Line.all[0].onopen();
    expect(Line.all[0].sent).toEqual([
      { run: 'r1', after: 7, dismissed: false }
    ]);
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
