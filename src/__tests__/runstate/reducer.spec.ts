import { describe, expect, it } from 'vitest';

import runs from '../../../schema/vectors/runs.json';
import {
  INITIAL_STATE,
  lose,
  reduce,
  waitsForKernel
} from '../../runstate/reducer';
import type { Event } from '../../wire/generated';

const vectors = runs as unknown as {
  name: string;
  events: Event[];
  text: string;
  state: string;
}[];

describe('reduce', () => {
  it.each(vectors)('knows after: $name', ({ events, text, state }) => {
    const last = events.at(-1)?.seq ?? 0;
    const known = { text, state, last };
    expect(events.reduce(reduce, INITIAL_STATE)).toMatchObject(known);
  });

  it.each(vectors)('counts no event twice: $name', ({ events, text }) => {
    const doubled = events.flatMap((event, at) => [
      event,
      event,
      ...events.slice(0, at)
    ]);
    expect(doubled.reduce(reduce, INITIAL_STATE).text).toBe(text);
  });

  it('returns the same state for what is not new', () => {
    const { events } = vectors[2];
    const state = events.reduce(reduce, INITIAL_STATE);
    expect(reduce(state, events[0])).toBe(state);
  });

  it('keeps the text of a run that the server has lost', () => {
    const state = vectors[5].events.reduce(reduce, INITIAL_STATE);
    const error = { code: 'run-unknown', message: 'Gone.', hint: '' };
    const lost = lose(state, error);
    expect(lost).toEqual({ ...state, state: 'failed', error });
    expect(lose(lost, error)).toBe(lost);
  });

  describe('that the kernel is busy', () => {
    const started = vectors[1].events[0];
    const event = (changes: object) => ({ ...started, ...changes });
    const busy = event({ seq: 2, type: 'warning', code: 'kernel-busy' });
    const waiting = [started, busy].reduce(reduce, INITIAL_STATE);

    it('is known while it is', () => {
      expect(waiting.warnings).toEqual([busy]);
      expect(waitsForKernel(waiting)).toBe(true);
      const other = event({ seq: 3, type: 'warning', code: 'other' });
      const both = reduce(waiting, other);
      expect(both.warnings).toEqual([busy, other]);
      const again = event({ seq: 4, type: 'warning', code: 'kernel-busy' });
      expect(reduce(both, again).warnings).toEqual([other, again]);
    });

    it.each([
      { type: 'warning', code: 'kernel-free' },
      { type: 'text-delta', text: 'x' },
      { type: 'run-finished' },
      { type: 'run-failed' },
      { type: 'run-stopped' }
    ])('is over with: $type', later => {
      const state = reduce(waiting, event({ seq: 3, ...later }));
      expect(state.warnings).toEqual([]);
      expect(waitsForKernel(state)).toBe(false);
    });
  });

  it('goes past an event of a type that only a newer server has', () => {
    const before = { ...INITIAL_STATE, last: 1, text: 'a' };
    const news = { run: 'r1', seq: 2, type: 'news' } as unknown as Event;
    expect(reduce(before, news)).toEqual({ ...before, last: 2 });
  });

  it('gives a call its own result', () => {
    const [call, result] = vectors[6].events.slice(2, 4);
    const state = vectors[6].events.reduce(reduce, INITIAL_STATE);
    expect(state.tools).toEqual([{ call, at: 6, consent: null, result }]);
  });
});
