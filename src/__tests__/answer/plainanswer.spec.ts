import { describe, expect, it } from 'vitest';

import type { IEnding } from '../../answer/ending';
import { plainAnswer } from '../../answer/plainanswer';
import type { IRunState } from '../../runstate/reducer';
import { INITIAL_STATE, reduce } from '../../runstate/reducer';
import type { Event } from '../../wire/generated';

const LOST: IEnding = {
  kind: 'failed',
  title: 'Incomplete',
  message: 'The server is gone.',
  hint: ''
};

function after(...events: object[]): IRunState {
  return events
    .map((event, at) => ({ run: 'r', seq: at + 1, ...event }) as Event)
    .reduce(reduce, INITIAL_STATE);
}

describe('an answer that the server cannot write', () => {
  it('has all that came of it: texts, calls, pictures', () => {
    const run = after(
      { type: 'text-delta', text: 'Let me *see*.\n\n<b>' },
      { type: 'tool-call', id: 'c', name: 'area', arguments: { x: 1 } },
      {
        type: 'tool-result',
        id: 'c',
        status: 'ok',
        content: { 'text/plain': '6\n$', 'image/png': 'AAAA' }
      },
      { type: 'text-delta', text: 'It is 6.' }
    );
    expect(plainAnswer(run, LOST)).toEqual({
      source: [
        '<pre><code>Let me &#42;see&#42;.&#10;&#10;&#60;b&#62;</code></pre>',
        '<pre><code>area(x&#61;1)&#10;6&#10;&#36;</code></pre>',
        '![picture](attachment:call-1-1.png)',
        '<pre><code>It is 6.</code></pre>',
        '> **Incomplete** The server is gone.'
      ].join('\n\n'),
      attachments: { 'call-1-1.png': { 'image/png': 'AAAA' } },
      metadata: {}
    });
  });

  it('keeps what is known of its run', () => {
    const record = { run: 'r' };
    const run = after(
      { type: 'text-delta', text: 'Yes.' },
      { type: 'run-finished', finish_reason: 'stop', record }
    );
    expect(plainAnswer(run, null)).toEqual({
      source: '<pre><code>Yes.</code></pre>',
      attachments: {},
      metadata: { ai_jup: { run: record } }
    });
  });
});
