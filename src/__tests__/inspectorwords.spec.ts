import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { contentOf, pictureIn, textIn } from '../inspector/messages';
import { describeContext, shortNumber } from '../inspector/words';
import type { ContextReply } from '../wire/generated';

const trans = nullTranslator.load('ai_jup');

const REPLY: ContextReply = {
  model: 'anthropic/claude-sonnet-5',
  label: 'Claude Sonnet 5',
  simulated: false,
  messages: [],
  images: 2,
  cells: 12,
  tokens: 9_812,
  limit: 200_000,
  reply_tokens: 32_000,
  cost: 0.0294,
  parts: [],
  warnings: [],
  refusal: null
};

describe('The line under a prompt', () => {
  it('tells cells, pictures, tokens and cost', () => {
    expect(describeContext(REPLY, trans)).toBe(
      '12 cells, 2 pictures, 9.8k of 200k tokens, about $0.03'
    );
  });

  it('leaves out what is not there or not known', () => {
    const few = { ...REPLY, cells: 1, images: 0, limit: null, cost: null };
    expect(describeContext(few, trans)).toBe('1 cell, 9.8k tokens');
  });

  it('does not price what the simulator answers', () => {
    const simulated = { ...REPLY, simulated: true };
    expect(describeContext(simulated, trans)).toBe(
      '12 cells, 2 pictures, 9.8k of 200k tokens'
    );
  });

  it('tells small costs as what they are', () => {
    const costs = [0.004_321, 0.000_01].map(cost =>
      describeContext({ ...REPLY, images: 0, cost }, trans)
        .split(', ')
        .at(-1)
    );
    expect(costs).toEqual(['about $0.0043', 'less than $0.0001']);
  });

  it('has short numbers', () => {
    const numbers = [0, 999, 1_000, 99_949, 99_951, 999_499, 1_048_576];
    expect(numbers.map(shortNumber)).toEqual([
      '0',
      '999',
      '1k',
      '99.9k',
      '100k',
      '999k',
      '1.05M'
    ]);
  });
});

describe('A turn', () => {
  it('that is a text has one part', () => {
    const parts = contentOf({ role: 'system', content: 'Help.' });
    expect(parts.map(textIn)).toEqual(['Help.']);
  });

  it('shows only plain pictures as such', () => {
    const urls = [
      'data:image/png;base64,AAAA',
      'data:image/svg+xml;base64,AAAA',
      'https://example.com/a.png',
      7
    ];
    const content = urls.map(url => ({
      type: 'image_url',
      image_url: { url }
    }));
    expect(contentOf({ role: 'user', content }).map(pictureIn)).toEqual([
      'data:image/png;base64,AAAA',
      null,
      null,
      null
    ]);
  });
});
