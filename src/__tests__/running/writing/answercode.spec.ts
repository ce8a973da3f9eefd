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

  it('becomes such a cell with the text around it', () => {
    expect(cellsAfter(convertToCells)).toEqual([
      ['markdown', 'Try it.', false],
      ['code', 'x = 1', true]
    ]);
  });
});
