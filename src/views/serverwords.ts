/** A reference as a prompt has it, content in single backticks and all; or a name in backticks. */
const WORD = /[$&]`(?:[^`]|(?<!`)``+(?!`))+`(?!`)|`([^`]+)`/g;

/**
 * Show a sentence of the server, whose names in backticks are code. References are shown as they were written.
 */
export function showServerWords(node: HTMLElement, words: string): void {
  const parts: (Node | string)[] = [];
  let shown = 0;
  for (const { 0: word, 1: name, index } of words.matchAll(WORD)) {
    if (name !== undefined) {
      const code = document.createElement('code');
      code.textContent = name;
      parts.push(words.slice(shown, index), code);
      shown = index + word.length;
    }
  }
  node.replaceChildren(...parts, words.slice(shown));
}
