import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';

import { writeMetadata } from './metadata';

/**
 * Insert a prompt below the active cell, with the cursor in it.
 *
 * #### Notes
 * Undo does not take it away: after a run, the prompt would be the last thing that could be undone.
 */
export function insertPrompt(notebook: Notebook): void {
  const { model } = notebook;
  if (!model) {
    return;
  }
  const index = model.cells.length ? notebook.activeCellIndex + 1 : 0;
  const metadata = { ai_jup: { isPromptCell: true, id: UUID.uuid4() } };
  model.sharedModel.transact(() => {
    model.sharedModel.insertCell(index, {
      cell_type: 'markdown',
      source: '',
      metadata
    });
  }, false);
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  edit(notebook);
}

/**
 * Make the active cell a prompt.
 *
 * @returns the cell, which is a new one if its type has changed
 */
export function changeToPrompt(notebook: Notebook): Cell | null {
  const { activeCell, model } = notebook;
  if (!model || !activeCell) {
    return null;
  }
  notebook.deselectAll();
  model.sharedModel.transact(() => {
    // before the type: what replaces the cell is known only when the transaction has ended
    writeMetadata(activeCell.model.sharedModel, {
      isPromptCell: true,
      isOutputCell: undefined,
      id: UUID.uuid4(),
      prompt: undefined,
      run: undefined
    });
    NotebookActions.changeCellType(notebook, 'markdown');
  }, false);
  edit(notebook);
  return notebook.activeCell;
}

function edit(notebook: Notebook): void {
  notebook.mode = 'edit';
  notebook.activate();
}
