import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { ContextLine } from '../../inspector/contextline';
import { describeContext } from '../../inspector/contextsummary';
import { contentOf, pictureIn, textIn } from '../../inspector/messages';
import type { ContextReply } from '../../wire/generated';

const trans = nullTranslator.load('ai_jup');

const REPLY: ContextReply = {
  model: 'anthropic/claude-sonnet-5',
  label: 'Claude Sonnet 5',
  simulated: false,
  messages: [],
  tools: [],
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
      '12 cells, 2 pictures, 9.8k of 200k tokens, about $0.029'
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
    const costs = [0.004_321, 0.000_01, 0].map(cost =>
      describeContext({ ...REPLY, images: 0, cost }, trans)
        .split(', ')
        .at(-1)
    );
    expect(costs).toEqual(['about $0.0043', 'less than $0.0001', 'free']);
  });
});

describe('The line itself', () => {
  const state = {
    cell: null,
    reply: null,
    error: null,
    isOld: false,
    isLive: false
  };

  function lineFor(reply: ContextReply | null): ContextLine {
    const line = new ContextLine(trans, () => undefined);
    line.setState({ ...state, reply });
    return line;
  }

  it('says why a prompt would be refused, and nothing of its size', () => {
    const message = 'This prompt is too large: about 310k of 200k tokens.';
    const refusal = { code: 'context-too-large', message, hint: 'Skip some.' };
    const line = lineFor({ ...REPLY, refusal });
    expect(line.node.textContent).toBe(`⚠ ${message}`);
    expect(line.hasClass('jp-AiJup-mod-refused')).toBe(true);
  });

  it('begins to say what is left out', () => {
    const message =
      "Left out to fit the model's context window: 3 cells. Pin the cells that must stay.";
    const warnings = [{ code: 'context-shortened', message }];
    expect(lineFor({ ...REPLY, warnings }).node.textContent).toBe(
      "12 cells, 2 pictures, 9.8k of 200k tokens, about $0.029 · ⚠ Left out to fit the model's context window: 3 cells."
    );
  });

  it('is no alarm where what the prompt names is read when it runs', () => {
    const message = 'The values are read when it runs.';
    const warnings = [{ code: 'live-not-counted', message }];
    expect(lineFor({ ...REPLY, warnings }).node.textContent).toBe(
      '12 cells, 2 pictures, 9.8k of 200k tokens, about $0.029, without the values and functions it names'
    );
  });

  it('keeps its place while nothing is known, and shows text as text', () => {
    const unknown = lineFor(null);
    expect(unknown.node.textContent).toBe('\u00a0');
    expect(unknown.isHidden).toBe(false);
    expect(unknown.hasClass('jp-AiJup-mod-blank')).toBe(true);
    const message = '<b>bold</b>.';
    const line = lineFor({ ...REPLY, warnings: [{ code: 'x', message }] });
    expect(line.node.querySelector('b')).toBe(null);
    expect(line.hasClass('jp-AiJup-mod-blank')).toBe(false);
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
