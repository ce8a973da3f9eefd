// Where references stand in a Markdown text, as ai_jup/prompt/spans.py finds them; schema/vectors/references.json holds
// both to the same. Places are JavaScript's (UTF-16 units).

/**
 * A reference's place and content, unparsed.
 */
export interface ISpan {
  readonly mark: Mark;
  /** Place of the mark. */
  readonly start: number;
  /** Place after the closing backtick. */
  readonly end: number;
  readonly content: string;
}

/**
 * `$` stands before a value, `&` before a function.
 */
export type Mark = '$' | '&';

/**
 * A reference that has been begun and not been closed.
 */
export type OpenSpan = Omit<ISpan, 'end'>;

const CONTAINER = String.raw`[ \t]*(?:>[ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*`;
const OPENING = new RegExp(`^${CONTAINER}(?:(\`{3,})[^\`]*|(~{3,}).*)$`);
const BLANK = /^[ \t>]*$/;
const TOKEN = /\\[\\`$&]|([$&]?)(`+)/g;
const RUN = /`+/g;

/**
 * The references in a text, in order.
 */
export function referenceSpans(text: string): ISpan[] {
  return paragraphs(text).flatMap(([start, end]) =>
    spansIn(text.slice(start, end)).closed.map(span => moved(span, start))
  );
}

/**
 * The references in a text that are not closed, in order.
 */
export function unclosedSpans(text: string): OpenSpan[] {
  return paragraphs(text).flatMap(([start, end]) => {
    const { open } = spansIn(text.slice(start, end));
    return open ? [moved(open, start)] : [];
  });
}

/**
 * The reference in which a place is, as far as it is written before it; `null` if it is in none.
 */
export function openSpanAt(text: string, place: number): OpenSpan | null {
  const before = text.slice(0, place);
  const [start, end] = paragraphs(before).at(-1) ?? [0, 0];
  if (end !== before.length) {
    return null;
  }
  const { open } = spansIn(before.slice(start));
  return open && moved(open, start);
}

/** Stretches of text that are not in a fence; a code span cannot reach over a blank line or a fence. */
function paragraphs(text: string): [number, number][] {
  const found: [number, number][] = [];
  let [fence, begun, at] = ['', 0, 0];
  for (const line of text.split('\n')) {
    const body = line.replace(/\r+$/, '');
    const opening = fence ? null : OPENING.exec(body);
    if (opening || fence || BLANK.test(body)) {
      if (!fence) {
        found.push([begun, at]);
      }
      begun = at + line.length + 1;
    }
    if (fence) {
      fence = closes(body, fence) ? '' : fence;
    } else if (opening) {
      fence = opening[1] ?? opening[2];
    }
    at += line.length + 1;
  }
  return fence
    ? found
    : [...found, [Math.min(begun, text.length), text.length]];
}

function closes(line: string, fence: string): boolean {
  const found = line.replace(/^[ \t>]+|[ \t>]+$/g, '');
  return (
    found.length >= fence.length && found === fence[0].repeat(found.length)
  );
}

/** The references of a paragraph, and the one that is not closed in it. */
function spansIn(text: string): { closed: ISpan[]; open: OpenSpan | null } {
  const closed: ISpan[] = [];
  let open: OpenSpan | null = null;
  for (let token, at = 0; (token = find(TOKEN, text, at));) {
    at = token.index + token[0].length;
    const [, mark, run] = token;
    const end = run ? closing(text, at, run) : null;
    const isReference = run === '`' && mark !== '';
    if (end !== null) {
      const content = text.slice(at, end - 1);
      // $`...`$ is mathematics elsewhere, unless that dollar sign begins the next reference
      const isMath = mark === '$' && text[end] === '$' && text[end + 1] !== '`';
      if (isReference && !isMath) {
        closed.push({ mark: mark as Mark, start: token.index, end, content });
      }
      at = end;
    } else if (isReference) {
      const content = text.slice(at);
      open = { mark: mark as Mark, start: token.index, content };
    }
  }
  return { closed, open };
}

/** Place after the run of as many backticks that closes a code span; `null` for one that is not closed. */
function closing(text: string, at: number, run: string): number | null {
  for (let found; (found = find(RUN, text, at));) {
    at = found.index + found[0].length;
    if (found[0] === run) {
      return at;
    }
  }
  return null;
}

function find(what: RegExp, text: string, at: number): RegExpExecArray | null {
  what.lastIndex = at;
  return what.exec(text);
}

function moved<T extends { start: number; end?: number }>(
  span: T,
  by: number
): T {
  const end = span.end === undefined ? {} : { end: span.end + by };
  return { ...span, start: span.start + by, ...end };
}
