import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, describe, expect, it } from 'vitest';

import {
  costInWords,
  exactTokens,
  pricePerMillion,
  shortTokens,
  tenths
} from '../../runstate/amounts';

const trans = nullTranslator.load('ai_jup');

describe('A number of tokens', () => {
  it.each([
    [0, '0'],
    [800, '800'],
    [999, '999'],
    [1_000, '1k'],
    [99_949, '99.9k'],
    [99_951, '100k'],
    [128_000, '128k'],
    [272_000, '272k'],
    [999_499, '999k'],
    [1_000_000, '1M'],
    [1_048_576, '1.05M']
  ])('is as short as a glance needs it: %i', (tokens, words) => {
    expect(shortTokens(tokens)).toBe(words);
  });

  it('is told to the last one', () => {
    expect(exactTokens(12_345)).toBe('12,345');
  });
});

describe('A cost', () => {
  it.each([
    [null, ''],
    [0, 'free'],
    [0.000_01, 'less than $0.0001'],
    [0.000_123, 'about $0.00012'],
    [0.004_321, 'about $0.0043'],
    [0.0123, 'about $0.012'],
    [0.0294, 'about $0.029'],
    [0.03, 'about $0.03'],
    [0.0996, 'about $0.10'],
    [0.123, 'about $0.12'],
    [1.234, 'about $1.23']
  ])('of %s', (dollars, words) => {
    expect(costInWords(dollars, trans)).toBe(words);
  });
});

describe('A price', () => {
  it.each([
    [3e-6, '$3'],
    [1.25e-6, '$1.25'],
    [1e-7, '$0.10'],
    [7.5e-8, '$0.075'],
    [0, '$0'],
    [0.000168, '$168']
  ])('of %f a token is one of a million', (perToken, words) => {
    expect(pricePerMillion(perToken)).toBe(words);
  });
});

describe('In German', () => {
  afterEach(() => {
    document.documentElement.lang = '';
  });

  it("amounts are written as the page's language has them", () => {
    document.documentElement.lang = 'de-DE';
    expect([
      exactTokens(32_000),
      shortTokens(9_800),
      shortTokens(1_048_576),
      tenths(0.2),
      costInWords(0.000_25, trans),
      costInWords(0.000_01, trans),
      costInWords(1_234.5, trans),
      pricePerMillion(1.25e-6),
      pricePerMillion(3e-6)
    ]).toEqual([
      '32.000',
      '9,8k',
      '1,05M',
      '0,2',
      'about 0,00025\u00a0$',
      'less than 0,0001\u00a0$',
      'about 1.234,50\u00a0$',
      '1,25\u00a0$',
      '3\u00a0$'
    ]);
  });
});
