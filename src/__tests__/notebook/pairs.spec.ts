import { NotebookActions } from '@jupyterlab/notebook';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { readMetadata } from '../../notebook/metadata';
import { PairedNotebook } from './pairednotebook';

const prompt = (id: string) => ({ isPromptCell: true, id });
const answer = (id: string) => ({ isOutputCell: true, prompt: id });

let notebook: PairedNotebook;

/** A cell, a prompt with its answer, a cell, another prompt with its answer. */
function open(): PairedNotebook {
  notebook = new PairedNotebook(
    ['x'],
    ['1', prompt('a')],
    ['1', answer('a')],
    ['y'],
    ['2', prompt('b')],
    ['2', answer('b')]
  );
  return notebook;
}

const BEFORE = 'x P1 A1 y P2 A2';

afterEach(() => notebook.dispose());

describe('A prompt and its answer', () => {
  it.each([
    ['moveDown', [1], 'x y P1 A1 P2 A2'],
    ['moveUp', [1], 'P1 A1 x y P2 A2'],
    ['moveUp', [4], 'x P1 A1 P2 A2 y'],
    ['moveDown', [0], 'P1 A1 x y P2 A2'],
    ['moveUp', [3], 'x y P1 A1 P2 A2'],
    ['moveDown', [3], 'x P1 A1 P2 A2 y'],
    ['deleteCells', [1], 'x y P2 A2'],
    ['deleteCells', [0, 1], 'y P2 A2'],
    ['deleteCells', [1, 4], 'x'],
    ['cut', [4], 'x P1 A1 y'],
    ['insertBelow', [1], 'x P1 A1  y P2 A2'],
    ['insertAbove', [2], 'x  P1 A1 y P2 A2']
  ] as const)('go together: %s of %j', async (action, cells, after) => {
    open().select(cells[0], cells.at(-1));
    await notebook.act(action);
    expect(notebook.outline).toBe(after);
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
    await notebook.act('redo');
    expect(notebook.outline).toBe(after);
  });

  it('are moved in a step of undo of its own, right after another change too', async () => {
    open().select(1);
    await notebook.act(() => {
      NotebookActions.moveDown(notebook.content);
      NotebookActions.moveUp(notebook.content);
    });
    expect(notebook.outline).toBe(BEFORE);
    await notebook.act('undo');
    expect(notebook.outline).toBe('x y P1 A1 P2 A2');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });

  it.each([
    ['below', 'x P1 A1 P1 A1 y P2 A2'],
    ['belowSelected', 'x P1 A1 P1 A1 y P2 A2'],
    ['above', 'x P1 A1 P1 A1 y P2 A2']
  ])('are duplicated %s, as a pair of their own', async (mode, after) => {
    open().select(1);
    await notebook.act('duplicate', mode);
    expect(notebook.outline).toBe(after);
    expect(notebook.strays).toEqual([]);
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });

  it.each([
    ['below', 4, 'x P1 A1 y P2 A2 P1 A1'],
    ['above', 5, 'x P1 A1 y P1 A1 P2 A2'],
    ['belowSelected', 4, 'x P1 A1 y P2 A2 P1 A1'],
    ['replace', 4, 'x P1 A1 y P1 A1']
  ] as const)('are pasted %s another pair', async (mode, at, after) => {
    open().select(1);
    await notebook.act('copy');
    notebook.select(at);
    await notebook.act('paste', mode);
    expect(notebook.outline).toBe(after);
    expect(notebook.strays).toEqual([]);
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });

  it('are cut and pasted as the same pair', async () => {
    open().select(1);
    await notebook.act('cut');
    await notebook.act('paste', 'below');
    expect(notebook.outline).toBe('x y P1 A1 P2 A2');
    await notebook.act('undo');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });

  it('are brought together where an extension inserts between them', async () => {
    open().select(1);
    await notebook.insertBelow();
    expect(notebook.outline).toBe('x P1 A1 E y P2 A2');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
    await notebook.act('redo');
    expect(notebook.outline).toBe('x P1 A1 E y P2 A2');
  });

  it('stay where they are at the end of the notebook', async () => {
    open().select(4);
    await notebook.act('moveDown');
    expect(notebook.outline).toBe(BEFORE);
  });

  it('stay together where the prompt must not be deleted', async () => {
    open().shared.cells[1].setMetadata('deletable', false);
    notebook.select(1);
    await notebook.act('deleteCells');
    expect(notebook.outline).toBe(BEFORE);
  });

  it('are moved by the mouse, which takes both', async () => {
    open().select(0);
    const { content } = notebook;
    content.activeCellIndex = 1;
    await vi.waitFor(() => expect(content.widgets[1].isAttached).toBe(true));
    const press = new MouseEvent('mousedown', { bubbles: true, button: 0 });
    content.widgets[1].promptNode!.dispatchEvent(press);
    expect(content.selectedCells.map(({ model }) => model.sharedModel)).toEqual(
      notebook.shared.cells.slice(1, 3)
    );
    // no drag: JupyterLab takes it for a click
    content.widgets[1].node.dispatchEvent(
      new MouseEvent('mouseup', { bubbles: true })
    );
    expect(content.selectedCells).toHaveLength(1);
    content.widgets[1].promptNode!.dispatchEvent(press);
    // dropped onto "2"
    await notebook.act(() => content.moveCell(1, 4, 2));
    expect(notebook.outline).toBe('x y P2 A2 P1 A1');
    // the next key is for the prompt alone
    expect(content.selectedCells).toHaveLength(1);
  });
});

describe('An answer by itself', () => {
  it.each([
    ['deleteCells', 'x P1 y P2 A2'],
    ['moveDown', 'x P1 y A1 P2 A2'],
    ['moveUp', 'x A1 P1 y P2 A2']
  ])('is changed alone: %s', async (action, after) => {
    open().select(2);
    await notebook.act(action);
    expect(notebook.outline).toBe(after);
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
    await notebook.act('redo');
    expect(notebook.outline).toBe(after);
  });

  it.each(['code', 'raw'])('is an ordinary cell as %s', async type => {
    open().select(2);
    await notebook.act('changeCellType', type);
    await notebook.act('changeCellType', 'markdown');
    expect(notebook.outline).toBe('x P1 1 y P2 A2');
    await notebook.act('undo');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });
});

describe('Undo', () => {
  it('takes the answer with its prompt, and redo brings both back', async () => {
    open().select(0);
    await notebook.insertPrompt('3');
    await notebook.run();
    expect(notebook.outline).toBe('x P3 A3 P1 A1 y P2 A2');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
    expect(notebook.taken).toHaveLength(1);
    await notebook.act('redo');
    expect(notebook.outline).toBe('x P3 A3 P1 A1 y P2 A2');
    expect(notebook.strays).toEqual([]);
  });

  it.each(['moveUp', 'moveDown'])(
    'of %s leaves the answer below its prompt that came meanwhile',
    async action => {
      notebook = new PairedNotebook(['x'], ['1', prompt('a')], ['y']);
      notebook.select(1);
      await notebook.act(action);
      await notebook.run();
      await notebook.act('undo');
      expect(notebook.outline).toBe('x P1 A1 y');
      await notebook.act('redo');
      expect(notebook.outline).toBe(
        action === 'moveUp' ? 'P1 A1 x y' : 'x y P1 A1'
      );
    }
  );

  it('takes a prompt of several cells back as one step, with its answer', async () => {
    notebook = new PairedNotebook(['x'], ['y']);
    notebook.select(0, 1);
    await notebook.toPrompt();
    expect(notebook.outline).toBe('Px Py');
    notebook.select(0);
    await notebook.run();
    await notebook.act('undo');
    expect(notebook.outline).toBe('x y');
    await notebook.act('redo');
    expect(notebook.outline).toBe('Px Ax Py');
  });

  it.each([
    ['deleted', ['deleteCells']],
    ['made a prompt', ['toPrompt']],
    ['made code', ['changeCellType', 'code']]
  ] as const)(
    'brings an answer back that was %s, though the prompt has another by now',
    async (_, [action, ...args]) => {
      open().select(2);
      await (action === 'toPrompt'
        ? notebook.toPrompt()
        : notebook.act(action, ...args));
      notebook.select(1);
      await notebook.run('new');
      const after = notebook.outline;
      expect(after).toContain('x P1 Anew');
      await notebook.act('undo');
      expect(notebook.outline).toBe(BEFORE);
      const [, , back] = notebook.shared.cells;
      expect(readMetadata(back).later).toMatchObject([{ source: 'new' }]);
      await notebook.act('redo');
      await notebook.act('undo');
      expect(notebook.outline).toBe(BEFORE);
      expect(readMetadata(notebook.shared.cells[2]).later).toHaveLength(1);
    }
  );

  it('brings a newer answer again when the one that undo has brought back goes', async () => {
    open().select(2);
    await notebook.act('deleteCells');
    notebook.select(1);
    await notebook.run('new');
    await notebook.act('undo');
    await notebook.act('redo');
    expect(notebook.outline).toBe('x P1 Anew y P2 A2');
  });

  it('keeps an answer that undo brings back among the earlier ones of one that is coming', async () => {
    open().select(2);
    await notebook.act('deleteCells');
    notebook.select(1);
    await notebook.run('new');
    notebook.live.add('a');
    await notebook.act('undo');
    expect(notebook.outline).toBe('x P1 Anew y P2 A2');
    const { earlier } = readMetadata(notebook.shared.cells[2]);
    expect(earlier).toMatchObject([{ source: '1' }]);
  });

  it('leaves the answer of another prompt with the same id where it is', async () => {
    notebook = new PairedNotebook(
      ['1', prompt('a')],
      ['1', answer('a')],
      ['x'],
      ['2', prompt('a')],
      ['2', answer('a')]
    );
    notebook.select(2);
    await notebook.act('deleteCells');
    await notebook.act('undo');
    expect(notebook.outline).toBe('P1 A1 x P2 A2');
  });

  it('gives the answer its prompt again that was made Markdown', async () => {
    open().select(1);
    await notebook.act('changeCellType', 'markdown');
    expect(notebook.outline).toBe('x 1 A1 y P2 A2');
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
    await notebook.act('redo');
    expect(notebook.outline).toBe('x 1 A1 y P2 A2');
  });
});

describe('Merged', () => {
  it.each([
    ['a prompt and its answer', 1, 2],
    ['a cell and a pair', 0, 2],
    ['two pairs', 1, 5],
    ['an answer and the cell below', 2, 3]
  ])('%s are an ordinary cell', async (_, from, to) => {
    open().select(from, to);
    await notebook.act('mergeCells');
    const kinds = notebook.seen.map(cell => (cell as string[])[1]);
    expect(kinds[from]).toBe('');
    expect(kinds).toHaveLength(6 - (to - from));
    await notebook.act('undo');
    expect(notebook.outline).toBe(BEFORE);
  });

  it.each([
    ['a prompt', 1, false, 'x 1\n\n1 y P2 A2'],
    ['an answer', 2, true, 'x 1\n\n1 y P2 A2'],
    ['a cell', 0, false, 'x\n\n1 A1 y P2 A2']
  ])('%s with its neighbour', async (_, at, isAbove, after) => {
    open().select(at);
    await notebook.act('mergeCells', isAbove);
    expect(notebook.outline).toBe(after);
  });

  it('an answer leaves behind what is said of its end', async () => {
    const said = '1\n\n> **Stopped.** You stopped this answer.';
    notebook = new PairedNotebook(
      ['1', prompt('a')],
      [said, answer('a')],
      ['x']
    );
    const before = notebook.seen;
    notebook.select(1, 2);
    await notebook.act('mergeCells');
    expect(notebook.outline).toBe('P1 1\n\nx');
    await notebook.act('undo');
    expect(notebook.seen).toEqual(before);
    notebook.select(1);
    await notebook.act('changeCellType', 'code');
    expect(notebook.outline).toBe('P1 1 x');
    await notebook.act('undo');
    expect(notebook.seen).toEqual(before);
    notebook.select(1);
    await notebook.toPrompt();
    expect(notebook.outline).toBe('P1 P1 x');
    await notebook.act('undo');
    expect(notebook.seen).toEqual(before);
  });

  it('two prompts are one', async () => {
    notebook = new PairedNotebook(['1', prompt('a')], ['2', prompt('b')]);
    notebook.select(0, 1);
    await notebook.act('mergeCells');
    expect(notebook.outline).toBe('P1\n\n2');
  });
});
