import { Clipboard } from '@jupyterlab/apputils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isAnswer, isPrompt, readMetadata } from '../../notebook/metadata';
import { findAnswer } from '../../notebook/pairing';
import { isPairAt } from '../../notebook/pairs';
import { PairedNotebook } from './pairednotebook';

const prompt = (id: string) => ({ isPromptCell: true, id });
const answer = (id: string) => ({ isOutputCell: true, prompt: id });

/** What a user does, and on which cells: their places are taken modulo the notebook's length. */
interface IStep {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly at: number;
  /** Cells that are selected besides. */
  readonly more: number;
}

const UNDONE: [string, ...unknown[]][] = [
  ['moveUp'],
  ['moveDown'],
  ['copy'],
  ['cut'],
  ['deleteCells'],
  ['paste', 'below'],
  ['paste', 'above'],
  ['paste', 'belowSelected'],
  ['duplicate', 'below'],
  ['duplicate', 'belowSelected'],
  ['insertAbove'],
  ['insertBelow'],
  ['insertPrompt'],
  ['extension']
];
/** They take prompts from their answers, as the user wants it. */
const CHANGES: [string, ...unknown[]][] = [
  ['changeCellType', 'code'],
  ['changeCellType', 'raw'],
  ['changeCellType', 'markdown'],
  ['mergeCells', true],
  ['mergeCells', false],
  ['toPrompt']
];
/** Of the first answer alone. */
const ANSWERS: [string, ...unknown[]][] = [
  ['changeAnswer', 'deleteCells'],
  ['changeAnswer', 'changeCellType', 'code']
];
const OTHERS: [string, ...unknown[]][] = [['undo'], ['redo'], ['run']];

function steps(...actions: [string, ...unknown[]][]): fc.Arbitrary<IStep[]> {
  const step = fc
    .tuple(fc.constantFrom(...actions), fc.nat(20), fc.constantFrom(0, 0, 1, 2))
    .map(([[name, ...args], at, more]) => ({ name, args, at, more }));
  return fc.array(step, { minLength: 1, maxLength: 12 });
}

async function take(notebook: PairedNotebook, step: IStep): Promise<void> {
  const { name, args } = step;
  switch (name) {
    case 'run':
      return notebook.run();
    case 'insertPrompt':
      return notebook.insertPrompt('N');
    case 'extension':
      return notebook.insertBelow();
    case 'toPrompt':
      return notebook.toPrompt();
    case 'changeAnswer':
      notebook.select(notebook.shared.cells.findIndex(isAnswer));
      return notebook.act(...(args as [string, ...unknown[]]));
    default:
      return notebook.act(name, ...args);
  }
}

/** Whether an answer is selected without its prompt: it may be moved away, or copied, by itself. */
function selectsAnswerAlone(notebook: PairedNotebook): boolean {
  const { content, shared } = notebook;
  return shared.cells.some((cell, at) => {
    const isSelected = content.isSelectedOrActive(content.widgets[at]);
    const hasPrompt =
      isPairAt(shared.cells, at - 1) &&
      content.isSelectedOrActive(content.widgets[at - 1]);
    return isAnswer(cell) && isSelected && !hasPrompt;
  });
}

/** Take steps on a notebook with two pairs, and look at it after each. */
async function play(
  all: IStep[],
  look: (notebook: PairedNotebook, step: IStep) => void
): Promise<void> {
  Clipboard.getInstance().clear();
  const notebook = new PairedNotebook(
    ['x'],
    ['1', prompt('a')],
    ['1', answer('a')],
    ['y'],
    ['2', prompt('b')]
  );
  try {
    for (const step of all) {
      const { length } = notebook.shared.cells;
      const to = Math.min((step.at % length) + step.more, length - 1);
      notebook.select(step.at % length, to);
      if (
        selectsAnswerAlone(notebook) &&
        !['undo', 'redo'].includes(step.name)
      ) {
        continue;
      }
      const before = notebook.seen;
      await take(notebook, step);
      look(notebook, step);
      const after = notebook.seen;
      const isStep = UNDONE.concat(CHANGES).some(
        ([name]) => name === step.name
      );
      if (isStep && JSON.stringify(before) !== JSON.stringify(after)) {
        await notebook.act('undo');
        expect(notebook.seen).toEqual(before);
        await notebook.act('redo');
        expect(notebook.seen).toEqual(after);
        look(notebook, step);
      }
    }
  } finally {
    notebook.dispose();
  }
}

function expectOwnIds(notebook: PairedNotebook): void {
  const ids = notebook.shared.cells
    .map(cell => readMetadata(cell).id)
    .filter(id => id !== undefined);
  expect(ids).toEqual([...new Set(ids)]);
}

/** Each takes a fifth of a second. */
const RUNS = 12;

describe('Whatever a user does', () => {
  it('an answer stands right below its prompt, and nowhere without it', async () => {
    await fc.assert(
      fc.asyncProperty(steps(...UNDONE, ...OTHERS), all =>
        play(all, notebook => {
          expect(notebook.strays).toEqual([]);
          expectOwnIds(notebook);
        })
      ),
      { numRuns: RUNS }
    );
  }, 240_000);

  it('a prompt has one answer, whatever becomes of answers', async () => {
    await fc.assert(
      fc.asyncProperty(steps(...ANSWERS, ...ANSWERS, ...OTHERS), all =>
        play(all, notebook => {
          const named = notebook.shared.cells
            .filter(isAnswer)
            .map(cell => readMetadata(cell).prompt);
          expect(named).toEqual([...new Set(named)]);
        })
      ),
      { numRuns: RUNS }
    );
  }, 240_000);

  it('a prompt has its answer right below it, whatever other cells become', async () => {
    await fc.assert(
      fc.asyncProperty(steps(...UNDONE, ...CHANGES, ...OTHERS), all =>
        play(all, notebook => {
          const { cells } = notebook.shared;
          const above = cells.filter((cell, at) => {
            const answer =
              isPrompt(cell) &&
              findAnswer(notebook.shared, readMetadata(cell).id ?? '');
            return answer && answer !== cells[at + 1];
          });
          expect(above).toEqual([]);
          expectOwnIds(notebook);
        })
      ),
      { numRuns: RUNS }
    );
  }, 240_000);
});
