import type { Token, Tokens } from 'marked';
import { Marked } from 'marked';

import { TAGS } from './allowedmarkup';
import { isSafeLink } from './harmlesshtml';

/** Makes HTML of Markdown; what JupyterLab provides has this. */
export interface IParser {
  render(source: string): Promise<string>;
}

/** Tags that are not those of a list, which have no attributes. */
const OTHER_TAG = new RegExp(
  `<(?!/?(?:${[...TAGS, 'details', 'summary', 'pre'].join('|')})\\s*/?>)`,
  'gi'
);

/** Of a fence: a language that something might draw is none. */
const LANGUAGE = /^(?!geojson|math|mermaid|stl|topojson)[\w+#.-]+$/i;

interface IHighlighted extends Tokens.Code {
  highlighted?: string;
}

/**
 * A parser of Markdown that takes HTML for text, but for a few tags, and has remote pictures as links.
 *
 * @param highlighter - shows code in color: of the text it is given fenced code alone
 */
export function inertParser(highlighter: IParser | null): IParser {
  const marked = new Marked({
    async: true,
    gfm: true,
    renderer: {
      // alone in an element it begins no formula: the parser takes its backslash away before anyone looks for one
      text: token =>
        (token as Token).type === 'escape' && token.text === '$'
          ? '<span>$</span>'
          : false,
      html: ({ text }) => text.replace(OTHER_TAG, '&lt;'),
      image: ({ href, text, raw }) =>
        href.startsWith('attachment:')
          ? false
          : isSafeLink(href)
            ? `<a href="${escaped(href)}">${escaped(text || href)}</a>`
            : escaped(raw),
      link: ({ href, raw }) => (isSafeLink(href) ? false : escaped(raw)),
      code: token => (token as IHighlighted).highlighted ?? plainCode(token)
    },
    walkTokens: async (token: Token) => {
      if (highlighter && token.type === 'code') {
        await highlight(token as IHighlighted, highlighter);
      }
    }
  });
  return { render: async source => marked.parse(source) };
}

async function highlight(
  token: IHighlighted,
  highlighter: IParser
): Promise<void> {
  const { lang = '', text } = token;
  if (LANGUAGE.test(lang)) {
    const longest = Math.max(
      2,
      ...(text.match(/`+/g) ?? []).map(({ length }) => length)
    );
    const fence = '`'.repeat(longest + 1);
    const code = `${fence}${lang}\n${text}\n${fence}`;
    token.highlighted = await highlighter.render(code);
  }
}

function plainCode({ text }: Tokens.Code): string {
  return `<pre><code>${escaped(text)}\n</code></pre>\n`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
}
