import type { IAttachments } from '@jupyterlab/nbformat';

import type { IMetadataCell, IPromptMetadata } from './metadata';
import {
  isAnswer,
  isPrompt,
  readMarks,
  readMetadata,
  writeMetadata
} from './metadata';
import { isPairAt } from './pairs';

/**
 * A cell whose text can be read.
 */
export interface ITextCell extends IMetadataCell {
  getSource(): string;
}

/**
 * The part of a notebook that this module works on; JupyterLab's shared notebooks have it.
 */
export interface ICells<T extends ITextCell> {
  readonly cells: readonly T[];
  transact(change: () => void, undoable?: boolean): void;
  moveCell(from: number, to: number): void;
  deleteCell(index: number): void;
  insertCell(
    index: number,
    cell: {
      cell_type: 'markdown';
      source: string;
      metadata: { ai_jup?: { [key: string]: string | boolean } };
      attachments?: IAttachments;
    }
  ): T;
}

/**
 * The prompt with an id.
 */
export function findPrompt<T extends ITextCell>(
  notebook: ICells<T>,
  id: string
): T | undefined {
  return notebook.cells.find(
    cell => isPrompt(cell) && readMarks(cell).id === id
  );
}

/**
 * The answer to a prompt.
 *
 * @returns the cell that names the prompt, the one nearest below the prompt if there are copies
 */
export function findAnswer<T extends ITextCell>(
  notebook: ICells<T>,
  prompt: string
): T | undefined {
  const answers = notebook.cells.filter(
    cell => isAnswer(cell) && readMarks(cell).prompt === prompt
  );
  if (answers.length < 2) {
    return answers[0];
  }
  const at = notebook.cells.findIndex(
    cell => isPrompt(cell) && readMarks(cell).id === prompt
  );
  const below = answers.find(cell => notebook.cells.indexOf(cell) > at);
  return below ?? answers[0];
}

/**
 * The id of a prompt; it gets one of its own if it has none, or shares it with a prompt above it. The answer right below
 * goes along.
 *
 * @param newId - where the cell's own id, which two windows have alike, is another prompt's
 */
export function identify<T extends ITextCell & { readonly id: string }>(
  notebook: ICells<T>,
  prompt: T,
  newId: () => string
): string {
  const { id } = readMetadata(prompt);
  if (id && findPrompt(notebook, id) === prompt) {
    return id;
  }
  const fresh = findPrompt(notebook, prompt.id) ? newId() : prompt.id;
  const { cells } = notebook;
  const at = cells.indexOf(prompt);
  const answer = id && isPairAt(cells, at) ? cells[at + 1] : null;
  notebook.transact(() => {
    writeMetadata(prompt, { id: fresh });
    if (answer) {
      writeMetadata(answer, { prompt: fresh });
    }
  }, false);
  return fresh;
}

/**
 * The answer cell of a prompt: the one it has, an answer of an earlier version right below it, or a new one.
 *
 * @param source - the text of a new answer
 */
export function ensureAnswer<T extends ITextCell>(
  notebook: ICells<T>,
  prompt: T,
  source = ''
): T {
  const { id = '' } = readMetadata(prompt);
  const answer = findAnswer(notebook, id) ?? adopt(notebook, prompt, id);
  return answer
    ? bringBelow(notebook, prompt, answer)
    : insertAnswer(notebook, notebook.cells.indexOf(prompt) + 1, id, source);
}

/**
 * Move an answer right below its prompt, or another cell, or to the top: cells that were moved or pasted between them are
 * not its concern. Undo does not move it back.
 */
export function bringBelow<T extends ITextCell>(
  notebook: ICells<T>,
  cell: T | undefined,
  answer: T
): T {
  const { cells } = notebook;
  const from = cells.indexOf(answer);
  const above = cell ? cells.indexOf(cell) : -1;
  const to = from > above ? above + 1 : above;
  if (from !== to) {
    notebook.transact(() => notebook.moveCell(from, to), false);
  }
  return notebook.cells[to];
}

/**
 * Insert an answer; undo does not take it away.
 */
export function insertAnswer<T extends ITextCell>(
  notebook: ICells<T>,
  index: number,
  prompt: string,
  source: string
): T {
  const metadata = { ai_jup: { isOutputCell: true, prompt } };
  notebook.transact(() => {
    notebook.insertCell(index, { cell_type: 'markdown', source, metadata });
  }, false);
  return notebook.cells[index];
}

function adopt<T extends ITextCell>(
  notebook: ICells<T>,
  prompt: T,
  id: string
): T | undefined {
  const below = notebook.cells[notebook.cells.indexOf(prompt) + 1];
  if (!below || !isAnswer(below) || readMetadata(below).prompt !== undefined) {
    return undefined;
  }
  notebook.transact(() => writeMetadata(below, { prompt: id }), false);
  return below;
}

/**
 * Give copies of prompts among newly inserted cells ids of their own, and take their copied answers with them. Where nothing
 * had come of an answer when it was copied, the copy has none.
 *
 * @param inserted - the cells that were inserted, in their order
 */
export function separateCopies<T extends ITextCell>(
  notebook: ICells<T>,
  inserted: readonly T[],
  newId: () => string
): void {
  const renamed = new Map<string, string>();
  for (const cell of inserted) {
    const change = isPrompt(cell)
      ? renamePrompt(notebook, cell, newId, renamed)
      : followPrompt(cell, renamed);
    if (change?.prompt && cell.getSource() === '') {
      const index = notebook.cells.indexOf(cell);
      notebook.transact(() => notebook.deleteCell(index), false);
    } else if (change) {
      notebook.transact(() => writeMetadata(cell, change), false);
    }
  }
}

function renamePrompt<T extends ITextCell>(
  notebook: ICells<T>,
  cell: T,
  newId: () => string,
  renamed: Map<string, string>
): IPromptMetadata | null {
  const { id } = readMetadata(cell);
  const isCopy = notebook.cells.some(
    other => other !== cell && isPrompt(other) && readMetadata(other).id === id
  );
  if (!id || !isCopy) {
    return null;
  }
  renamed.set(id, newId());
  return { id: renamed.get(id) };
}

function followPrompt(
  cell: IMetadataCell,
  renamed: Map<string, string>
): IPromptMetadata | null {
  const { prompt = '' } = readMetadata(cell);
  const id = isAnswer(cell) ? renamed.get(prompt) : undefined;
  return id ? { prompt: id } : null;
}
