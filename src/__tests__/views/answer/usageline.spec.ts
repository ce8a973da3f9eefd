import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { answererOf, describeRecord } from '../../../views/answer/usageline';
import type { RunRecord } from '../../../wire/generated';

const trans = nullTranslator.load('ai_jup');

const labelOf = (model: string) =>
  model === 'openai/gpt-4o' ? 'GPT-4o' : model;

const RECORD = {
  model: 'openai/gpt-4o',
  answered_by: 'gpt-4o-2024-11-20',
  simulated: false,
  seconds: 2.345,
  input_tokens: 12_345,
  cached_tokens: 10_000,
  output_tokens: 678,
  cost: 0.0123
} as RunRecord;

describe('The line under an answer', () => {
  it.each([
    [
      {},
      'gpt-4o-2024-11-20 · 2.3 s · 12,345 tokens in (10,000 from the cache), 678 out · about $0.012'
    ],
    [
      { cached_tokens: 0, cost: 1.234, answered_by: null },
      'GPT-4o · 2.3 s · 12,345 tokens in, 678 out · about $1.23'
    ],
    [{ input_tokens: null, cost: 0 }, 'gpt-4o-2024-11-20 · 2.3 s · free'],
    [{ input_tokens: null, cost: null }, 'gpt-4o-2024-11-20 · 2.3 s'],
    [
      { replayed: true, seconds: 0, started: '2026-11-27T12:00:00+00:00' },
      'gpt-4o-2024-11-20 · replayed, recorded Nov 27, 2026 · 12,345 tokens in (10,000 from the cache), 678 out'
    ],
    [
      { replayed: true, input_tokens: null, started: 'once' },
      'gpt-4o-2024-11-20 · replayed'
    ],
    [
      { simulated: true },
      'Simulator in place of GPT-4o · 2.3 s · 12,345 tokens in (10,000 from the cache), 678 out'
    ]
  ])('tells who answered, how long it took, what it cost: %o', (now, line) => {
    expect(describeRecord({ ...RECORD, ...now }, labelOf, trans)).toBe(line);
  });

  it.each([
    'reference-undefined',
    'kernel-silent',
    'function-unsuitable',
    'not-in-cassette'
  ])('says nothing where nothing was sent: %s', error => {
    const record = { ...RECORD, simulated: true, error };
    const unsent = { ...record, input_tokens: null, output_tokens: null };
    expect(describeRecord(unsent, labelOf, trans)).toBe('');
    expect(describeRecord(record, labelOf, trans)).toContain('2.3 s');
  });

  it.each([{}, { model: 'x' }, { seconds: 2, cost: null }])(
    'says what little is known: %j',
    record => {
      expect(describeRecord(record, labelOf, trans)).toMatch(/[02]\.0 s/);
    }
  );

  it.each([
    [null, 'GPT-4o'],
    ['gpt-4o', 'GPT-4o'],
    ['openai/gpt-4o', 'GPT-4o'],
    // the snapshot says more than the label
    ['gpt-4o-2024-11-20', 'gpt-4o-2024-11-20']
  ])('calls the model as the list of models does: %s', (answered_by, name) => {
    expect(answererOf({ ...RECORD, answered_by }, labelOf, trans)).toBe(name);
  });
});
