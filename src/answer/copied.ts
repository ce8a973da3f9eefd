import { isDiagram } from './diagrams';

/**
 * Fenced code, which stays as it is; or a character that stands in an element of its own, so that no reader of Markdown
 * takes a price for a formula.
 */
const APART =
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$|<span>(?:\\?([$@])|&#(36|92);)<\/span>/gm;

/** A fence of plain text: its beginning, and its code. */
const TEXT_FENCE = /^( {0,3}(?:`{3,}|~{3,}))text[ \t]*\n([^]*)\n[^\n]*$/;

/**
 * An answer as it is copied: for people, and for viewers that show prices as they are, and draw diagrams.
 */
export function copied(source: string): string {
  return source.replace(
    APART,
    (found: string, fence?: string, sign?: string, code?: string) =>
      fence ? withDiagram(found) : (sign ?? String.fromCharCode(Number(code)))
  );
}

/** A diagram is kept as plain text, which nobody draws unasked. */
function withDiagram(fence: string): string {
  const [, beginning = '', code = ''] = TEXT_FENCE.exec(fence) ?? [];
  return isDiagram({ code, language: 'text' })
    ? `${beginning}mermaid${fence.slice(fence.indexOf('\n'))}`
    : fence;
}
