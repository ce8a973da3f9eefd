import { BUILTINS, KEYWORDS } from './python';
import type { ISpan, OpenSpan } from './spans';
import { openSpanAt, referenceSpans } from './spans';

/**
 * Why a reference cannot be read.
 */
export type Problem =
  | 'empty'
  | 'long'
  | 'call'
  | 'action'
  | 'iteration'
  | 'size'
  | 'format'
  | 'function'
  | 'language';

/**
 * A reference as the editor shows it.
 *
 * #### Notes
 * Its place is the server's. What it says is not parsed here: that something is no Python at all, or nested too deeply,
 * only the server tells. What is said to be a problem here is one there.
 */
export interface IReference {
  readonly kind: 'value' | 'function';
  /** Place of the `$` or `&`. */
  readonly start: number;
  /** Place after the closing backtick. */
  readonly end: number;
  /** What stands between the backticks. */
  readonly expression: string;
  /** The names that it needs, each once, without Python's own. Empty where there is a problem. */
  readonly names: readonly string[];
  /** Those of the names that the model is offered as they are, not something that they have. */
  readonly offered: readonly string[];
  /** Why it cannot be read; `null` as far as the editor can tell. */
  readonly problem: Problem | null;
}

/**
 * The word that is being written in a reference.
 */
export interface IWord {
  readonly kind: 'value' | 'function';
  /** Place of the word's begin. */
  readonly start: number;
  readonly text: string;
}

/** Characters of one reference, as the server allows. */
const LONGEST = 500;

const STRING = /([a-z]{0,2})("""|'''|"|')(?:\\.|(?!\2).)*\2/gis;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*/u.source;
/** Of R, whose names may have dots. */
const DOTTED_NAME = /[\p{L}.][\p{L}\p{N}\p{M}._]*/u.source;
/** A number (which may hold letters), or a name; `.` before it makes it an attribute. */
const WORD = new RegExp(`\\d[\\w.]*|(\\.\\s*)?(${NAME})`, 'gu');
const CALL = new RegExp(`(${NAME}|[\\])}"'])\\s*\\(`, 'gu');
const DOTTED = `${NAME}(?:\\s*\\.\\s*${NAME})*`;
const FUNCTIONS = new RegExp(
  `^(?:${DOTTED}|\\[\\s*${DOTTED}(?:\\s*,\\s*${DOTTED})*\\s*,?\\s*\\])$`,
  'u'
);

/**
 * Whether that is what a kernel's language means.
 */
export function isPython(language: string): boolean {
  return /^i?python$/i.test(language);
}

/**
 * Every reference of a prompt, in order; `language` is the kernel's.
 *
 * #### Notes
 * What stands in one of another language than Python only its kernel parses, and its packages have names of their own.
 */
export function findReferences(
  text: string,
  language = 'python'
): IReference[] {
  const parses = isPython(language);
  return referenceSpans(text).map(span => {
    const expression = span.content.replaceAll('\n', ' ').trim();
    const problem = parses
      ? problemOf(span, expression)
      : problemElsewhere(span, expression);
    const names = problem || !parses ? [] : namesOf(expression);
    const kind = kindOf(span);
    const isOffered = kind === 'function' && !problem;
    const offered = isOffered ? bareNames(expression) : [];
    const { start, end } = span;
    return { kind, start, end, expression, names, offered, problem };
  });
}

/**
 * The word before a place in a reference, where a name can stand; `null` elsewhere.
 */
export function wordAt(
  text: string,
  place: number,
  language = 'python'
): IWord | null {
  const open = openSpanAt(text, place);
  const written = open && withoutStrings(open.content);
  // in a string, or after a dot: what an object has is not known here
  if (!open || !written || /["']/.test(written.replaceAll('""', ''))) {
    return open && !open.content.trim() ? word(open, place, '') : null;
  }
  const name = isPython(language) ? NAME : DOTTED_NAME;
  const [found] = new RegExp(`(?:${name})?$`, 'u').exec(open.content) ?? [''];
  const before = open.content.slice(0, open.content.length - found.length);
  const isMember = isPython(language) ? /[.\d]\s*$/ : /[\d$@]\s*$/;
  return isMember.test(before) ? null : word(open, place, found);
}

function word(open: OpenSpan, place: number, text: string): IWord {
  return { kind: kindOf(open), start: place - text.length, text };
}

function kindOf({ mark }: Pick<ISpan, 'mark'>): IReference['kind'] {
  return mark === '$' ? 'value' : 'function';
}

function sizeProblem(expression: string): Problem | null {
  if (!expression) {
    return 'empty';
  }
  // Python counts characters
  return [...expression].length > LONGEST ? 'long' : null;
}

function problemElsewhere(span: ISpan, expression: string): Problem | null {
  return (
    sizeProblem(expression) ?? (kindOf(span) === 'function' ? 'language' : null)
  );
}

function problemOf(span: ISpan, expression: string): Problem | null {
  const size = sizeProblem(expression);
  if (size) {
    return size;
  }
  const bare = withoutStrings(expression);
  const problem = calls(bare) ? 'call' : null;
  if (kindOf(span) === 'function') {
    return problem ?? (FUNCTIONS.test(bare) ? null : 'function');
  }
  return problem ?? REFUSED.find(([what]) => what.test(bare))?.[1] ?? null;
}

const REFUSED: readonly [RegExp, Problem][] = [
  [/(?<![\w.])(?:await|lambda|yield|import)\b|:=|(?<![=!<>])=(?!=)/, 'action'],
  [/(?<![\w.])(?:for|in)\b|(?:^|[[({,])\s*\*(?!\*)/, 'iteration'],
  [/(?<![{,]\s*)\*\*|<</, 'size'],
  [/\bf""/i, 'format']
];

function calls(bare: string): boolean {
  return [...bare.matchAll(CALL)].some(([, before]) => !KEYWORDS.has(before));
}

/** The strings of an expression emptied; what they format is left to be seen. */
function withoutStrings(expression: string): string {
  return expression.replace(STRING, (_, prefix: string) =>
    /[ft]/i.test(prefix) ? ' f""' : '""'
  );
}

/** Of `f`, or `[f, db.query]`, those without a dot. */
function bareNames(expression: string): string[] {
  return expression
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(each => each.trim().normalize('NFKC'))
    .filter(each => each && !each.includes('.'));
}

function namesOf(expression: string): string[] {
  const found = [...withoutStrings(expression).matchAll(WORD)]
    .filter(([, attribute, name]) => name && !attribute)
    // as Python reads them
    .map(([, , name]) => name.normalize('NFKC'))
    .filter(name => !KEYWORDS.has(name) && !BUILTINS.has(name));
  return [...new Set(found)];
}
