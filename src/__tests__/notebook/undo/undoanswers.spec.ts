import { Clipboard } from '@jupyterlab/apputils';
import type { PartialJSONValue } from '@lumino/coreutils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { asMetadata, writeMetadata } from '../../../notebook/metadata';
import { historyOf } from '../../../notebook/undo/undosteps';
import { stopped } from '../../running/playedserver';
import { PairedNotebook } from '../pairednotebook';

let notebook: PairedNotebook;

/** A prompt that was answered, and two cells below. */
beforeEach(async () => {
  Clipboard.getInstance().clear();
  notebook = new PairedNotebook(
    ['Q', { isPromptCell: true, id: 'a' }],
    ['x'],
    ['y']
  );
  await ask('uno dos');
});

afterEach(() => notebook.dispose());

async function ask(words: string, at = 0): Promise<void> {
  notebook.select(at);
  await notebook.ask(words);
}

/** The cells, those of answers with how many more they have before and after. */
function seen(): string {
  const more = (entries: unknown) => '<'.repeat([entries ?? []].flat().length);
  return notebook.shared.cells
    .map((cell, at) => {
      const { earlier, later } = asMetadata(cell.getMetadata('ai_jup'));
      const [, kind, source] = notebook.seen[at] as string[];
      return `${more(earlier)}${kind}(${source})${more(later)}`;
    })
    .join(' ');
}

/** What is seen before each step of undo and after the last one: redo, as often, leads back through the same. */
async function undoAll(times: number): Promise<string[]> {
  const all = [seen()];
  for (let step = 0; step < times; step++) {
    await notebook.act('undo');
    all.push(seen());
  }
  const back = [seen()];
  for (let step = 0; step < times; step++) {
    await notebook.act('redo');
    back.unshift(seen());
  }
  expect(back).toEqual(all);
  return all;
}

describe('Undo and redo', () => {
  it('of a split answer lead to its halves and back, with an answer since too', async () => {
    notebook.select(1);
    await notebook.split(3);
    const split = 'P(Q) A(uno) A( dos) (x) (y)';
    expect(await undoAll(1)).toEqual([split, 'P(Q) A(uno dos) (x) (y)']);
    await ask('tres');
    const all = [
      expect.stringContaining('A(tres)'),
      split,
      'P(Q) A(uno dos) (x) (y)'
    ];
    expect(await undoAll(2)).toEqual(all);
    expect(await undoAll(2)).toEqual(all);
  });

  it('keep what was written between two changes that are one step', async () => {
    const { shared } = notebook;
    historyOf(shared).undoManager.stopCapturing();
    shared.moveCell(3, 2);
    shared.transact(() => shared.cells[1].setSource('tres'), false);
    shared.insertCell(4, { cell_type: 'markdown', source: 'z' });
    expect(seen()).toBe('P(Q) A(tres) (y) (x) (z)');
    await notebook.act('undo');
    expect(seen()).toBe('P(Q) A(tres) (x) (y)');
    await notebook.act('redo');
    expect(seen()).toBe('P(Q) A(tres) (y) (x) (z)');
  });

  it('of an answer made a prompt keep what both prompts have been answered since', async () => {
    notebook.select(1);
    await notebook.toPrompt();
    await ask('two', 1);
    await ask('three');
    const all = [
      'P(Q) A(three) P(uno dos) A(two) (x) (y)',
      'P(Q) A(uno dos)< (x) (y)'
    ];
    expect(await undoAll(1)).toEqual(all);
    expect(await undoAll(1)).toEqual(all);
  });

  it('of a run that has brought its answer back take that where it was moved to', async () => {
    notebook.select(1);
    await notebook.act('moveDown');
    await ask('two');
    expect(await undoAll(2)).toEqual([
      'P(Q) <A(two) (x) (y)',
      'P(Q) (x) A(uno dos) (y)',
      'P(Q) A(uno dos) (x) (y)'
    ]);
  });

  it('of a run take an answer back to the top of the notebook too', async () => {
    notebook.select(1);
    await notebook.act('moveUp');
    await ask('two', 1);
    expect(await undoAll(2)).toEqual([
      'P(Q) <A(two) (x) (y)',
      'A(uno dos) P(Q) (x) (y)',
      'P(Q) A(uno dos) (x) (y)'
    ]);
  });

  it.each(['paste', 'duplicate'])(
    'of a copy of an answer (%s) leave the original where it is',
    async action => {
      notebook.select(1);
      if (action === 'paste') {
        await notebook.act('copy');
        notebook.select(3);
      }
      await notebook.act(action, 'below');
      const copied =
        action === 'paste'
          ? 'P(Q) A(uno dos) (x) (y) A(uno dos)'
          : 'P(Q) A(uno dos) A(uno dos) (x) (y)';
      const before = 'P(Q) A(uno dos) (x) (y)';
      expect(await undoAll(1)).toEqual([copied, before]);
      await ask('two');
      const answered = copied.replace('A(uno dos)', '<A(two)');
      expect(await undoAll(2)).toEqual([answered, copied, before]);
    }
  );

  it.each(['paste', 'duplicate'])(
    'of a copy (%s) of a prompt whose answer has not begun to come lead to one without an answer',
    async action => {
      notebook.dispose();
      notebook = new PairedNotebook(
        ['Q', { isPromptCell: true, id: 'a' }],
        ['', { isOutputCell: true, prompt: 'a' }],
        ['x'],
        ['y']
      );
      notebook.select(0);
      if (action === 'paste') {
        await notebook.act('copy');
        notebook.select(3);
      }
      await notebook.act(action, 'below');
      const copied =
        action === 'paste' ? 'P(Q) A() (x) (y) P(Q)' : 'P(Q) A() P(Q) (x) (y)';
      expect(await undoAll(1)).toEqual([copied, 'P(Q) A() (x) (y)']);
      expect(await undoAll(1)).toEqual([copied, 'P(Q) A() (x) (y)']);
    }
  );

  it('of several runs, one that was stopped and gone on with among them, are as many steps', async () => {
    await ask('two');
    notebook.select(0);
    await notebook.ask('thr', stopped);
    await notebook.ask('three', undefined, true);
    await ask('four');
    const all = [
      '<<<A(four)',
      '<<A(three)',
      '<<A(thr\n\n> **Stopped.** You stopped this answer.)',
      '<A(two)',
      'A(uno dos)'
    ].map(answer => `P(Q) ${answer} (x) (y)`);
    expect(await undoAll(4)).toEqual(all);
    expect(await undoAll(4)).toEqual(all);
  });

  it('keep as a later answer what somebody else has been answered since, who has steps of their own', async () => {
    await ask('two');
    const [, answer] = notebook.shared.cells;
    const ours = asMetadata(answer.getMetadata('ai_jup'));
    const two = { source: 'two' };
    const earlier = [...[ours.earlier].flat(), two] as PartialJSONValue[];
    notebook.shared.transact(() => {
      answer.setSource('theirs');
      writeMetadata(answer, { earlier });
    }, false);
    const all = ['P(Q) <<A(theirs) (x) (y)', 'P(Q) A(uno dos)< (x) (y)'];
    expect(await undoAll(1)).toEqual(all);
    expect(await undoAll(1)).toEqual(all);
  });

  it('keep as a later answer what the user has edited since, which is a step of the cell alone', async () => {
    await ask('two');
    const [, answer] = notebook.shared.cells;
    notebook.shared.transact(() => answer.setSource('two, or three'), false);
    const all = ['P(Q) <A(two, or three) (x) (y)', 'P(Q) A(uno dos)< (x) (y)'];
    expect(await undoAll(1)).toEqual(all);
    expect(await undoAll(1)).toEqual(all);
  });

  it('leave an answer as it is that is just coming', async () => {
    await ask('two');
    const last = seen();
    notebook.live.add('a');
    expect(await undoAll(1)).toEqual([last, last]);
  });
});

describe("Undo and redo of a notebook's first prompt", () => {
  it.each([
    ['Markdown', 1],
    ['code', 2]
  ])('take its answer along: made of a %s cell', async (_, steps) => {
    notebook.dispose();
    notebook = new PairedNotebook(['x'], ['y']);
    if (steps > 1) {
      await notebook.act('changeCellType', 'code');
      historyOf(notebook.shared).undoManager.stopCapturing();
    }
    await notebook.toPrompt();
    await ask('uno');
    expect(seen()).toBe('P(x) A(uno) (y)');
    expect((await undoAll(steps)).slice(1)).toEqual(
      Array<string>(steps).fill('(x) (y)')
    );
    await ask('dos');
    expect(seen()).toMatch(/^P\(x\) <A\(dos\) \(y\)$/);
  });
});
