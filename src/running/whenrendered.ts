import type { MarkdownCell } from '@jupyterlab/cells';

const LONGEST = 3_000;

/**
 * Have a Markdown cell render its text as it stands, and wait until it has.
 */
export async function whenRendered(cell: MarkdownCell): Promise<void> {
  if (cell.rendered) {
    await set(cell, false);
  }
  if (!cell.isDisposed) {
    await set(cell, true);
  }
}

/** JupyterLab tells when it is done, but not that it never will be. */
function set(cell: MarkdownCell, rendered: boolean): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      cell.renderedChanged.disconnect(done);
      resolve();
    };
    const timer = setTimeout(done, LONGEST);
    cell.renderedChanged.connect(done);
    cell.rendered = rendered;
  });
}
