const STOPS =
  'a[href], button:enabled, input:enabled, [tabindex]:not([tabindex="-1"])';

/**
 * Where Tab goes on from the last stop of a box, or Shift+Tab from the first: the other end of the box.
 *
 * @param active - what has the focus
 * @returns null where the browser knows the way
 */
export function wrapped(
  box: HTMLElement,
  active: Element | null,
  isBack: boolean
): HTMLElement | null {
  const all = [...box.querySelectorAll<HTMLElement>(STOPS)];
  const stops = all.filter(isStop);
  const [first, last] = [stops.at(0), stops.at(-1)];
  const isInside = active !== box && box.contains(active);
  if (isBack) {
    return !isInside || active === first ? (last ?? box) : null;
  }
  return !box.contains(active) || active === last ? (first ?? box) : null;
}

/** Of radio buttons only the one that is on is a stop. */
function isStop(node: HTMLElement): boolean {
  const isRadio = node instanceof HTMLInputElement && node.type === 'radio';
  return node.tabIndex >= 0 && (!isRadio || node.checked);
}
