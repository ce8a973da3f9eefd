const SCROLLER = '.jp-WindowedPanel-outer';
/** Room for the line with Stop. */
const MARGIN = 44;

/**
 * Keep the end of something that grows in sight, if it was.
 *
 * @param node - what grows
 * @returns to be called after it grew
 *
 * #### Notes
 * Who types below it sees their line stay where it is; who has scrolled away stays there; the focus is not touched.
 */
export function followEnd(node: HTMLElement): () => void {
  const scroller = node.closest<HTMLElement>(SCROLLER);
  if (!scroller) {
    return () => undefined;
  }
  const before = node.getBoundingClientRect().bottom;
  const top = scroller.scrollTop;
  const { top: from, bottom: to } = scroller.getBoundingClientRect();
  const wasInSight = before >= from && before <= to + MARGIN;
  return () => {
    if (!wasInSight || scroller.scrollTop !== top) {
      return;
    }
    const after = node.getBoundingClientRect().bottom;
    const shift = typesBelow(node) ? after - before : after + MARGIN - to;
    if (shift > 0) {
      scroller.scrollTop += shift;
    }
  };
}

function typesBelow(node: HTMLElement): boolean {
  const focused = document.activeElement;
  const isEditor = focused?.closest('.cm-editor');
  const position = focused ? node.compareDocumentPosition(focused) : 0;
  return !!isEditor && !!(position & Node.DOCUMENT_POSITION_FOLLOWING);
}
