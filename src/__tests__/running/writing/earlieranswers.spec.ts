import type { YMarkdownCell } from '@jupyter/ydoc';
import type { PartialJSONObject } from '@lumino/coreutils';
import { describe, expect, it } from 'vitest';

import {
  placeOf,
  turnTo,
  withEarlier
} from '../../../running/writing/earlieranswers';
import { writeMetadata } from '../../../notebook/metadata';
import { contentOf, notebookOf } from '../../sharednotebook';

const ANSWER = { isOutputCell: true, prompt: 'a' };
const LIMITS = { number: 5, characters: 10_000 };

const answer = (source: string) => ({ source, run: { run: source } });

function opened(source: string, ours: PartialJSONObject = {}) {
  const notebook = notebookOf([source, { ...ANSWER, ...ours }]);
  return { notebook, cell: notebook.cells[0] as YMarkdownCell };
}

describe("A prompt's answers", () => {
  it('are turned through in their order, each as one step of undo', () => {
    const { notebook, cell } = opened('three', {
      run: { run: 'three' },
      earlier: [answer('one'), answer('two')]
    });
    const before = contentOf(notebook);
    expect(placeOf(cell)).toEqual({ at: 3, of: 3, withoutPictures: false });
    expect(turnTo(notebook, cell, 1)).toBe(false);
    expect(turnTo(notebook, cell, -1)).toBe(true);
    expect(turnTo(notebook, cell, -1)).toBe(true);
    expect(turnTo(notebook, cell, -1)).toBe(false);
    const first = {
      ...ANSWER,
      run: { run: 'one' },
      later: [answer('two'), answer('three')]
    };
    expect(contentOf(notebook)).toEqual([['one', first]]);
    notebook.undo();
    expect(placeOf(cell).at).toBe(2);
    notebook.undo();
    expect(contentOf(notebook)).toEqual(before);
    notebook.redo();
    notebook.redo();
    expect(contentOf(notebook)).toEqual([['one', first]]);
    turnTo(notebook, cell, 1);
    turnTo(notebook, cell, 1);
    expect(contentOf(notebook)).toEqual(before);
  });

  it.each([
    'text',
    7,
    null,
    { source: 'no list' },
    [1, null, ['x'], { source: 1 }, { text: 'older' }],
    [{ source: 'x', attachments: 1 }]
  ])('that cannot be read stay as they are: %j', broken => {
    const { notebook, cell } = opened('shown', { earlier: broken });
    const count = placeOf(cell).of - 1;
    expect(count).toBe(JSON.stringify(broken).includes('no list') ? 1 : 0);
    const entries = Array.isArray(broken) ? broken : [broken];
    const kept = withEarlier(cell, LIMITS).earlier as unknown[];
    expect(kept.slice(0, -1)).toEqual(entries);
    if (!count) {
      expect(turnTo(notebook, cell, -1)).toBe(false);
      expect(contentOf(notebook)[0]).toEqual([
        'shown',
        { ...ANSWER, earlier: broken }
      ]);
    }
  });

  it('turn past what cannot be read, which keeps its place', () => {
    const { notebook, cell } = opened('three', {
      earlier: [answer('one'), 1, answer('two'), 'x']
    });
    const before = contentOf(notebook);
    turnTo(notebook, cell, -1);
    turnTo(notebook, cell, -1);
    expect(contentOf(notebook)[0]).toEqual([
      'one',
      {
        ...ANSWER,
        run: { run: 'one' },
        later: [1, answer('two'), 'x', { source: 'three' }]
      }
    ]);
    turnTo(notebook, cell, 1);
    turnTo(notebook, cell, 1);
    expect(contentOf(notebook)).toEqual(before);
  });

  it('go, the oldest first, where there are more than the settings keep', () => {
    const { cell } = opened('four', {
      earlier: ['one', 'two', 'three'].map(answer)
    });
    const sources = (number: number, characters = 10_000) =>
      (
        (withEarlier(cell, { number, characters }).earlier ?? []) as {
          source: string;
        }[]
      ).map(({ source }) => source);
    expect(sources(2)).toEqual(['three', 'four']);
    expect(sources(5, 70)).toEqual(['three', 'four']);
    // the last one stays in any case
    expect(sources(5, 1)).toEqual(['four']);
    expect(sources(0)).toEqual([]);
  });

  it('stay, the last one that the user has edited, however little the settings keep', () => {
    // the digest is of another text
    const edited = (source: string) => ({ ...answer(source), written: '00' });
    const { cell } = opened('four', {
      earlier: [edited('one'), edited('two'), answer('three')]
    });
    const kept = [
      { number: 0, characters: 1 },
      { number: 1, characters: 1 }
    ].map(limits => withEarlier(cell, limits).earlier);
    expect(kept).toEqual([
      [edited('two')],
      [edited('two'), { source: 'four' }]
    ]);
  });

  it('lose large pictures when another takes their place, and say so', () => {
    const { notebook, cell } = opened('![x](attachment:call-1-1.png)');
    cell.attachments = {
      'call-1-1.png': { 'image/png': 'A'.repeat(300_000) }
    };
    const changes = withEarlier(cell, LIMITS);
    expect(changes.earlier).toEqual([
      { source: '![x](attachment:call-1-1.png)', withoutPictures: true }
    ]);
    writeMetadata(cell, changes);
    turnTo(notebook, cell, -1);
    expect(placeOf(cell)).toEqual({ at: 1, of: 2, withoutPictures: true });
    turnTo(notebook, cell, 1);
    expect(placeOf(cell)).toEqual({ at: 2, of: 2, withoutPictures: false });
    expect(cell.attachments).not.toEqual({});
  });

  it('that say only why there is none are not kept', () => {
    const { cell } = opened('> **No answer.** The key was rejected.');
    expect(withEarlier(cell, LIMITS).earlier).toBeUndefined();
  });
});
