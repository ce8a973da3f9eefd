/** What no reader of Markdown, HTML or formulas looks at. Where one begins a line something stands before it. */
const PLAIN = /[^\p{L}\p{M}\p{N} .,;'()?!-]/gu;

/** MathJax reads the page, not the source: two of these in an element are a formula, however they were written. */
const SIGN = /&#(36|92);/g;

/**
 * A text as Markdown in one line, every sign of which is itself.
 */
export function withEntities(text: string): string {
  return escaped(text.replace(/\s+/g, ' ')).replace(SIGN, '<span>$&</span>');
}

/**
 * A text as Markdown that shows it as it is, with its lines.
 *
 * #### Notes
 * On one line: what ends a block of HTML to some readers is an empty one. MathJax passes code over.
 */
export function plainBlock(text: string): string {
  return `<pre><code>${escaped(text)}</code></pre>`;
}

function escaped(text: string): string {
  return text.replace(PLAIN, sign => `&#${sign.codePointAt(0)};`);
}
