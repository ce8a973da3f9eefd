import { describe, expect, it } from 'vitest';

import type { IMetadataCell } from '../../notebook/metadata';
import { notebookOf } from '../sharednotebook';
import {
  asMetadata,
  forgetPrompt,
  isAnswer,
  isPrompt,
  readMarks,
  readMetadata,
  writeMetadata
} from '../../notebook/metadata';

const RECORD = {
  run: 'r',
  state: 'finished',
  model: 'openai/gpt-6',
  answered_by: null,
  simulated: false,
  parameters: {},
  started: '2026-11-28T10:00:00Z',
  seconds: 1,
  input_tokens: 10,
  cached_tokens: null,
  output_tokens: 20,
  cost: null,
  finish_reason: 'stop',
  error: null
};

/** What no program of ours writes. */
const ANYTHING: unknown[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'text',
  [],
  [null],
  {},
  { run: {} },
  { toString: 1 }
];

function cellWith(metadata: unknown): IMetadataCell {
  let held = metadata;
  return {
    cell_type: 'markdown',
    getMetadata: () => held as never,
    setMetadata: (_, value) => void (held = value),
    deleteMetadata: () => void (held = undefined)
  };
}

describe("What a cell's metadata has of ours", () => {
  it('is given as it is, if it is what it should be', () => {
    const ours = { isOutputCell: true, prompt: 'p', run: RECORD, parts: [] };
    expect(asMetadata(ours)).toBe(ours);
  });

  it.each(ANYTHING)('is read without a throw, whatever it is: %j', value => {
    const cell = cellWith(value);
    expect([isPrompt(cell), isAnswer(cell)]).toEqual([false, false]);
    writeMetadata(cell, { id: 'p' });
    expect(readMetadata(cell).id).toBe('p');
    forgetPrompt(cell);
  });

  it.each(ANYTHING)('has no field that is wrong: %j', value => {
    const { id, model, prompt, run } = asMetadata({
      ...{ id: value, model: value, prompt: value, run: value }
    });
    const text = typeof value === 'string' ? value : undefined;
    expect([id, model, prompt, run]).toEqual([text, text, text, undefined]);
  });

  it.each(ANYTHING)('has no replay that is none: %j', replay => {
    expect(asMetadata({ replay }).replay).toBeUndefined();
    expect(asMetadata({ replay: 'strict' }).replay).toBe('strict');
  });

  it.each(Object.keys(RECORD))('has no record whose %s is wrong', name => {
    for (const value of ANYTHING) {
      const { run } = asMetadata({ run: { ...RECORD, [name]: value } });
      expect(run === undefined || isAsRead(run)).toBe(true);
    }
  });
});

/** What is read of a record is what it is said to be. */
function isAsRead(run: object): boolean {
  const { model, answered_by, seconds, ...rest } = run as typeof RECORD;
  const amounts = [rest.input_tokens, rest.cached_tokens, rest.output_tokens];
  return (
    [model ?? '', answered_by ?? ''].every(text => typeof text === 'string') &&
    [seconds, ...amounts, rest.cost].every(
      amount => typeof (amount ?? 0) === 'number'
    )
  );
}

describe('What pairs are found by', () => {
  it('is as the cell stands now', () => {
    const [cell] = notebookOf(['Q', { isPromptCell: true, id: 'a' }]).cells;
    const { id, isPromptCell } = readMarks(cell);
    expect([id, isPromptCell]).toEqual(['a', true]);
    writeMetadata(cell, { id: 'b' });
    expect(readMarks(cell).id).toBe('b');
    cell.setMetadata('ai_jup', { isOutputCell: true, prompt: 7 });
    expect(readMarks(cell)).toEqual({ isOutputCell: true });
    expect([isPrompt(cell), isAnswer(cell)]).toEqual([false, true]);
    cell.deleteMetadata('ai_jup');
    expect(readMarks(cell)).toEqual({});
  });
});
