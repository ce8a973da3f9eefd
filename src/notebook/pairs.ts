import type { IMetadataCell } from './metadata';
import { isAnswer, isPrompt, readMetadata } from './metadata';

/**
 * Whether the cell at an index is a prompt with its answer right below it. The two are one unit; an answer that the user
 * has moved elsewhere, and a copy of one, is a cell by itself.
 */
export function isPairAt(
  cells: readonly IMetadataCell[],
  index: number
): boolean {
  const [prompt, below] = [cells[index], cells[index + 1]];
  if (!prompt || !below || !isPrompt(prompt) || !isAnswer(below)) {
    return false;
  }
  // earlier versions named no prompt
  const { prompt: id } = readMetadata(below);
  return id === undefined || id === readMetadata(prompt).id;
}

/**
 * Whether a notebook has a prompt, or an answer.
 */
export function hasPairs(cells: readonly IMetadataCell[]): boolean {
  return cells.some(cell => isPrompt(cell) || isAnswer(cell));
}
