// what is looked through for an end is bounded: else a text of beginnings takes its length squared
const FENCE =
  /^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?<fence>`{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>[`~]*[ \t]*$|(?![^]))/;
const SPAN =
  /(?<!`)(?<ticks>`+)(?!`)(?:[^\n]|\n(?!\s*\n)){0,1000}?(?<!`)\k<ticks>(?!`)/;
const INLINE =
  /(?<!\\)\\\((?<inline>(?:[^\n]|\n(?!\s*\n)){1,1000}?)(?<!\\)\\\)/;
/** Alone on its lines: elsewhere these are brackets that must not become a link. */
const DISPLAY =
  /^(?<before>[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)\\\[(?<display>(?:[^\n]|\n(?!\s*\n)){1,4000}?)(?<!\\)\\\](?<after>[.,;:]?[ \t]*)$/;

const EITHER = new RegExp(
  [FENCE, SPAN, DISPLAY, INLINE].map(({ source }) => source).join('|'),
  'gm'
);

/**
 * Write formulas between `\(..\)` and `\[..\]`, which many models prefer, between dollar signs: Markdown takes the
 * backslashes away before anyone sees a formula. Code is unchanged.
 *
 * @param markdown - what the model wrote
 */
export function withDollars(markdown: string): string {
  return /\\[([]/.test(markdown)
    ? markdown.replace(EITHER, (whole, ...rest) =>
        written(whole, rest.at(-1) as IFound)
      )
    : markdown;
}

interface IFound {
  readonly inline?: string;
  readonly display?: string;
  readonly before?: string;
  readonly after?: string;
}

function written(whole: string, found: IFound): string {
  const formula = found.inline ?? found.display;
  // a dollar sign in it would end it
  if (!formula?.trim() || formula.includes('$')) {
    return whole;
  }
  return found.inline === undefined
    ? `${found.before}$$${formula}$$${found.after}`
    : `$${formula.trim()}$`;
}
