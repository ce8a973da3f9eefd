import type { ISharedCell } from '@jupyter/ydoc';

import type { IMetadataCell } from './metadata';
import { readMetadata, writeMetadata } from './metadata';

/**
 * What a user says of a cell above prompts: it is not sent; it is never left out to fit the model's context window.
 */
export type Mark = 'skipped' | 'pinned';

/**
 * The part of a notebook that this module needs; JupyterLab's shared notebooks have it.
 */
export interface ITransactions {
  transact(change: () => void, undoable?: boolean): void;
}

/**
 * Whether a cell has a mark.
 */
export function isMarked(cell: IMetadataCell, mark: Mark): boolean {
  return readMetadata(cell)[mark] === true;
}

/**
 * The marks of a cell, in the order in which they are shown.
 */
export function marksOf(cell: IMetadataCell): Mark[] {
  return (['skipped', 'pinned'] as const).filter(mark => isMarked(cell, mark));
}

/**
 * Give cells a mark, or take it from them if all of them have it. What is skipped is not pinned, and the other way
 * round. It is undone as one step.
 */
export function toggleMark(
  notebook: ITransactions,
  cells: readonly ISharedCell[],
  mark: Mark
): void {
  const wanted = !cells.every(cell => isMarked(cell, mark));
  const other = mark === 'skipped' ? 'pinned' : 'skipped';
  notebook.transact(() => {
    for (const cell of cells) {
      const changes = { [mark]: wanted || undefined };
      writeMetadata(
        cell,
        wanted ? { ...changes, [other]: undefined } : changes
      );
    }
  });
}
