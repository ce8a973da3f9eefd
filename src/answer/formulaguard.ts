import { isHarmlessTex } from './tex';

/** Whatever MathJax takes for a formula begins with one of these. */
const SIGN = /[$\\]/;

/** As the server finds them. What is looked through for an end is bounded: else a text takes its length squared. */
const FORMULA =
  /\$\$(?<double>[^]{1,8000}?)\$\$|\$(?![\s$])(?<single>(?:[^$\\]|\\[^]){1,2000}?)(?<!\s)\$(?![\d$])|\\\((?<round>[^]{1,2000}?)\\\)|\\\[(?<square>[^]{1,8000}?)\\\]|(?<bare>\\begin\{(?<name>[a-zA-Z]+\*?)\}[^]{0,8000}?\\end\{\k<name>\})/g;

/** Where MathJax does not look, and what it has made. */
const PASSED = 'code, pre, mjx-container';

/**
 * Leaves MathJax nothing to find in an element but formulas that are allowed.
 *
 * #### Notes
 * MathJax looks for formulas in what stands together in one element. So each formula that may be shown gets an element of
 * its own, and so does each sign that could begin another. It does not matter then how MathJax finds formulas.
 */
export class FormulaGuard {
  /**
   * @param isAllowed - whether a formula may be shown, by what stands between its signs
   */
  constructor(private _isAllowed: (tex: string) => boolean = isHarmlessTex) {}

  /**
   * Part the texts of an element.
   */
  guard(host: HTMLElement): void {
    const document = host.ownerDocument;
    const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) {
      texts.push(walker.currentNode as Text);
    }
    texts.forEach(text => this._guardText(text));
  }

  private _guardText(text: Text): void {
    const parent = text.parentElement;
    if (
      !SIGN.test(text.data) ||
      !parent ||
      this._guarded.has(parent) ||
      parent.closest(PASSED)
    ) {
      return;
    }
    text.replaceWith(...this._parted(text.data));
  }

  private _parted(text: string): (string | HTMLElement)[] {
    const parts: (string | HTMLElement)[] = [];
    let at = 0;
    for (const formula of text.matchAll(FORMULA)) {
      const { double, single, round, square, bare } = formula.groups ?? {};
      if (this._isAllowed(double ?? single ?? round ?? square ?? bare ?? '')) {
        parts.push(...this._signs(text.slice(at, formula.index)));
        parts.push(this._alone(formula[0]));
        at = formula.index + formula[0].length;
      }
    }
    return [...parts, ...this._signs(text.slice(at))];
  }

  private _signs(text: string): (string | HTMLElement)[] {
    return text
      .split(/([$\\])/)
      .map((part, at) => (at % 2 ? this._alone(part) : part));
  }

  private _alone(text: string): HTMLElement {
    const span = document.createElement('span');
    span.textContent = text;
    this._guarded.add(span);
    return span;
  }

  /** No text can claim to be one of them. */
  private _guarded = new WeakSet<Element>();
}
