import type { Token, Tokens } from 'marked';
import { Lexer } from 'marked';

/**
 * A token that is looked at by itself: it holds no others, or it is a link, which is judged before what it holds.
 */
export interface ILeaf {
  readonly token: Token;
  /** Whether it stands in a link, where no other link can. */
  readonly inLink: boolean;
}

/**
 * Why a token is not let through.
 */
export type Danger = 'html' | 'image' | 'link' | 'fence';

const SAFE_LINK = /^(https?:|mailto:|#)/i;
const SAFE_PICTURE = /^data:image\/(png|jpeg|gif|webp)[;,]/i;
/** Anything else in an info string would end up unescaped in the page. */
const SAFE_INFO = /^[\w+#. -]*$/;

/**
 * The leaves of a Markdown text, in its order.
 */
export function leaves(text: string): ILeaf[] {
  const found: ILeaf[] = [];
  collect(new Lexer({ gfm: true }).lex(text), false, found);
  return found;
}

/**
 * What is dangerous about a token; `null` if nothing is.
 */
export function dangerOf(token: Token): Danger | null {
  switch (token.type) {
    case 'html':
      return 'html';
    case 'image':
      return SAFE_PICTURE.test((token as Tokens.Image).href) ? null : 'image';
    case 'link':
      return isSafeLink((token as Tokens.Link).href) ? null : 'link';
    case 'code':
      return isSafeInfo((token as Tokens.Code).lang ?? '') ? null : 'fence';
    default:
      return null;
  }
}

/**
 * Whether a link may be followed.
 */
export function isSafeLink(href: string): boolean {
  return SAFE_LINK.test(href);
}

function isSafeInfo(info: string): boolean {
  return SAFE_INFO.test(info) && !/^\s*mermaid\b/i.test(info);
}

function collect(tokens: Token[], inLink: boolean, found: ILeaf[]): void {
  for (const token of tokens) {
    const isLink = token.type === 'link';
    const children = childrenOf(token);
    if (!children.length || (isLink && dangerOf(token))) {
      found.push({ token, inLink });
    } else {
      collect(children, inLink || isLink, found);
    }
  }
}

function childrenOf(token: Token): Token[] {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items;
    case 'table':
      return cellsOf(token as Tokens.Table);
    case 'image':
      return [];
    default:
      return (token as Tokens.Generic).tokens ?? [];
  }
}

function cellsOf(table: Tokens.Table): Token[] {
  return [table.header, ...table.rows].flat().flatMap(cell => cell.tokens);
}
