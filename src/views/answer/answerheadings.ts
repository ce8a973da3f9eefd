import type { MarkdownCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { isAnswer } from '../../notebook/metadata';

/**
 * Keep the headings of answers to the answers: they neither fold the cells below nor stand in the table of contents.
 *
 * @param factory - makes the cells of all notebooks
 * @param areShown - whether the user wants them as any other cell's
 */
export function keepHeadings(
  factory: NotebookPanel.IContentFactory,
  areShown: () => boolean
): void {
  const { createMarkdownCell } = factory;
  factory.createMarkdownCell = (options): MarkdownCell => {
    const cell = createMarkdownCell.call(factory, options);
    // a cell may become an answer, and the user's own again
    const isKept = () => isAnswer(cell.model.sharedModel) && !areShown();
    cell.model.metadataChanged.connect(() => {
      if (isKept() && !cell.headingCollapsed) {
        foldButtonOf(cell)?.remove();
      }
    });
    return within(cell, isKept);
  };
}

/** JupyterLab leaves it where it is. */
function foldButtonOf({ node }: MarkdownCell): Element | null {
  return node.querySelector('.jp-collapseHeadingButton');
}

/** What JupyterLab folds by is made of these. */
function within(cell: MarkdownCell, isKept: () => boolean): MarkdownCell {
  const own = Object.getPrototypeOf(cell) as MarkdownCell;
  return Object.defineProperties(cell, {
    headings: {
      get: () => (isKept() ? [] : Reflect.get(own, 'headings', cell))
    },
    headingsResolved: {
      get: () => isKept() || Reflect.get(own, 'headingsResolved', cell)
    },
    // a long answer is not read for nothing
    getHeadings: {
      value: () => (isKept() ? Promise.resolve([]) : own.getHeadings.call(cell))
    }
  });
}
