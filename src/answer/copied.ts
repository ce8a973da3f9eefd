/**
 * Fenced code, which stays as it is; or a character that stands in an element of its own, so that no reader of Markdown
 * takes a price for a formula.
 */
const APART =
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[`~]*[ \t]*$|<span>(?:\\?([$@])|&#(36|92);)<\/span>/gm;

/**
 * An answer as it is copied: for people, and for viewers that show prices as they are.
 */
export function copied(source: string): string {
  return source.replace(
    APART,
    (found: string, fence?: string, sign?: string, code?: string) =>
      fence ? found : (sign ?? String.fromCharCode(Number(code)))
  );
}
