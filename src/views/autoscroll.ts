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

/** Shift+Enter leaves the user in an empty cell below: that is no typing, and the answer need not make room for it. */
function typesBelow(node: HTMLElement): boolean {
  const editor = document.activeElement?.closest('.cm-editor');
  const hasText = editor?.querySelector('.cm-line')?.textContent !== '';
  const position = editor ? node.compareDocumentPosition(editor) : 0;
  return hasText && !!(position & Node.DOCUMENT_POSITION_FOLLOWING);
}
