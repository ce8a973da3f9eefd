import { MARGIN, SCROLLER } from './autoscroll';

/** Milliseconds in which what is in sight is laid out for the first time, and its formulas are set. */
const SETTLES = 1_000;

/**
 * Show the rendered answer in place of the stream, so that the reader goes on seeing what they saw.
 *
 * #### Notes
 * Parts of a long answer are not laid out before they come into sight; until then they are as high as they were in the
 * stream. Who has the answer's end in sight keeps it there; who reads further up keeps the line at the window's top.
 *
 * @param stream - where the answer came
 * @param output - JupyterLab's rendering, not in sight yet
 * @param swap - shows the one and hides the other
 */
export function inItsPlace(
  stream: HTMLElement,
  output: HTMLElement | null,
  swap: () => void
): void {
  const scroller = stream.closest<HTMLElement>(SCROLLER);
  const before = blocksOf(stream);
  const after = output ? elementsOf(output) : [];
  const { top: from, bottom: to } = (
    scroller ?? stream
  ).getBoundingClientRect();
  // what begins in sight goes on to begin there
  const isBegun = stream.getBoundingClientRect().top < from;
  if (!scroller || !output || !isBegun || !after.length || !before.length) {
    swap();
    return;
  }
  const rects = before.map(block => block.getBoundingClientRect());
  const isSame = goOn(before, after);
  if (isSame) {
    sizeParts(output, rects);
  }
  const last = rects.length - 1;
  const hasEnd = rects[last].bottom <= to + MARGIN;
  const at = hasEnd ? last : rects.findIndex(({ bottom }) => bottom > from);
  swap();
  if (hasEnd) {
    const end = rects[last].bottom;
    keep(scroller, output, () => bottomOf(after[after.length - 1]) - end);
  } else if (isSame && at >= 0) {
    const { top } = rects[at];
    keep(scroller, output, () => after[at].getBoundingClientRect().top - top);
  }
}

/** Scroll by what something has moved, until it has settled or the user scrolls. */
function keep(
  scroller: HTMLElement,
  output: HTMLElement,
  moved: () => number
): void {
  let top = scroller.scrollTop;
  const follow = () => {
    if (scroller.scrollTop !== top || !output.isConnected) {
      observer.disconnect();
      return;
    }
    scroller.scrollTop += moved();
    top = scroller.scrollTop;
  };
  const observer = new ResizeObserver(follow);
  follow();
  observer.observe(output);
  setTimeout(() => observer.disconnect(), SETTLES);
}

/** What an answer that comes is made of: the elements of its blocks, and its calls. */
function blocksOf(stream: HTMLElement): Element[] {
  return [...stream.children].flatMap(view =>
    view.classList.contains('jp-AiJup-stream')
      ? [...view.children].flatMap(block => [...block.children])
      : [view]
  );
}

/** Whether one row of blocks begins as the other; what the server has put right may be made of other blocks. */
function goOn(before: readonly Element[], after: readonly Element[]): boolean {
  // the last ones may be yet to come
  return before
    .slice(0, -1)
    .every((block, at) => kindOf(block) === (after[at] && kindOf(after[at])));
}

function kindOf({ classList, tagName }: Element): string {
  return classList.contains('jp-AiJup-call') ? 'DETAILS' : tagName;
}

function partsOf(output: HTMLElement): HTMLElement[] {
  return [...output.querySelectorAll<HTMLElement>(':scope > .jp-AiJup-part')];
}

function elementsOf(output: HTMLElement): Element[] {
  const parts = partsOf(output);
  return parts.length ? parts.flatMap(textOf) : textOf(output);
}

/** Without the buttons that stand at code. */
function textOf(part: HTMLElement): Element[] {
  return [...part.children].filter(
    ({ classList }) => !classList.contains('jp-AiJup-codeActions')
  );
}

function sizeParts(output: HTMLElement, rects: readonly DOMRect[]): void {
  let at = 0;
  for (const part of partsOf(output)) {
    const { length } = textOf(part);
    if (length && at + length <= rects.length) {
      const height = rects[at + length - 1].bottom - rects[at].top;
      part.style.containIntrinsicSize = `auto ${height}px`;
    }
    at += length;
  }
}

function bottomOf(element: Element): number {
  return element.getBoundingClientRect().bottom;
}
