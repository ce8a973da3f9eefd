import type { Token, Tokens } from 'marked';

import type { ILeaf } from './allowed';
import { dangerOf, isSafeLink } from './allowed';

/**
 * A piece of a line, and what to write in its place.
 */
export type Replacement = readonly [line: string, change: string];

/**
 * What to write in place of a leaf, line by line: in a list or a quote its lines do not stand together.
 */
export function harmless(leaf: ILeaf): Replacement[] {
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
