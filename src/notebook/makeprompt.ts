import type { ISharedCell } from '@jupyter/ydoc';
import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';

import { focusWhenShown } from './cellfocus';
import {
  forgetPrompt,
  isAnswer,
  isPrompt,
  readMetadata,
  writeMetadata
} from './metadata';
import type { WordsOf } from './pairactions';
import { keepWords } from './pairactions';
import { isPairAt } from './pairs';
import { asOneStep } from './undo/undosteps';

/** As JupyterLab has it: `keepPairs` makes the prompts among the cells Markdown. */
const { changeCellType } = NotebookActions;

/**
 * Insert a prompt below the active cell, or below the answer of the active prompt, with the cursor in it. What is typed
 * into it is undone apart.
 */
export function insertPrompt(notebook: Notebook): void {
  const { model } = notebook;
  if (!model) {
    return;
  }
  const index = model.cells.length ? placeBelow(notebook) : 0;
  const metadata = { ai_jup: { isPromptCell: true, id: UUID.uuid4() } };
  asOneStep(model.sharedModel, () =>
    model.sharedModel.insertCell(index, {
      cell_type: 'markdown',
      source: '',
      metadata
    })
  );
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  notebook.mode = 'edit';
  notebook.activate();
  focusWhenShown(notebook);
  // below a long answer it is out of sight
  void notebook.scrollToItem(index, 'smart', 0);
}

/**
 * Make the selected cells prompts, as JupyterLab changes the type of cells: the mode stays. It is undone as one step.
 */
export function changeToPrompt(notebook: Notebook, wordsOf: WordsOf): void {
  const { model } = notebook;
  if (!model || !notebook.activeCell) {
    return;
  }
  const { sharedModel } = model;
  const changes = notebook.widgets.flatMap((cell, index) =>
    notebook.isSelectedOrActive(cell) && mayChange(cell)
      ? [[index, asPrompt(sharedModel.cells, index)] as const]
      : []
  );
  asOneStep(sharedModel, () => {
    const cells = changes.map(([index]) => sharedModel.cells[index]);
    keepWords(notebook, cells, wordsOf);
    changeCellType(notebook, 'markdown');
    for (const [index, metadata] of changes) {
      const cell = sharedModel.cells[index];
      // it could not be changed while it waits for input
      if (cell.cell_type === 'markdown') {
        sharedModel.transact(() => writeMetadata(cell, metadata));
      }
    }
  });
  focusWhenShown(notebook);
}

/**
 * Make the active prompt an ordinary Markdown cell, which is undone as one step. Its answer stays, and is taken again
 * by a prompt above it.
 */
export function changeToMarkdown(notebook: Notebook): void {
  const { activeCell, model } = notebook;
  if (activeCell && model) {
    // the notebook's: a cell's own steps are undone in its editor only
    asOneStep(model.sharedModel, () =>
      model.sharedModel.transact(() =>
        forgetPrompt(activeCell.model.sharedModel)
      )
    );
  }
}

function mayChange(cell: Cell): boolean {
  return cell.model.getMetadata('editable') !== false;
}

/** What makes a cell a prompt; one that is one stays what it is. */
function asPrompt(cells: readonly ISharedCell[], index: number) {
  const known = readMetadata(cells[index]);
  return isPrompt(cells[index])
    ? { ...known, id: known.id ?? UUID.uuid4() }
    : {
        isPromptCell: true,
        isOutputCell: undefined,
        id: orphanBelow(cells, index) ?? UUID.uuid4(),
        prompt: undefined,
        run: undefined,
        parts: undefined,
        written: undefined,
        tail: undefined,
        earlier: undefined,
        later: undefined,
        withoutPictures: undefined
      };
}

/** Below the active cell, and below its answer if it is a prompt: the pair stays together. */
function placeBelow(notebook: Notebook): number {
  const { cells } = notebook.model!.sharedModel;
  const index = notebook.activeCellIndex;
  return index + (isPairAt(cells, index) ? 2 : 1);
}

/** The id of the prompt that the answer below a cell had, if it has gone. */
function orphanBelow(
  cells: readonly ISharedCell[],
  index: number
): string | null {
  const below = cells[index + 1];
  const { prompt } = below && isAnswer(below) ? readMetadata(below) : {};
  const isTaken = cells.some(
    cell => isPrompt(cell) && readMetadata(cell).id === prompt
  );
  return prompt && !isTaken ? prompt : null;
}
