import type { Notebook } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';

import { isPairAt } from './pairs';
import { asOneStep } from './undo/undosteps';

/**
 * Insert a prompt with a text below a cell, as one step of undo, and make it the active cell.
 *
 * @returns its place
 */
export function insertPromptAt(
  notebook: Notebook,
  above: number,
  source: string
): number {
  const { sharedModel } = notebook.model!;
  const { cells } = sharedModel;
  const index = above + (isPairAt(cells, above) ? 2 : 1);
  const metadata = { ai_jup: { isPromptCell: true, id: UUID.uuid4() } };
  asOneStep(sharedModel, () =>
    sharedModel.insertCell(index, { cell_type: 'markdown', source, metadata })
  );
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  return index;
}
