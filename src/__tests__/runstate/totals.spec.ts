import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { totalsIn } from '../../runstate/totals';

const trans = nullTranslator.load('ai_jup');
const told = { input_tokens: 1_000, output_tokens: 20, cost: 0.01 };

describe('what the answers of a notebook took', () => {
  it.each([
    [[], ''],
    [[{}, { ...told, simulated: true }], ''],
    [
      [told, { ...told }],
      'Answers in this notebook: 2,000 tokens in, 40 out, about $0.02.'
    ],
    [
      [
        { ...told, run: 'r1' },
        { ...told, run: 'r1' },
        { ...told, run: 'r2' }
      ],
      'Answers in this notebook: 2,000 tokens in, 40 out, about $0.02.'
    ],
    [
      [told, { ...told, cost: undefined }],
      'Answers in this notebook: 2,000 tokens in, 40 out, about $0.01. The price of 1 answer is not known.'
    ],
    [
      [{ ...told, cost: undefined }],
      'Answers in this notebook: 1,000 tokens in, 20 out.'
    ]
  ])('%j', (records, words) => {
    expect(totalsIn(records, trans)).toBe(words);
  });
});
