import type { ISharedCell } from '@jupyter/ydoc';
import type { IAttachments } from '@jupyterlab/nbformat';
import type { Notebook } from '@jupyterlab/notebook';

import { piecesOf } from '../../answer/codeblocks';
import { withoutNotice } from '../../answer/notice';
import { kernelLanguage } from '../../notebook/kernellanguage';
import { asOneStep } from '../../notebook/undo/undosteps';

/**
 * The language of a notebook's kernel; Python where nothing says it.
 */
export function languageOf(notebook: Notebook): string {
  return kernelLanguage(notebook.model) ?? 'python';
}

/** The ids of the code cells that came of each answer. */
const inserted = new WeakMap<ISharedCell, Set<string>>();

/**
 * Insert code as a cell below an answer and what was inserted from it before, as one step of undo, and make it the
 * active one.
 */
export function insertCode(
  notebook: Notebook,
  answer: ISharedCell,
  code: string
): void {
  const { sharedModel } = notebook.model!;
  const before = inserted.get(answer) ?? new Set();
  let index = sharedModel.cells.indexOf(answer) + 1;
  while (before.has(sharedModel.cells[index]?.id)) {
    index++;
  }
  asOneStep(sharedModel, () => {
    before.add(sharedModel.insertCell(index, codeCell(code)).id);
  });
  inserted.set(answer, before);
  goTo(notebook, index);
}

/**
 * Put cells in the place of an answer, as one step of undo: code cells for its fences in the kernel's language, Markdown
 * for all else.
 */
export function convertToCells(notebook: Notebook, answer: ISharedCell): void {
  const { sharedModel } = notebook.model!;
  const index = sharedModel.cells.indexOf(answer);
  const source = withoutNotice(answer.getSource());
  const cells = piecesOf(source, languageOf(notebook)).map(piece =>
    piece.kind === 'code'
      ? codeCell(piece.code)
      : markdown(piece.text, attachmentsOf(answer))
  );
  if (!cells.length) {
    return;
  }
  asOneStep(sharedModel, () => {
    sharedModel.insertCells(index + 1, cells);
    sharedModel.deleteCell(index);
  });
  goTo(notebook, index);
}

/** Trusted, as all code cells that the user inserts: it has no outputs. */
function codeCell(source: string) {
  return { cell_type: 'code', source, metadata: { trusted: true } };
}

function goTo(notebook: Notebook, index: number): void {
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  notebook.mode = 'command';
  notebook.activate();
  void notebook.scrollToItem(index, 'smart', 0);
}

function attachmentsOf(answer: ISharedCell): IAttachments {
  return (answer.toJSON() as { attachments?: IAttachments }).attachments ?? {};
}

/** With the pictures that it shows. */
function markdown(source: string, all: IAttachments) {
  const shown = Object.entries(all).filter(([name]) =>
    source.includes(`attachment:${name}`)
  );
  const attachments = Object.fromEntries(shown);
  return shown.length
    ? { cell_type: 'markdown', source, attachments }
    : { cell_type: 'markdown', source };
}
