import type { PartialJSONObject } from '@lumino/coreutils';
import { describe, expect, it } from 'vitest';

import { mayContinue } from '../../running/continuing';
import { isEdited } from '../../running/writing/edited';
import { notebookOf } from '../sharednotebook';

const STOPPED = 'Half an\n\n> **Stopped.** You stopped this answer.';

function cell(source: string, ours: PartialJSONObject = {}) {
  return notebookOf([source, { isOutputCell: true, prompt: 'a', ...ours }])
    .cells[0];
}

describe('An answer', () => {
  it.each([
    [STOPPED, { run: 'r', state: 'stopped' }, true],
    [STOPPED, { run: 'r', state: 'failed', error: 'x' }, true],
    ['Half', { run: 'r', state: 'finished', finish_reason: 'length' }, true],
    ['Note', { run: 'r', state: 'finished', finish_reason: 'max_steps' }, true],
    [
      'No',
      { run: 'r', state: 'finished', finish_reason: 'content_filter' },
      false
    ],
    ['Whole.', { run: 'r', state: 'finished', finish_reason: 'stop' }, false],
    ['> **No answer.** x', { run: 'r', state: 'failed' }, false],
    ['', { run: 'r', state: 'stopped' }, false]
  ])(
    'can be gone on with where it was cut off: %j, %j: %j',
    (source, run, may) => {
      expect(mayContinue(cell(source, { run }))).toBe(may);
    }
  );

  it('can be gone on with where page and server went while it came', () => {
    expect(mayContinue(cell('Half\n\n> **Incomplete:** x'))).toBe(true);
    expect(mayContinue(cell('Of an earlier version.'))).toBe(false);
  });

  it('is edited where it is not as it was written', () => {
    // as the server makes it: the first 8 hex digits of the SHA-256
    const written = '776b50fe';
    expect(isEdited({ source: 'Só é.', written })).toBe(false);
    expect(isEdited({ source: 'Só é!', written })).toBe(true);
    expect(isEdited({ source: 'Só é.', written: '00000000' })).toBe(true);
    expect(isEdited({ source: 'Só é.' })).toBe(false);
  });
});
