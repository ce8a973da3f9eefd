// what is looked through for an end is bounded: else a text of beginnings takes its length squared
const FENCE =
  /^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?<fence>`{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>[`~]*[ \t]*$|(?![^]))/;
const SPAN =
  /(?<!`)(?<ticks>`+)(?!`)(?:[^\n]|\n(?!\s*\n)){0,1000}?(?<!`)\k<ticks>(?!`)/;
const INLINE =
  /(?<!\\)\\\((?<inline>(?:[^\n]|\n(?!\s*\n)){1,1000}?)(?<!\\)\\\)/;
/** Alone on its lines. */
const DISPLAY =
  /^(?<before>[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)\\\[(?<display>(?:[^\n]|\n(?!\s*\n)){1,4000}?)(?<!\\)\\\](?<after>[.,;:]?[ \t]*)$/;
/** In a line brackets are escaped in ordinary texts too, so as not to become a link: what is meant has more than words. */
const WITHIN =
  /(?<!\\)\\\[(?<within>(?:[^\n[\]]|\n(?!\s*\n)){1,1000}?)(?<!\\)\\\]/;
const MEANT = /[\\^=+<>]|\b[A-Za-z]_/;
/** As the server finds them: none begins before a space, or ends after one or before a digit, as prices do. */
const DOLLARS =
  /\$\$[^]{1,8000}?\$\$|(?<![\\$])\$(?![\s$])(?:[^$\\]|\\[^]){1,2000}?(?<!\s)\$(?![\d$])/;
const SIGN = /(?<sign>\\?\$)/;

const EITHER = new RegExp(
  [FENCE, SPAN, DISPLAY, INLINE, WITHIN, DOLLARS, SIGN]
    .map(({ source }) => source)
    .join('|'),
  'gm'
);

/**
 * Write formulas between `\(..\)` and `\[..\]`, which many models prefer, between dollar signs: Markdown takes the
 * backslashes away before anyone sees a formula; and other dollar signs such that they begin none. Code is unchanged.
 *
 * @param markdown - what the model wrote
 */
export function withDollars(markdown: string): string {
  return /\\[([]|\$/.test(markdown)
    ? markdown.replace(EITHER, (whole, ...rest) =>
        written(whole, rest.at(-1) as IFound)
      )
    : markdown;
}

/** JupyterLab takes what stands between two dollar signs for a formula, escaped or not; MathJax in one element. */
const ALONE = '<span>&#36;</span>';

interface IFound {
  readonly inline?: string;
  readonly display?: string;
  readonly within?: string;
  readonly sign?: string;
  readonly before?: string;
  readonly after?: string;
}

function written(whole: string, found: IFound): string {
  const { sign, within } = found;
  if (sign) {
    return ALONE;
  }
  const formula = found.inline ?? found.display ?? within;
  // a dollar sign in it would end it
  if (!formula?.trim() || formula.includes('$')) {
    return whole;
  }
  if (within !== undefined) {
    return MEANT.test(within) ? `$\\displaystyle ${within.trim()}$` : whole;
  }
  return found.inline === undefined
    ? `${found.before}$$${formula}$$${found.after}`
    : `$${formula.trim()}$`;
}
