import type { Token, Tokens } from 'marked';
import { Lexer } from 'marked';

/** From here on an open block is cut where its reader hardly notices. */
const LONG = 1_500;
const ITEMS_OPEN = 2;

/**
 * Markdown that grows, split into blocks that are closed, so that each is rendered once, and one that is open.
 *
 * #### Notes
 * The closed blocks and the open one, joined, are always the text. Only the open block is read again when text comes,
 * and a long one is cut, so that the cost is linear in the text.
 */
export class BlockSplitter {
  /**
   * The text since the last closed block.
   */
  get open(): string {
    return this._open;
  }

  /**
   * Whether the open block is a fence: its text is code up to here.
   */
  get isOpenFence(): boolean {
    return /^ {0,3}(```|~~~)/.test(this._open);
  }

  /**
   * Add text.
   *
   * @returns the blocks that it closed, in order
   */
  push(text: string): string[] {
    this._open += text;
    const tokens = blocksOf(this._open);
    const last = tokens.pop();
    const closed = tokens.map(token => token.raw.length);
    return this._close(last ? [...closed, ...cutLong(last)] : closed);
  }

  private _close(lengths: readonly number[]): string[] {
    let from = 0;
    const blocks = lengths.map(length =>
      this._open.slice(from, (from += length))
    );
    this._open = this._open.slice(from);
    return blocks;
  }

  private _open = '';
}

/**
 * The tokens of a text, white space joined to what stands before it; none if they do not cover it.
 */
function blocksOf(text: string): Token[] {
  // each token must keep its length: marked would make one character of "\r\n"
  const source = text.replace(/\r/g, ' ');
  const tokens = new Lexer({ gfm: true }).blockTokens(source, []);
  const joined = tokens.map(token => token.raw).join('');
  return joined === source ? joinSpace(tokens) : [];
}

function joinSpace(tokens: Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    if (token.type === 'space' && before) {
      joined[joined.length - 1] = { ...before, raw: before.raw + token.raw };
    } else {
      joined.push(token);
    }
  }
  return joined;
}

/** How much of a long open block can be closed. */
function cutLong(token: Token): number[] {
  if (token.raw.length < LONG) {
    return [];
  }
  switch (token.type) {
    case 'list':
      return cutList(token as Tokens.List);
    case 'paragraph':
    case 'text':
      return cutParagraph(token.raw);
    default:
      return [];
  }
}

function cutList(list: Tokens.List): number[] {
  const items = list.items.slice(0, -ITEMS_OPEN).map(item => item.raw);
  const head = items.join('');
  return head && list.raw.startsWith(head) ? [head.length] : [];
}

function cutParagraph(raw: string): number[] {
  const at = Math.max(raw.lastIndexOf('\n'), raw.lastIndexOf(' '));
  return at > 0 ? [at + 1] : [];
}
