import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';

const LABEL = 'aria-label';
/** Characters of a prompt that name it. */
const LONGEST = 60;

/**
 * Tell screen readers what a cell is.
 *
 * @returns what tells them again what JupyterLab says of it
 */
export function nameCell(cell: Cell, name: string): () => void {
  const { node } = cell;
  const before = node.getAttribute(LABEL);
  node.setAttribute(LABEL, name);
  return () => {
    if (node.getAttribute(LABEL) === name && before !== null) {
      node.setAttribute(LABEL, before);
    }
  };
}

/**
 * A prompt in a few words.
 */
export function shortened(source: string): string {
  const line = source.trim().split(/\s+/).join(' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line;
}

/**
 * Name a button by what it says, and what it is about: many answers have the same one.
 */
export function nameButton(
  button: HTMLButtonElement,
  about: string,
  trans: TranslationBundle
): void {
  const words = button.textContent ?? '';
  const name = about ? trans.__('%1: “%2”', words, about) : words;
  if (button.getAttribute(LABEL) !== name) {
    button.setAttribute(LABEL, name);
  }
}
