import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import runs from '../../../schema/vectors/runs.json';
import { NOT_RUN, endingOf, overEarlier } from '../../answer/ending';
import { INITIAL_STATE, reduce } from '../../runstate/reducer';
import { warningsOf } from '../../views/answer/answerprogress';
import type { Event } from '../../wire/generated';

const trans = nullTranslator.load('ai_jup');
const error = { code: 'x', message: 'It broke.', hint: 'Mend it.' };

describe('an answer', () => {
  it('that is whole gets no notice', () => {
    const whole = {
      ...INITIAL_STATE,
      state: 'finished' as const,
      finishReason: 'stop' as const,
      text: 'x'
    };
    expect(endingOf(whole, trans)).toBeNull();
  });

  it('that broke says so, with what to do', () => {
    const state = { ...INITIAL_STATE, state: 'failed' as const, error };
    const titles = ['', 'Half'].map(
      text => endingOf({ ...state, text }, trans)?.title
    );
    expect(titles).toEqual(['No answer.', 'Incomplete:']);
    expect(endingOf(state, trans)).toMatchObject({
      message: 'It broke.',
      hint: 'Mend it.'
    });
  });

  it('says where the model is named that cannot answer', () => {
    const unknown = { ...error, code: 'model-unknown' };
    const state = {
      ...INITIAL_STATE,
      state: 'failed' as const,
      error: unknown
    };
    const hints = (
      ['cell', 'notebook', 'setting', 'server', 'lock', null] as const
    ).map(by => endingOf(state, trans, by)?.hint);
    expect(hints).toEqual([
      'Mend it. This prompt names the model.',
      'Mend it. This notebook names the model.',
      'Mend it. The model is picked in Settings.',
      "Mend it. The model is the server's default.",
      'Mend it. The administrator of this server chooses the model.',
      'Mend it.'
    ]);
    expect(endingOf(state, trans, 'cell')?.isOfModel).toBe(true);
    const other = endingOf({ ...state, error }, trans, 'cell');
    expect([other?.hint, other?.isOfModel]).toEqual(['Mend it.', false]);
  });

  it.each(['not-in-cassette', 'cassette-unusable'])(
    'that no cassette has is not to be had from another model: %s',
    code => {
      const state = { ...INITIAL_STATE, state: 'failed' as const };
      expect(
        endingOf({ ...state, error: { ...error, code } }, trans, 'notebook')
      ).toEqual({
        kind: 'failed',
        title: 'No answer.',
        message: 'It broke.',
        hint: 'Mend it.',
        isOfModel: false
      });
    }
  );

  it('that was not asked for is no failure', () => {
    const unsent = { ...error, code: NOT_RUN };
    const state = { ...INITIAL_STATE, state: 'failed' as const, error: unsent };
    const ending = endingOf(state, trans)!;
    expect([ending.kind, ending.title]).toEqual(['stopped', 'Not run.']);
    expect(overEarlier(ending, trans).title).toMatch(/the earlier one/);
  });

  it.each(['length', 'content_filter'] as const)(
    'that ended by %s says so',
    finishReason => {
      const state = { ...INITIAL_STATE, text: 'x', finishReason };
      const ending = endingOf({ ...state, state: 'finished' }, trans);
      expect(ending?.title).toBe('Incomplete:');
    }
  );

  it('at the limit of steps says whether the model found its words', () => {
    const events = runs[6].events as unknown as Event[];
    const { tools, record } = events.reduce(reduce, INITIAL_STATE);
    const finishReason = 'max_steps' as const;
    const ended = {
      ...INITIAL_STATE,
      state: 'finished' as const,
      finishReason,
      tools: [{ ...tools[0], at: 5 }],
      record: { ...record!, parameters: { max_steps: 3 } }
    };
    const words = (text: string) => {
      const { title, message } = endingOf({ ...ended, text }, trans)!;
      return `${title} ${message}`;
    };
    expect(words('First')).toBe(
      'Incomplete: The limit of 3 steps was reached.'
    );
    expect(words('First, and so far.')).toBe(
      'Note: The limit of 3 steps was reached; the model answered with what it had so far.'
    );
  });

  it('that is empty says so', () => {
    const state = { ...INITIAL_STATE, finishReason: 'stop' as const };
    const ending = endingOf({ ...state, state: 'finished' }, trans);
    expect(ending?.title).toBe('No answer.');
  });
});

describe('why an answer waits', () => {
  it('is said until it does not', () => {
    const warning = (code: string) =>
      ({ type: 'warning', run: 'r', seq: 1, code, message: code }) as const;
    const warnings = ['loading', 'retrying', 'other'].map(warning);
    const state = { ...INITIAL_STATE, warnings };
    const begun = { ...state, text: 'x' };
    expect(warningsOf({ phase: 'running', state })).toBe(
      'loading\nretrying\nother'
    );
    expect(warningsOf({ phase: 'running', state: begun })).toBe(
      'retrying\nother'
    );
    expect(warningsOf({ phase: 'ended', state })).toBe('other');
  });
});
