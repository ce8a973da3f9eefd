/** What no reader of Markdown, HTML or formulas looks at. Where one begins a line something stands before it. */
const PLAIN = /[^\p{L}\p{M}\p{N} .,;'()?!-]/gu;

/**
 * A text as Markdown in one line, every sign of which is itself.
 */
export function withEntities(text: string): string {
  return escaped(text.replace(/\s+/g, ' '));
}

/**
 * A text as Markdown that shows it as it is, with its lines.
 *
 * #### Notes
 * On one line: what ends a block of HTML to some readers is an empty one.
 */
export function plainBlock(text: string): string {
  return `<pre><code>${escaped(text)}</code></pre>`;
}

function escaped(text: string): string {
  return text.replace(PLAIN, sign => `&#${sign.codePointAt(0)};`);
}
