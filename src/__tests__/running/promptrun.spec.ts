import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AnswerWriter } from '../../running/writing/answerwriter';
import { CallConsents } from '../../running/callconsents';
import { PromptRun } from '../../running/promptrun';
import type { PromptRequest, ToolConsent } from '../../wire/generated';
import { RequestError } from '../../wire/http';
import { notebookOf } from '../sharednotebook';
import { ANSWER, PROMPT, trans } from './openednotebook';
import type { Told } from './playedserver';
import { finished, PlayedServer, text, turn } from './playedserver';

const REQUEST = {} as PromptRequest;

const ASKED: Told[] = [
  { type: 'tool-call', id: 'call-1', name: 'look', arguments: {} },
  {
    type: 'tool-consent',
    id: 'call-1',
    state: 'asked',
    reason: 'setting',
    digest: 'd'
  }
];

const REFUSED = new RequestError({
  code: 'key-missing',
  message: 'There is no key for OpenAI.',
  hint: 'Set OPENAI_API_KEY.'
});

const UNKNOWN = new RequestError({
  code: 'run-unknown',
  message: 'The server no longer knows this answer.',
  hint: ''
});

const UNREACHABLE = new RequestError({
  code: 'server-unreachable',
  message: 'The Jupyter server cannot be reached.',
  hint: ''
});

const BROKEN = new RequestError({
  code: 'internal-server-error',
  message: 'Internal Server Error.',
  hint: ''
});

const ANSWERED_ALREADY = new RequestError({
  code: 'run-exists',
  message: 'This prompt is already being answered.',
  hint: 'Wait for its answer, or stop it first.'
});

describe('A run of a prompt', () => {
  let server: PlayedServer;
  let consents: CallConsents;
  let runs: PromptRun[];
  let unacknowledged: boolean;
  let rereads: number;
  /** What answers the prompt for another window. */
  let live: string | null;

  beforeEach(() => {
    live = null;
    rereads = 0;
    server = new PlayedServer();
    consents = new CallConsents(server.connection.client);
    runs = [];
    unacknowledged = true;
  });

  afterEach(() => {
    runs.forEach(run => run.dispose());
    vi.useRealTimers();
  });

  function prepare(
    answer = '',
    others: Partial<PromptRun.IOptions> = {},
    notebook = notebookOf(['What?', PROMPT], [answer, ANSWER])
  ) {
    const run = new PromptRun({
      connection: server.connection,
      writer: new AnswerWriter(notebook, 'a'),
      continues: false,
      trans,
      consents,
      keepsOld: answer !== '',
      isUnacknowledged: () => Promise.resolve(unacknowledged),
      isWritten: () => false,
      latestRun: () => Promise.resolve(live),
      reread: () => Promise.resolve(void rereads++),
      ...others
    });
    runs.push(run);
    const source = () => notebook.cells[1]?.getSource();
    return { run, notebook, source };
  }

  /** Prepare one, and send it. */
  async function start(...options: Parameters<typeof prepare>) {
    const prepared = prepare(...options);
    await prepared.run.start(REQUEST, 'setting');
    return prepared;
  }

  it('writes its answer when it has ended', async () => {
    const { run, source } = await start();
    expect(run.phase).toBe('running');
    server.tell('run-1', text('One '), text('two.'), finished('run-1'));
    expect(await run.ended).toBe('written');
    expect(run.phase).toBe('ended');
    expect(source()).toBe('One two.');
    run.acknowledge();
    expect(server.acknowledged).toEqual(['run-1']);
  });

  it('has an answer of its own until the file has it, though it loses the connection', async () => {
    const { run } = await start();
    server.tell('run-1', text('One.'), finished('run-1'));
    expect(await run.ended).toBe('written');
    server.turn('run-1', null);
    expect(run.isOurs).toBe(true);
    server.turn('run-1', 'saved');
    expect(run.isOurs).toBe(false);
  });

  it('writes now and then what has come, which says that it is not all', async () => {
    vi.useFakeTimers();
    const { source } = await start();
    server.tell('run-1', text('One '));
    expect(source()).toBe('');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(source()).toMatch(/^One\n\n> \*\*/);
  });

  it('writes the end once, whatever comes later of what was asked for before', async () => {
    vi.useFakeTimers();
    const { run, source } = await start();
    server.tell('run-1', text('One '));
    const answerLate = server.hold('answer');
    await vi.advanceTimersByTimeAsync(5_000);
    // the second has not been asked for: the first is not answered yet
    expect(server.asked.filter(each => each === 'answer')).toHaveLength(1);
    vi.useRealTimers();
    await server.hold('answer')();
    server.tell('run-1', text('two.'), finished('run-1'));
    expect(await run.ended).toBe('written');
    expect(source()).toBe('One two.');
    await answerLate();
    expect(source()).toBe('One two.');
  });

  it('asks again for its answer until the server is back', async () => {
    const { run, source } = await start();
    server.tell('run-1', text('One.'));
    const answer = server.hold('answer');
    server.tell('run-1', finished('run-1'));
    await vi.waitFor(() => expect(server.asked).toContain('answer'));
    await answer(UNREACHABLE);
    expect(run.phase).toBe('running');
    expect(run.isLost).toBe(true);
    expect(source()).toBe('');
    expect(await run.ended).toBe('written');
    expect(source()).toBe('One.');
  });

  it('asks no more when the notebook is closed', async () => {
    vi.useFakeTimers();
    const { run } = await start();
    const answer = server.hold('answer');
    server.tell('run-1', text('One.'), finished('run-1'));
    await vi.advanceTimersByTimeAsync(1_000);
    run.dispose();
    answer(UNREACHABLE).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked.filter(each => each === 'answer')).toHaveLength(1);
    expect(await run.ended).toBe('abandoned');
  });

  it('is written as plain text where the server has it no more', async () => {
    const { run, source } = await start();
    server.tell('run-1', text('<b>One</b>\n$x$'));
    const answer = server.hold('answer');
    server.lose('run-1');
    await vi.waitFor(() => expect(server.asked).toContain('answer'));
    await answer(UNKNOWN);
    expect(await run.ended).toBe('written');
    expect(source()).toBe(
      '<pre><code>&#60;b&#62;One&#60;&#47;b&#62;&#10;&#36;x&#36;</code></pre>\n\n' +
        '> **Incomplete&#58;** The server no longer knows this answer.'
    );
  });

  it('is written as plain text where the server fails to write it', async () => {
    const { run, source } = await start();
    vi.useFakeTimers();
    const answer = server.hold('answer', BROKEN);
    server.tell('run-1', text('One.'), finished('run-1'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked.filter(each => each === 'answer')).toHaveLength(3);
    vi.useRealTimers();
    expect(await run.ended).toBe('written');
    expect(source()).toBe('<pre><code>One.</code></pre>');
    await answer();
  });

  it('leaves the earlier answer until there is text', async () => {
    const { run, source } = await start('Old.');
    server.tell('run-1', {
      type: 'run-failed',
      error: REFUSED.detail,
      record: null
    });
    expect(await run.ended).toBe('written');
    expect(source()).toBe('Old.');
    expect(server.asked).not.toContain('answer');
  });

  it('says in the answer why it was refused', async () => {
    const answer = server.hold('start');
    const { run, source } = prepare();
    const started = run.start(REQUEST, null);
    await answer(REFUSED);
    await started;
    expect(run.state.error).toEqual(REFUSED.detail);
    expect(source()).toContain('There is no key for OpenAI.');
  });

  it.each([
    ['goes on with the answer that another window waits for', 'run-9'],
    ['writes nothing where it has ended meanwhile', null]
  ])('%s', async (_, other) => {
    live = other;
    server.list('run-9', 'a', text('One '));
    const answer = server.hold('start');
    const { run, source } = prepare('Old.');
    const started = run.start(REQUEST, null);
    await answer(ANSWERED_ALREADY);
    await started;
    expect(run.phase).toBe(other ? 'running' : 'ended');
    expect(run.state.error).toEqual(other ? null : ANSWERED_ALREADY.detail);
    if (other) {
      server.tell('run-9', text('two.'), finished('run-9'));
      expect(await run.ended).toBe('written');
      expect(source()).toBe('One two.');
    } else {
      expect(await run.ended).toBe('elsewhere');
      expect(source()).toBe('Old.');
    }
  });

  it('is stopped in whichever window it was asked', async () => {
    live = 'run-9';
    server.list('run-9', 'a');
    const answer = server.hold('start');
    const { run } = prepare();
    const started = run.start(REQUEST, null);
    await run.stop();
    await answer(ANSWERED_ALREADY);
    await started;
    expect(server.stopped).toEqual(['run-9']);
  });

  it('puts its answer back only when it is asked to, if the user has deleted its cell', async () => {
    const { run, notebook, source } = await start();
    notebook.deleteCell(1);
    server.tell('run-1', text('One.'), finished('run-1'));
    expect(await run.ended).toBe('missing');
    expect(source()).toBe(undefined);
    run.restore();
    expect(source()).toBe('One.');
  });

  describe('that is stopped', () => {
    it('while it waits is not sent, and says so', async () => {
      const { run, source } = prepare();
      run.wait();
      expect(source()).toContain('still waiting to be sent');
      await run.stop();
      expect(await run.ended).toBe('written');
      await run.start(REQUEST, null);
      expect(server.asked).toEqual([]);
      expect(source()).toContain('You stopped this prompt before it was sent.');
    });

    it('while it is sent is stopped when the server has it', async () => {
      const answer = server.hold('start');
      const { run } = prepare();
      const started = run.start(REQUEST, null);
      await run.stop();
      expect(server.stopped).toEqual([]);
      await answer();
      await started;
      expect(server.stopped).toEqual(['run-1']);
      expect(run.phase).toBe('running');
    });

    it('goes on where that fails', async () => {
      const answer = server.hold('start');
      const fail = server.hold('stop');
      const { run, source } = prepare();
      const started = run.start(REQUEST, null);
      await run.stop();
      await answer();
      await fail(new Error('The server cannot be reached.'));
      await started;
      expect(run.phase).toBe('running');
      server.tell('run-1', text('One.'), finished('run-1'));
      await run.ended;
      expect(source()).toBe('One.');
    });

    it('keeps what has come', async () => {
      const { run, source } = await start();
      server.tell('run-1', text('Half '));
      await run.stop();
      server.tell('run-1', { type: 'run-stopped', record: null });
      await run.ended;
      expect(source()).toMatch(/^Half\n\n> \*\*Stopped/);
    });
  });

  it('is not sent when a cell above has failed', async () => {
    const { run, source } = prepare();
    run.wait();
    run.skip();
    expect(await run.ended).toBe('written');
    expect(source()).toContain(
      'A cell above this prompt failed or was not run.'
    );
  });

  it('is taken up with what has come of it', async () => {
    const { run, source } = prepare();
    server.list('r', 'a', text('One '));
    const { events } = await server.connection.client.snapshot('r');
    run.attach('r', events, null);
    expect(run.state.text).toBe('One ');
    server.tell('r', text('two.'), finished('r'));
    await run.ended;
    expect(source()).toBe('One two.');
  });

  describe('in two windows', () => {
    it('is written by the one that asked, and shown by both', async () => {
      const other = prepare();
      const one = await start();
      other.run.attach('run-1', [], null);
      server.tell('run-1', text('One.'), finished('run-1'));
      expect(await one.run.ended).toBe('written');
      expect(other.run.state.text).toBe('One.');
      expect(other.run.phase).toBe('running');
      expect(other.run.isOurs).toBe(false);
      one.run.acknowledge();
      expect(await other.run.ended).toBe('elsewhere');
      expect(other.source()).toBe('');
      await other.run.copy();
      expect(other.source()).toBe('One.');
    });

    it('is written by the other when the first has gone', async () => {
      const one = await start();
      const other = prepare();
      other.run.attach('run-1', [], null);
      server.tell('run-1', text('One.'));
      one.run.dispose();
      await turn();
      expect(other.run.isOurs).toBe(true);
      expect(rereads).toBe(1);
      server.tell('run-1', finished('run-1'));
      expect(await other.run.ended).toBe('written');
      expect(other.source()).toBe('One.');
    });

    it('goes on in a text that the other has begun to write', async () => {
      const shared = notebookOf(['What?', PROMPT], ['', ANSWER]);
      const one = await start('', {}, shared);
      const other = prepare('', {}, shared);
      other.run.attach('run-1', [], null);
      server.tell('run-1', text('One '));
      const parts = [['text', 4]];
      shared.cells[1].setSource('One,');
      shared.cells[1].setMetadata('ai_jup', { ...ANSWER, parts });
      one.run.dispose();
      await turn();
      server.tell('run-1', text('two.'), finished('run-1'));
      expect(await other.run.ended).toBe('written');
      expect(shared.cells.map(cell => cell.getSource())).toEqual([
        'What?',
        'One two.'
      ]);
    });

    it('is left as the file has it where the other has saved it, and gone', async () => {
      const one = await start();
      const other = prepare();
      other.run.attach('run-1', [], null);
      server.tell('run-1', text('One.'), finished('run-1'));
      await one.run.ended;
      unacknowledged = false;
      one.run.dispose();
      expect(await other.run.ended).toBe('elsewhere');
    });

    it('is written by the third where the second does not', async () => {
      const one = await start();
      // as one that knows the notebook by a name that it has no more
      const isUnacknowledged = () => Promise.resolve(false);
      const second = prepare('', { isUnacknowledged });
      const third = prepare();
      second.run.attach('run-1', [], null);
      third.run.attach('run-1', [], null);
      await turn();
      one.run.dispose();
      await turn();
      server.tell('run-1', text('One.'), finished('run-1'));
      expect(await second.run.ended).toBe('elsewhere');
      expect(await third.run.ended).toBe('written');
    });

    it('is written by neither while its connection is lost', async () => {
      vi.useFakeTimers();
      const one = await start();
      server.tell('run-1', text('One.'));
      await vi.advanceTimersByTimeAsync(0);
      expect(one.run.isOurs).toBe(true);
      const [followed] = server.followers;
      followed.follower.onTurn?.(null);
      expect(one.run.isOurs).toBe(false);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(one.source()).toBe('');
      followed.follower.onTurn?.('write');
      await vi.advanceTimersByTimeAsync(5_000);
      expect(one.source()).toMatch(/^One\./);
      // another one may have written meanwhile
      expect(rereads).toBe(1);
    });

    it('waits for the third where the second has gone too', async () => {
      const one = await start();
      const second = prepare();
      const third = prepare();
      second.run.attach('run-1', [], null);
      third.run.attach('run-1', [], null);
      await turn();
      second.run.dispose();
      one.run.dispose();
      await turn();
      server.tell('run-1', text('One.'), finished('run-1'));
      expect(await third.run.ended).toBe('written');
    });
  });

  describe('that asks for a call', () => {
    /** How often it says that its calls have changed. */
    function counted(run: PromptRun): () => number {
      let count = 0;
      run.callsChanged.connect(() => void count++);
      return () => count;
    }

    it('says so, and not with each piece of text', async () => {
      const { run } = await start();
      const count = counted(run);
      server.tell('run-1', text('One '), text('two '));
      expect(count()).toBe(0);
      server.tell('run-1', ...ASKED, text('three'), text('four'));
      expect(count()).toBe(2);
    });

    it('asks where the answer for good does not reach the server', async () => {
      const asked = ASKED[1] as unknown as ToolConsent;
      await consents.answer('earlier', asked, true, true);
      const { run } = await start();
      const fail = server.hold('consent');
      server.tell('run-1', ...ASKED);
      expect(run.isAnswered('call-1')).toBe(true);
      const count = counted(run);
      await fail(new Error('The server cannot be reached.'));
      expect(count()).toBe(1);
      expect(run.isAnswered('call-1')).toBe(false);
    });

    it('is answered by what was answered for good when it is taken up', async () => {
      const asked = ASKED[1] as unknown as ToolConsent;
      await consents.answer('earlier', asked, true, true);
      const { run } = prepare();
      const events = ASKED.map(
        (event, at) => ({ run: 'r', seq: at + 1, ...event }) as never
      );
      run.attach('r', events, null);
      expect(server.consents.at(-1)).toEqual({
        run: 'r',
        call: 'call-1',
        allow: true
      });
    });
  });
});
