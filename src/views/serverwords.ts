/** A name in backticks; not one of a reference, which is shown as it was written. */
const CODE = /(?<![$&])`([^`]+)`/;

/**
 * Show a sentence of the server, whose names in backticks are code.
 */
export function showServerWords(node: HTMLElement, words: string): void {
  const parts = words.split(CODE).map((part, at) => {
    if (at % 2 === 0) {
      return part;
    }
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
  node.replaceChildren(...parts);
}
