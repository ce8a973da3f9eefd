import { removeMath } from '@jupyterlab/rendermime';

import { dangerOf, leaves } from './allowed';
import { harmless } from './neutralise';

/** Escaping HTML can lay Markdown bare that stood in it; each pass takes one layer. */
const PASSES = 6;

/** Without a tag, a bracket, an address that becomes a link by itself or an info string beyond a plain word there is nothing to look for. */
const SUSPECT = /[<[]|mermaid|ftp:|(`{3}|~{3}).*[^\w+#. `~\n-]/i;

/** How far a leaf is looked for: between two leaves stand only marks of lists, quotes and emphasis. */
const WINDOW = 500;

/**
 * An answer that does nothing when it is shown, stored, reopened or exported.
 *
 * @param markdown - what the model wrote
 * @returns Markdown that shows raw HTML as text, links to remote pictures instead of loading them, and has neither
 * diagrams that run nor links other than `http:`, `https:`, `mailto:` and `#`. Code is unchanged. Applied twice it
 * changes nothing more.
 *
 * #### Notes
 * What is safe is decided by looking at the result as JupyterLab will read it, not by trusting the changes: text on
 * which the two disagree is shown as it is, in a code fence.
 */
export function inert(markdown: string): string {
  if (!SUSPECT.test(markdown)) {
    return markdown;
  }
  let text = markdown;
  for (let pass = 0; pass < PASSES && !isInert(text); pass++) {
    text = neutralise(text);
  }
  return isInert(text) ? text : asCode(markdown);
}

/** JupyterLab takes formulas out before it reads Markdown, and so may see other code than a plain reader does. */
function isInert(text: string): boolean {
  const read = removeMath(text).text;
  return isHarmless(text) && (read === text || isHarmless(read));
}

function isHarmless(text: string): boolean {
  for (const { token } of leaves(text)) {
    if (dangerOf(token)) {
      return false;
    }
  }
  return true;
}

/**
 * Replace what is dangerous where it stands. Leaves come in the order of the text, so a cursor that only moves
 * forward finds each, and never takes what looks the same inside code before it.
 */
function neutralise(text: string): string {
  const parts: string[] = [];
  let cursor = 0;
  for (const leaf of leaves(text)) {
    const replacement = harmless(leaf);
    for (const [line, change] of replacement) {
      const near = text.slice(cursor, cursor + line.length + WINDOW);
      const found = near.indexOf(line);
      if (found < 0) {
        continue;
      }
      const at = cursor + found;
      parts.push(text.slice(cursor, at), change);
      cursor = at + line.length;
    }
  }
  return parts.join('') + text.slice(cursor);
}

/** A fence that nothing in the text closes. */
function asCode(text: string): string {
  const longest = Math.max(
    0,
    ...(text.match(/`+/g) ?? []).map(run => run.length)
  );
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}\n`;
}
