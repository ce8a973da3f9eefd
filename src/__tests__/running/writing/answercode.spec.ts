import { describe, expect, it } from 'vitest';

import {
  convertToCells,
  insertCode
} from '../../../running/writing/answercode';
import { ANSWER, OpenedNotebook } from '../openednotebook';
import { OpenedPanel } from '../../views/openedpanel';

const FENCE = 'Try it.\n\n```python\nx = 1\n```';

/** What became of an answer. */
function cellsAfter(act: typeof insertCode | typeof convertToCells): unknown[] {
  const notebook = new OpenedNotebook([FENCE, ANSWER]);
  const opened = new OpenedPanel(notebook);
  act(opened.content, notebook.shared.cells[0], 'y = 2');
  const cells = [...notebook.model.cells].map(
    ({ type, sharedModel, trusted }) => [type, sharedModel.source, trusted]
  );
  opened.dispose();
  return cells;
}

describe('The code of an answer', () => {
  it('becomes a cell that is trusted as one that the user inserts', () => {
    expect(cellsAfter(insertCode)).toEqual([
      ['markdown', FENCE, false],
      ['code', 'y = 2', true]
    ]);
  });

  it('stands in the order in which it was inserted, unless its cell was moved away', () => {
    const notebook = new OpenedNotebook([FENCE, ANSWER]);
    const opened = new OpenedPanel(notebook);
    const { shared } = notebook;
    const [answer] = shared.cells;
    const insert = (code: string) => insertCode(opened.content, answer, code);
    insert('a = 1');
    insert('b = 2');
    shared.undo();
    shared.redo();
    insert('c = 3');
    const sources = () => shared.cells.slice(1).map(cell => cell.source);
    expect(sources()).toEqual(['a = 1', 'b = 2', 'c = 3']);
    expect(opened.content.activeCell?.model.sharedModel.source).toBe('c = 3');
    shared.deleteCell(1);
    shared.insertCell(1, { cell_type: 'code', source: 'mine' });
    insert('d = 4');
    expect(sources()).toEqual(['d = 4', 'mine', 'b = 2', 'c = 3']);
    opened.dispose();
  });

  it('becomes such a cell with the text around it', () => {
    expect(cellsAfter(convertToCells)).toEqual([
      ['markdown', 'Try it.', false],
      ['code', 'x = 1', true]
    ]);
  });
});
