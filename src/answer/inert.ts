import { removeMath } from '@jupyterlab/rendermime';
import type { Token, Tokens } from 'marked';
import { Lexer } from 'marked';

/** Escaping HTML can lay Markdown bare that stood in it; each pass takes one layer. */
const PASSES = 6;

/** Without a tag, a bracket, an address that becomes a link by itself or an info string beyond a plain word there is nothing to look for. */
const SUSPECT = /[<[]|mermaid|ftp:|(`{3}|~{3}).*[^\w+#. `~\n-]/i;

/** How far a leaf is looked for: between two leaves stand only marks of lists, quotes and emphasis. */
const WINDOW = 500;

const SAFE_LINK = /^(https?:|mailto:|#)/i;
const SAFE_PICTURE = /^data:image\/(png|jpeg|gif|webp)[;,]/i;
/** Anything else in an info string would end up unescaped in the page. */
const SAFE_INFO = /^[\w+#. -]*$/;

/**
 * An answer that does nothing when it is shown, stored, reopened or exported.
 *
 * @param markdown - what the model wrote
 * @returns Markdown that shows raw HTML as text, links to remote pictures instead of loading them, and has neither
 * diagrams that run nor links other than `http:`, `https:`, `mailto:` and `#`. Code is unchanged. Applied twice it
 * changes nothing more.
 *
 * #### Notes
 * What is safe is decided by looking at the result as JupyterLab will read it, not by trusting the changes: text on
 * which the two disagree is shown as it is, in a code fence.
 */
export function inert(markdown: string): string {
  if (!SUSPECT.test(markdown)) {
    return markdown;
  }
  let text = markdown;
  for (let pass = 0; pass < PASSES && !isInert(text); pass++) {
    text = neutralise(text);
  }
  return isInert(text) ? text : asCode(markdown);
}

/** JupyterLab takes formulas out before it reads Markdown, and so may see other code than a plain reader does. */
function isInert(text: string): boolean {
  const read = removeMath(text).text;
  return isHarmless(text) && (read === text || isHarmless(read));
}

function isHarmless(text: string): boolean {
  for (const { token } of leaves(text)) {
    if (dangerOf(token)) {
      return false;
    }
  }
  return true;
}

/**
 * Replace what is dangerous where it stands. Leaves come in the order of the text, so a cursor that only moves
 * forward finds each, and never takes what looks the same inside code before it.
 */
function neutralise(text: string): string {
  const parts: string[] = [];
  let cursor = 0;
  for (const leaf of leaves(text)) {
    const replacement = harmless(leaf);
    for (const [line, change] of replacement) {
      const near = text.slice(cursor, cursor + line.length + WINDOW);
      const found = near.indexOf(line);
      if (found < 0) {
        continue;
      }
      const at = cursor + found;
      parts.push(text.slice(cursor, at), change);
      cursor = at + line.length;
    }
  }
  return parts.join('') + text.slice(cursor);
}

/** A fence that nothing in the text closes. */
function asCode(text: string): string {
  const longest = Math.max(
    0,
    ...(text.match(/`+/g) ?? []).map(run => run.length)
  );
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}\n`;
}

/** A token that is looked at by itself: it holds no others, or it is a link, which is judged before what it holds. */
interface ILeaf {
  readonly token: Token;
  /** Whether it stands in a link, where no other link can. */
  readonly inLink: boolean;
}

/** Why a token is not let through. */
type Danger = 'html' | 'image' | 'link' | 'fence';

/** The leaves of a Markdown text, in its order. */
function leaves(text: string): ILeaf[] {
  const found: ILeaf[] = [];
  collect(new Lexer({ gfm: true }).lex(text), false, found);
  return found;
}

/** What is dangerous about a token; `null` if nothing is. */
function dangerOf(token: Token): Danger | null {
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

/** Whether a link may be followed. */
function isSafeLink(href: string): boolean {
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

/** A piece of a line, and what to write in its place. */
type Replacement = readonly [line: string, change: string];

/** What to write in place of a leaf, line by line: in a list or a quote its lines do not stand together. */
function harmless(leaf: ILeaf): Replacement[] {
  switch (dangerOf(leaf.token)) {
    case 'html':
      return lines(leaf.token).map(line => [line, escapeHtml(line)]);
    case 'image':
      return whole(leaf.token, describePicture(leaf));
    case 'link':
      return whole(leaf.token, withoutLink((leaf.token as Tokens.Link).text));
    case 'fence':
      return fence(leaf.token as Tokens.Code);
    case null:
      return lines(leaf.token).map(line => [line, line]);
  }
}

function lines(token: Token): string[] {
  return token.raw
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** The first line is replaced by all of the change, the others go. */
function whole(token: Token, change: string): Replacement[] {
  return lines(token).map((line, index) => [line, index ? '' : change]);
}

function escapeHtml(text: string): string {
  return text.replace(/</g, '&lt;');
}

/** As plain text the address would become a link again. */
function withoutLink(text: string): string {
  return /ftp:\/\//i.test(text) && !text.includes('`') ? `\`${text}\`` : text;
}

function describePicture({ token, inLink }: ILeaf): string {
  const { href, text } = token as Tokens.Image;
  const label = (text || 'image').replace(/[[\]\\]/g, '\\$&');
  if (inLink || !isSafeLink(href)) {
    return label;
  }
  return `[${label}](<${encodeAngles(href)}>)`;
}

function encodeAngles(href: string): string {
  return href.replace(/</g, '%3C').replace(/>/g, '%3E').replace(/\n/g, '%0A');
}

function fence(token: Tokens.Code): Replacement[] {
  const [first, ...rest] = lines(token);
  const marks = /^(`+|~+)/.exec(first)?.[0] ?? '';
  const info = (token.lang ?? '').replace(/[^\w+#. -]/g, '').trim();
  const isDiagram = /^mermaid\b/i.test(info);
  return [
    [first, marks + (isDiagram ? `text ${info}` : info)],
    ...rest.map((line): Replacement => [line, line])
  ];
}
