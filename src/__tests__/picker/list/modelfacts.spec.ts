import { describe, expect, it } from 'vitest';

import { facts } from '../../../picker/list/modelfacts';
import { model, SONNET, trans } from '../knownmodels';

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

  it('says of one that costs nothing that it is free', () => {
    const free = { input_cost_per_token: 0, output_cost_per_token: 0 };
    expect(facts(model('own/model', free), trans).at(-1)).toBe('free');
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
