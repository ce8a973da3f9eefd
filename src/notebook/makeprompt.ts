import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';

import {
  forgetPrompt,
  isAnswer,
  isPrompt,
  readMetadata,
  writeMetadata
} from './metadata';

/**
 * Insert a prompt below the active cell, or below the answer of the active prompt, with the cursor in it.
 */
export function insertPrompt(notebook: Notebook): void {
  const { model } = notebook;
  if (!model) {
    return;
  }
  const index = model.cells.length ? placeBelow(notebook) : 0;
  const metadata = { ai_jup: { isPromptCell: true, id: UUID.uuid4() } };
  model.sharedModel.insertCell(index, {
    cell_type: 'markdown',
    source: '',
    metadata
  });
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  edit(notebook);
  // below a long answer it is out of sight
  void notebook.scrollToItem(index, 'smart', 0);
}

/**
 * Make the active cell a prompt, which is undone as one step.
 *
 * @returns the cell, which is a new one if its type has changed
 */
export function changeToPrompt(notebook: Notebook): Cell | null {
  const { activeCell, model } = notebook;
  if (!model || !activeCell) {
    return null;
  }
  notebook.deselectAll();
  const id = orphanBelow(notebook) ?? UUID.uuid4();
  model.sharedModel.transact(() => {
    // before the type: what replaces the cell is known only when the transaction has ended
    writeMetadata(activeCell.model.sharedModel, {
      isPromptCell: true,
      isOutputCell: undefined,
      id,
      prompt: undefined,
      run: undefined
    });
    NotebookActions.changeCellType(notebook, 'markdown');
  });
  edit(notebook);
  return notebook.activeCell;
}

/**
 * Make the active prompt an ordinary Markdown cell, which is undone as one step. Its answer stays, and is taken again
 * by a prompt above it.
 */
export function changeToMarkdown(notebook: Notebook): void {
  const { activeCell, model } = notebook;
  if (activeCell && model) {
    // the notebook's: a cell's own steps are undone in its editor only
    model.sharedModel.transact(() =>
      forgetPrompt(activeCell.model.sharedModel)
    );
  }
}

/** Below the active cell, and below its answer if it is a prompt: the pair stays together. */
function placeBelow(notebook: Notebook): number {
  const { cells } = notebook.model!.sharedModel;
  const index = notebook.activeCellIndex;
  const active = cells[index];
  const below = cells[index + 1];
  const isPair =
    isPrompt(active) &&
    !!below &&
    isAnswer(below) &&
    readMetadata(below).prompt === readMetadata(active).id;
  return index + (isPair ? 2 : 1);
}

/** The id of the prompt that the answer below the active cell had, if it has gone. */
function orphanBelow(notebook: Notebook): string | null {
  const { cells } = notebook.model!.sharedModel;
  const below = cells[notebook.activeCellIndex + 1];
  const { prompt } = below && isAnswer(below) ? readMetadata(below) : {};
  const isTaken = cells.some(
    cell => isPrompt(cell) && readMetadata(cell).id === prompt
  );
  return prompt && !isTaken ? prompt : null;
}

function edit(notebook: Notebook): void {
  notebook.mode = 'edit';
  notebook.activate();
}
