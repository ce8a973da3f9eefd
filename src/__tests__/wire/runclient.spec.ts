import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { PromptRequest } from '../../wire/generated';
import { RunClient } from '../../wire/runclient';

interface ISent {
  method: string;
  path: string;
  body: unknown;
}

/** A client whose server gives these replies, one after the other, and then is gone; `sent` has what reached it. */
function clientOf(...replies: Response[]) {
  const sent: ISent[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    // JupyterLab's own query keeps a reply from coming from a cache
    const path = new URL(request.url).pathname;
    const text = await request.text();
    const body = text ? (JSON.parse(text) as unknown) : null;
    sent.push({ method: request.method, path, body });
    const reply = replies.shift();
    if (!reply) {
      throw new TypeError('Failed to fetch');
    }
    return reply;
  };
  const trans = nullTranslator.load('ai_jup');
  const baseUrl = 'http://host/base/';
  const settings = ServerConnection.makeSettings({ baseUrl, fetch });
  return { client: new RunClient({ settings, trans }), sent };
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

function refusal(code: string): Response {
  return json(409, { error: { code, message: 'No.', hint: '' } });
}

const PROMPT: PromptRequest = {
  protocol: 1,
  notebook: { path: 'a.ipynb', trusted: true, kernel_id: 'k', language: null },
  prompt: { id: 'p', source: 'Go on.', attachments: {} },
  model: null,
  cells: [],
  options: {}
};
const WITHOUT_KERNEL = {
  ...PROMPT,
  notebook: { ...PROMPT.notebook, kernel_id: null }
};

describe('RunClient', () => {
  it.each([true, false, null])(
    'asks whether a notebook is signed: %s',
    async trusted => {
      const { client, sent } = clientOf(json(200, { trusted }));
      expect(await client.isSigned('a b.ipynb')).toBe(trusted);
      expect(sent).toEqual([
        { method: 'GET', path: '/base/ai-jup/trust', body: null }
      ]);
    }
  );

  it('starts a run', async () => {
    const { client, sent } = clientOf(json(202, { run: 'r1' }));
    expect(await client.start(PROMPT)).toBe('r1');
    expect(sent).toEqual([
      { method: 'POST', path: '/base/ai-jup/prompt', body: PROMPT }
    ]);
  });

  it('starts it without a kernel that is gone', async () => {
    const gone = refusal('kernel-unknown');
    const { client, sent } = clientOf(gone, json(202, { run: 'r1' }));
    expect(await client.start(PROMPT)).toBe('r1');
    expect(sent.map(({ body }) => body)).toEqual([PROMPT, WITHOUT_KERNEL]);
  });

  it('asks about the answers of a notebook whose kernel is gone', async () => {
    const reply = { answers: [], digests: [], values_read: false };
    const gone = refusal('kernel-unknown');
    const { client, sent } = clientOf(gone, json(200, reply));
    const { prompt, ...asked } = PROMPT;
    const { prompt: same, ...withoutKernel } = WITHOUT_KERNEL;
    expect(same).toBe(prompt);
    expect(await client.stale(asked)).toEqual(reply);
    expect(sent).toEqual(
      [asked, withoutKernel].map(body => ({
        method: 'POST',
        path: '/base/ai-jup/stale',
        body
      }))
    );
  });

  it('tries that once', async () => {
    const gone = () => refusal('kernel-unknown');
    const { client, sent } = clientOf(gone(), gone());
    await expect(client.start(PROMPT)).rejects.toThrow('No.');
    expect(sent).toHaveLength(2);
  });

  it('passes another refusal on', async () => {
    const { client, sent } = clientOf(refusal('model-unknown'));
    await expect(client.start(PROMPT)).rejects.toMatchObject({
      detail: { code: 'model-unknown' }
    });
    expect(sent).toHaveLength(1);
  });

  it('takes an empty reply', async () => {
    const { client, sent } = clientOf(new Response(null, { status: 204 }));
    await client.stop('r 1');
    expect(sent).toEqual([
      { method: 'DELETE', path: '/base/ai-jup/runs/r%201', body: null }
    ]);
  });

  it.each([
    [502, 'A proxy in front of the Jupyter server answered 502 Not Yet.'],
    [504, 'A proxy in front of the Jupyter server answered 504 Not Yet.'],
    [403, 'A proxy in front of the Jupyter server answered 403 Not Yet.'],
    [
      424,
      'The hub (JupyterHub) answered 424 Not Yet in place of your Jupyter server.'
    ],
    [500, 'The Jupyter server answered 500 Not Yet.']
  ])('names who has answered: %s', async (status, message) => {
    const page = new Response('<html>', { status, statusText: 'Not Yet' });
    await expect(clientOf(page).client.list('a')).rejects.toMatchObject({
      detail: { code: `http-${status}`, message }
    });
  });

  it('names the hub, where there is one', async () => {
    PageConfig.setOption('hubPrefix', '/hub/');
    onTestFinished(() => void PageConfig.setOption('hubPrefix', ''));
    const page = new Response('<html>', { status: 403, statusText: 'No' });
    await expect(clientOf(page).client.list('a')).rejects.toMatchObject({
      detail: {
        message:
          'The hub (JupyterHub) answered 403 No in place of your Jupyter server.'
      }
    });
  });

  it('leaves the server its own words', async () => {
    const error = { code: 'busy', message: 'Busy.', hint: '' };
    const { client } = clientOf(json(503, { error }));
    await expect(client.list('a')).rejects.toMatchObject({ detail: error });
  });

  it('says so where the server cannot be reached', async () => {
    const { client } = clientOf();
    await expect(client.list('a b.ipynb')).rejects.toMatchObject({
      detail: { code: 'server-unreachable' }
    });
  });
});
