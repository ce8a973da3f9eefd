import { BlockSplitter } from './markdownblocks';

/** Characters that are read at once: few milliseconds. */
const PIECE = 3_000;
/** Characters of a part at least. */
const PART = 2_000;
/** Characters that a line of the page has. */
const LINE = 100;

/**
 * A text in the normal form as parts that can be shown one by one: whole blocks, joined they are the text.
 *
 * #### Notes
 * It is made as it is asked for, so that whoever shows it can rest in between.
 */
export function* partsOf(text: string): Generator<string> {
  const splitter = new BlockSplitter();
  let part = '';
  let open = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    for (const block of splitter.push(text.slice(at, at + PIECE))) {
      part += block;
      open += /^<details>/.test(block)
        ? 1
        : /^<\/details>/.test(block)
          ? -1
          : 0;
      // what folds is one thing
      if (part.length >= PART && open <= 0) {
        yield part;
        part = '';
      }
    }
  }
  const rest = part + splitter.open;
  if (rest) {
    yield rest;
  }
}

/**
 * How many lines of the page a text takes, about.
 */
export function linesOf(text: string): number {
  return text
    .split('\n')
    .reduce((sum, { length }) => sum + Math.ceil(length / LINE) + 0.4, 0);
}
