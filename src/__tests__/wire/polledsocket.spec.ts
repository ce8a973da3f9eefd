import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PolledSocket } from '../../wire/polledsocket';
import { PlainServer } from './plainserver';

const text = (seq: number) => ({ run: 'r', seq, type: 'text-delta', text: '' });

describe('PolledSocket', () => {
  let server: PlainServer;
  let socket: PolledSocket;
  let told: unknown[];

  /** Until the server has been asked so often. */
  const asked = (times: number) =>
    vi.waitFor(() => expect(server.polls).toHaveLength(times));

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new PlainServer();
    const settings = ServerConnection.makeSettings({
      baseUrl: 'http://host/base/',
      fetch: server.fetch
    });
    const trans = nullTranslator.load('');
    socket = new PolledSocket({ settings, trans });
    told = [];
    socket.onopen = () => told.push('open');
    socket.onclose = () => told.push('close');
    socket.onmessage = ({ data }) => told.push(JSON.parse(String(data)));
    await asked(1);
  });

  afterEach(() => {
    socket.close();
    vi.useRealTimers();
  });

  /** Open it, up to the request that waits for news. */
  const open = async () => {
    await server.last.answer(0);
    await asked(2);
  };

  it('is open with the first answer, and then waits for news, one request at a time', async () => {
    expect(server.last).toMatchObject({ session: null, after: 0, wait: 0 });
    expect(told).toEqual([]);
    await open();
    expect(told).toEqual(['open']);
    expect(server.last).toMatchObject({ session: 's1', after: 0, wait: 25 });
    await server.last.answer(2, [text(1), text(2)]);
    await asked(3);
    expect(told).toEqual(['open', text(1), text(2)]);
    expect(server.last).toMatchObject({ session: 's1', after: 2 });
  });

  it('gives up the request that waits when there is something to send', async () => {
    await open();
    socket.send('{"run":"r"}');
    socket.send('{"notebook":"a.ipynb"}');
    expect(server.polls[1].isGivenUp).toBe(true);
    await asked(3);
    const requests = [{ run: 'r' }, { notebook: 'a.ipynb' }];
    expect(server.last).toMatchObject({ requests, after: 0, wait: 0 });
    // what is sent meanwhile goes with the next
    socket.send('{"run":"s"}');
    expect(server.last.isGivenUp).toBe(false);
    await server.last.answer(0);
    await asked(4);
    expect(server.last.requests).toEqual([{ run: 's' }]);
    await server.last.answer(0);
    await asked(5);
    expect(server.last).toMatchObject({ requests: [], wait: 25 });
    expect(told).toEqual(['open']);
  });

  it('waits less where a proxy has cut it off, and asks for the same again', async () => {
    await open();
    await server.last.answer(3, [text(3)]);
    await asked(3);
    await vi.advanceTimersByTimeAsync(6_000);
    await server.last.refuse(504);
    await asked(4);
    expect(server.last).toMatchObject({ session: 's1', after: 3, wait: 3 });
    // what it was cut off with is sent again
    socket.send('{"run":"r"}');
    await asked(5);
    await vi.advanceTimersByTimeAsync(2_000);
    await server.last.fail();
    await asked(6);
    expect(server.last.requests).toEqual([{ run: 'r' }]);
    expect(told).toEqual(['open', text(3)]);
  });

  it('is closed when the server is gone, behind a proxy that takes its time to say so too', async () => {
    await open();
    const waits = [25, 1];
    for (const [at, wait] of waits.entries()) {
      expect(server.last.wait).toBe(wait);
      await vi.advanceTimersByTimeAsync(2_000);
      await server.last.refuse(502);
      await asked(Math.min(3 + at, 3));
    }
    expect(told).toEqual(['open', 'close']);
  });

  it.each([404, 403, 500])('is closed when it is refused: %s', async status => {
    await open();
    await server.last.refuse(status);
    expect(told).toEqual(['open', 'close']);
    expect(server.polls).toHaveLength(2);
  });

  it('never opens where the first request fails, or a page of another makes the answer', async () => {
    await server.last.refuse(200);
    expect(told).toEqual(['close']);
  });

  it('asks again when an answer is lost on the way', async () => {
    await open();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(server.polls[1].isGivenUp).toBe(true);
    await asked(3);
    expect(told).toEqual(['open']);
  });

  it('goes on after a message that its reader cannot bear', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await open();
    socket.onmessage = ({ data }) => {
      told.push(JSON.parse(String(data)));
      throw new Error('No');
    };
    await server.last.answer(2, [text(1), text(2)]);
    await asked(3);
    expect(told).toEqual(['open', text(1), text(2)]);
    expect(said).toHaveBeenCalledTimes(2);
  });

  it('asks and tells nothing more when it is closed', async () => {
    await open();
    socket.close();
    socket.close();
    await server.last.answer(1, [text(1)]);
    expect(told).toEqual(['open', 'close']);
    expect(server.polls).toHaveLength(2);
  });
});
