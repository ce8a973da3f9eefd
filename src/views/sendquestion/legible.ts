/** Characters that are not seen, or change how others are: controls, line breaks, marks of direction, odd spaces. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * A text of a stranger's as it is: what would not be seen is written out, and what is long is cut.
 *
 * @param longest - characters
 */
export function legible(text: string, longest: number): string {
  const seen = text.replace(
    HIDDEN,
    hidden => `\\u{${hidden.codePointAt(0)!.toString(16)}}`
  );
  const characters = [...seen];
  return characters.length <= longest
    ? seen
    : `${characters.slice(0, longest - 1).join('')}…`;
}
