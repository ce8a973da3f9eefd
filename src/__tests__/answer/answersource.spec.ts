import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { answerSource } from '../../answer/answersource';
import type { IRunState } from '../../run/reducer';
import { INITIAL_STATE, reduce } from '../../run/reducer';
import type { Event, ToolResult } from '../../wire/generated';

const trans = nullTranslator.load('ai_jup');
const FACTS = 'application/vnd.ai-jup.call+json';

type Step =
  string | { name: string; given?: object; result?: Partial<ToolResult> };

/** The state after texts and calls, one after another. */
function after(...steps: Step[]): IRunState {
  const events = steps.flatMap((step, at): object[] => {
    const id = `c${at}`;
    if (typeof step === 'string') {
      return [{ type: 'text-delta', text: step }];
    }
    const { name, given = {}, result } = step;
    return [
      { type: 'tool-call', id, name, arguments: given },
      ...(result ? [{ type: 'tool-result', id, status: 'ok', ...result }] : [])
    ];
  });
  return events
    .map((event, at) => ({ run: 'r', seq: at + 1, ...event }) as Event)
    .reduce(reduce, INITIAL_STATE);
}

function written(...steps: Step[]): string {
  return answerSource(after(...steps), trans).source;
}

const SIX = { content: { 'text/plain': '6.0', [FACTS]: { seconds: 0.31 } } };

describe('an answer in the notebook', () => {
  it('has each call where the model made it', () => {
    const given = { width: 3, deep: null };
    const call = { name: 'area', given, result: SIX };
    expect(written('Let me see.', call, '\n\nIt is 6.')).toBe(
      [
        'Let me see.',
        '<details><summary><code>area(width=3, deep=None)</code> · 0.3 s</summary>',
        '```json\n{\n  "width": 3,\n  "deep": null\n}\n```',
        '```text\n6.0\n```',
        '</details>',
        'It is 6.'
      ].join('\n\n')
    );
  });

  it('shows the pictures of a call below it, as attachments', () => {
    const more = { [FACTS]: { pictures: [{ 'image/jpeg': 'BBBB' }] } };
    const content = { 'text/plain': '', 'image/png': 'AAAA', ...more };
    const state = after({ name: 'db.plot', result: { content } });
    expect(answerSource(state, trans)).toEqual({
      source: [
        '<details><summary><code>db.plot()</code></summary>',
        '</details>',
        '![db.plot](attachment:call-1-1.png)',
        '![db.plot](attachment:call-1-2.jpeg)'
      ].join('\n\n'),
      pictures: new Map([
        ['call-1-1.png', { mediaType: 'image/png', base64: 'AAAA' }],
        ['call-1-2.jpeg', { mediaType: 'image/jpeg', base64: 'BBBB' }]
      ])
    });
  });

  it('lets nothing of a call become Markdown or HTML', () => {
    const given = {
      x: '</code><img src=http://e.org>\n\n![a](http://e.org) $y$'
    };
    const text = '```\n</details>\n\n![a](http://e.org/a.png)';
    const call = {
      name: 'f',
      given,
      result: { content: { 'text/plain': text } }
    };
    const lines = written(call).split('\n');
    expect(lines[0]).toBe(
      '<details><summary><code>f(x=&#34;&#60;/code&#62;&#60;img src=http://e.org&#62;' +
        '&#92;n&#92;n![a](http://e.org) &#36;y&#36;&#34;)</code></summary>'
    );
    expect(lines.slice(-8)).toEqual([
      '````text',
      '```',
      '</details>',
      '',
      '![a](http://e.org/a.png)',
      '````',
      '',
      '</details>'
    ]);
  });

  it('closes code that the model left open before it called', () => {
    expect(written('```python\nx = 1', { name: 'f' }, 'So.')).toMatch(
      /^```python\nx = 1\n```\n\n<details>/
    );
    expect(written('```python\nx = 1\n```', { name: 'f' })).toMatch(
      /^```python\nx = 1\n```\n\n<details>/
    );
  });

  it('is harmless although a picture and its address stand apart', () => {
    const source = written('![a][x]', { name: 'f' }, '[x]: http://e.org/a.png');
    expect(source).not.toContain('![a][x]');
  });

  it('keeps a text that holds the word which stands for a call', () => {
    const source = written('I call callx0. now', { name: 'f' }, 'callx');
    expect(source).toMatch(/^I call callx0\. now\n\n<details>.*f\(\)/);
    expect(source).toMatch(/callx$/);
  });

  it('says what became of a call that has no result', () => {
    const state = { ...after({ name: 'f' }), state: 'stopped' as const };
    expect(answerSource(state, trans).source).toContain(
      'may not have finished'
    );
  });

  it('does not say that a call runs: it is read where no run writes on', () => {
    expect(written('Let me see.', { name: 'f' })).toBe(
      [
        'Let me see.',
        '<details><summary><code>f()</code>' +
          ' · may not have finished</summary>',
        '</details>'
      ].join('\n\n')
    );
  });
});
