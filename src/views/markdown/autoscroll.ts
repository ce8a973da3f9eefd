import type { IDisposable } from '@lumino/disposable';

/** What scrolls in a notebook. */
export const SCROLLER = '.jp-WindowedPanel-outer';
/** Room for the line with Stop. */
export const MARGIN = 44;

/**
 * Keeps the end of something that grows in sight, if it was.
 *
 * #### Notes
 * It looks when the browser has laid the page out for its next frame: to ask before that is to have all of a long notebook
 * laid out for the answer. Who types below what grows sees their line stay where it is; who has scrolled away stays there;
 * the focus is not touched.
 */
export class EndFollower implements IDisposable {
  /**
   * @param _node - what grows, in the page
   * @param isNew - whether it has grown only now; else what it has by now is no growth
   */
  constructor(
    private _node: HTMLElement,
    isNew: boolean
  ) {
    this._scroller = _node.closest<HTMLElement>(SCROLLER);
    this._height = isNew ? 0 : null;
    this._observer.observe(_node);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._observer.disconnect();
  }

  private _onResized(): void {
    const scroller = this._scroller;
    if (!scroller || this._isDisposed) {
      return;
    }
    const { top, bottom: after, height } = this._node.getBoundingClientRect();
    const before = this._height === null ? after : top + this._height;
    const isScrolled = this._top !== null && scroller.scrollTop !== this._top;
    const { top: from, bottom: to } = scroller.getBoundingClientRect();
    const wasInSight = before >= from && before <= to + MARGIN;
    this._height = height;
    if (wasInSight && !isScrolled) {
      const shift = typesBelow(this._node)
        ? after - before
        : after + MARGIN - to;
      if (shift > 0) {
        scroller.scrollTop += shift;
      }
    }
    this._top = scroller.scrollTop;
  }

  /** When it was looked at last; null before that of what was there already. */
  private _height: number | null;
  private _isDisposed = false;
  private readonly _observer = new ResizeObserver(() => this._onResized());
  private _scroller: HTMLElement | null;
  /** Where the notebook was scrolled to then. */
  private _top: number | null = null;
}

/** Shift+Enter leaves the user in an empty cell below: that is no typing, and the answer need not make room for it. */
function typesBelow(node: HTMLElement): boolean {
  const editor = document.activeElement?.closest('.cm-editor');
  const hasText = editor?.querySelector('.cm-line')?.textContent !== '';
  const position = editor ? node.compareDocumentPosition(editor) : 0;
  return hasText && !!(position & Node.DOCUMENT_POSITION_FOLLOWING);
}
