import { describe, expect, it } from 'vitest';

import {
  facts,
  formatPrice,
  formatTokens
} from '../../../picker/list/modelfacts';
import { model, SONNET, trans } from '../knownmodels';

describe('numbers', () => {
  it('are as short as a glance needs them', () => {
    const tokens = [800, 128_000, 272_000, 1_000_000, 1_048_576];
    expect(tokens.map(formatTokens)).toEqual([
      '800',
      '128K',
      '272K',
      '1M',
      '1.05M'
    ]);
    const prices = [3e-6, 1.25e-6, 1e-7, 7.5e-8, 0, 0.000168];
    expect(prices.map(formatPrice)).toEqual([
      '$3',
      '$1.25',
      '$0.10',
      '$0.075',
      '$0',
      '$168'
    ]);
  });
});

describe('what a row says of a model', () => {
  it('is what it can do and what it costs', () => {
    expect(facts(SONNET, trans)).toEqual([
      '1M context',
      'tools',
      'reasoning',
      'PDF',
      '$3 in, $15 out per 1M tokens'
    ]);
  });

  it('leaves out what is unknown', () => {
    const own = model('own/model', {
      max_input_tokens: null,
      supports_function_calling: false,
      supports_reasoning: false,
      supports_vision: false,
      supports_pdf_input: false,
      input_cost_per_token: null
    });
    expect(facts(own, trans)).toEqual(['no pictures']);
  });
});
