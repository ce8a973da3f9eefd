import type { ISharedNotebook } from '@jupyter/ydoc';

import type { ICells, ITextCell } from '../pairing';
import { bringBelow, findAnswer, findPrompt } from '../pairing';
import { asOneStep } from './undosteps';
import { readMetadata } from '../metadata';

interface ICellWithId extends ITextCell {
  getId(): string;
}

/**
 * Where an answer stands that was moved away from its prompt: the id of the cell above it, or null at the top.
 */
export interface IStrayPlace {
  readonly above: string | null;
}

/**
 * Where the answer of a prompt stands, if that is not right below it.
 */
export function strayPlace<T extends ICellWithId>(
  notebook: ICells<T>,
  prompt: T
): IStrayPlace | null {
  const { cells } = notebook;
  const answer = findAnswer(notebook, readMetadata(prompt).id ?? '');
  const above = answer && cells[cells.indexOf(answer) - 1];
  return !answer || above === prompt ? null : { above: above?.getId() ?? null };
}

/**
 * Have a run's answer take the place of another, as one step of undo: that takes it back to where the other one stood too.
 *
 * @param place - where that was, if the run has brought it below its prompt
 * @param put - puts the answer into its cell
 */
export function exchangeAnswer(
  notebook: ISharedNotebook,
  prompt: string,
  place: IStrayPlace | null,
  put: () => void
): void {
  const above = notebook.cells.find(cell => cell.getId() === place?.above);
  const answer = findAnswer(notebook, prompt);
  if (place && answer && (above || place.above === null)) {
    bringBelow(notebook, above, answer);
  }
  asOneStep(notebook, () => {
    put();
    const [cell, moved] = [
      findPrompt(notebook, prompt),
      findAnswer(notebook, prompt)
    ];
    if (place && cell && moved) {
      notebook.transact(() => bringBelow(notebook, cell, moved));
    }
  });
}
