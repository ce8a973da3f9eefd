import type { MarkdownCell } from '@jupyterlab/cells';

import { readMetadata } from '../../notebook/metadata';

/** Milliseconds; a hidden page draws no frames. */
const LONGEST_FRAME = 100;

/** Milliseconds; JupyterLab tells when a cell is rendered, but not that it never will be. */
const LONGEST_RENDERING = 3_000;

/** Milliseconds that another page's answer takes at most, as long as all goes well. */
const FILE_COMES = 3_000;

/** Milliseconds between two rests; what is done last comes on top. */
const BUDGET = 12;

/** Characters a millisecond at least: a long text is rendered in parts, with rests. */
const SLOWEST = 5;

/**
 * Resolves when the page's next frame has been drawn, or soon if none is.
 */
export function afterFrame(): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      setTimeout(resolve);
    };
    const timer = setTimeout(done, LONGEST_FRAME);
    const frame = requestAnimationFrame(done);
  });
}

/**
 * Rests in long work, so that the page answers in between.
 */
export class Rest {
  async ifTired(): Promise<void> {
    if (performance.now() > this._until) {
      await afterFrame();
      this._until = performance.now() + BUDGET;
    }
  }

  private _until = performance.now() + BUDGET;
}

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

function set(cell: MarkdownCell, rendered: boolean): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      cell.renderedChanged.disconnect(done);
      resolve();
    };
    const { length } = cell.model.sharedModel.getSource();
    const timer = setTimeout(done, LONGEST_RENDERING + length / SLOWEST);
    cell.renderedChanged.connect(done);
    cell.rendered = rendered;
  });
}

/**
 * Wait until the answer of a run that another page writes stands in its cell, as its record then tells; not for ever.
 */
export function whenRecorded(
  { disposed, model }: MarkdownCell,
  run: string | null
): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      model.metadataChanged.disconnect(look);
      disposed.disconnect(end);
      resolve();
    };
    const look = () => {
      if (readMetadata(model.sharedModel).run?.run === run) {
        end();
      }
    };
    const timer = setTimeout(end, FILE_COMES);
    model.metadataChanged.connect(look);
    disposed.connect(end);
    look();
  });
}
