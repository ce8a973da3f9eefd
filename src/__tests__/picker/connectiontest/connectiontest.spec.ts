import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { testConnection } from '../../../picker/connectiontest/connectiontest';
import { RequestError } from '../../../wire/http';

const trans = nullTranslator.load('ai_jup');

describe('a connection test', () => {
  const never = (_model: string, signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });

  it('ends by itself when nothing answers', async () => {
    const { signal } = new AbortController();
    const result = await testConnection(
      { test: never },
      'a/b',
      signal,
      trans,
      10
    );
    expect(result).toMatchObject({ success: false, code: 'timeout' });
  });

  it('is silent when it was cancelled', async () => {
    const controller = new AbortController();
    const test = testConnection(
      { test: never },
      'a/b',
      controller.signal,
      trans
    );
    controller.abort();
    expect(await test).toBeNull();
  });

  it('says why the server refused', async () => {
    const detail = { code: 'c', message: 'Refused.', hint: 'Ask again.' };
    const test = () => Promise.reject(new RequestError(detail));
    const { signal } = new AbortController();
    expect(await testConnection({ test }, 'a/b', signal, trans)).toEqual({
      success: false,
      model: 'a/b',
      error: '',
      code: 'c',
      details: 'Refused.',
      hint: 'Ask again.'
    });
  });
});
