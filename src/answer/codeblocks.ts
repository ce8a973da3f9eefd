import type { Token, Tokens } from 'marked';
import { Lexer } from 'marked';

/**
 * A fence of code, or code that is indented.
 */
export interface ICodeBlock {
  readonly code: string;
  /** As its fence names it; empty if it does not. */
  readonly language: string;
}

/**
 * A piece of an answer: a fence that stands by itself, or the Markdown between two such.
 */
export type Piece =
  | ({ readonly kind: 'code' } & ICodeBlock)
  | { readonly kind: 'text'; readonly text: string };

/** Other names of kernels' languages. */
const ALIASES: Record<string, string> = {
  py: 'python',
  python3: 'python',
  ipython: 'python',
  ipython3: 'python',
  js: 'javascript',
  ts: 'typescript',
  jl: 'julia',
  rs: 'rust',
  'c++': 'cpp',
  'c++17': 'cpp',
  hs: 'haskell',
  rb: 'ruby',
  sh: 'bash',
  shell: 'bash'
};

/**
 * Whether code of a language is a kernel's.
 */
export function isOfKernel(language: string, kernel: string): boolean {
  return language !== '' && nameOf(language) === nameOf(kernel || 'python');
}

/**
 * The code in an answer, in its order; not that of the calls in it.
 */
export function codeBlocks(answer: string): ICodeBlock[] {
  const found: ICodeBlock[] = [];
  const visit = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (token.type === 'code') {
        found.push(blockOf(token as Tokens.Code));
      } else {
        visit(childrenOf(token));
      }
    }
  };
  visit(withoutCalls(blocksOf(answer)));
  return found;
}

/**
 * An answer in pieces: its fences in a kernel's language, and all else, fences in lists and of other languages too, as it
 * stands.
 */
export function piecesOf(answer: string, kernel: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const add = () => {
    if (text.trim()) {
      pieces.push({ kind: 'text', text: text.trim() });
    }
    text = '';
  };
  const tokens = blocksOf(answer);
  const own = new Set(withoutCalls(tokens));
  for (const token of tokens) {
    const isFence = token.type === 'code' && /^ {0,3}(```|~~~)/.test(token.raw);
    const block = isFence ? blockOf(token as Tokens.Code) : null;
    if (block && own.has(token) && isOfKernel(block.language, kernel)) {
      add();
      pieces.push({ kind: 'code', ...block });
    } else {
      text += token.raw;
    }
  }
  add();
  return pieces;
}

function nameOf(language: string): string {
  const name = language.toLowerCase();
  return ALIASES[name] ?? name;
}

function blocksOf(text: string): Token[] {
  return new Lexer({ gfm: true }).blockTokens(text.replace(/\r\n?/g, '\n'), []);
}

function blockOf({ text, lang = '' }: Tokens.Code): ICodeBlock {
  // attributes may follow, or stand in braces
  const [, language = ''] = /^\{?\.?([\w+#.-]+)/.exec(lang) ?? [];
  return { code: text, language };
}

/** A list's items, the blocks of an item or of a quote; text in lines has none. */
function childrenOf(token: Token): readonly Token[] {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items;
    case 'list_item':
    case 'blockquote':
      return (token as Tokens.ListItem | Tokens.Blockquote).tokens;
    default:
      return [];
  }
}

/** A call stands there folded: HTML before and after what it was given and what it gave. */
function withoutCalls(tokens: readonly Token[]): Token[] {
  let isCall = false;
  return tokens.filter(({ type, raw }) => {
    const begins = type === 'html' && raw.startsWith('<details>');
    isCall ||= begins;
    const isOwn = !isCall;
    if (type === 'html' && raw.includes('</details>')) {
      isCall = false;
    }
    return isOwn;
  });
}
