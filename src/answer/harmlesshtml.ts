import { TAGS } from './allowedmarkup';

/** Schemes of links that may be followed. */
const LINK = /^(https?:|mailto:|#)/i;

const ELEMENTS = new Set([
  ...TAGS,
  ...['a', 'blockquote', 'del', 'details', 'hr', 'img', 'input', 'p', 'pre'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'ol', 'summary', 'ul'],
  ...['table', 'tbody', 'td', 'th', 'thead', 'tr']
]);

/** The attributes that elements keep, and what these may say. */
const ATTRIBUTES: Record<string, Record<string, RegExp>> = {
  a: { href: LINK },
  // the names of CodeMirror's styles are such, none of the page's own are
  code: { class: /^language-[\w+#.-]+$/ },
  span: { class: /^[\wͼ ]+$/ },
  img: { src: /^attachment:/, alt: /^/ },
  input: { type: /^checkbox$/, checked: /^/, disabled: /^/ },
  ol: { start: /^\d+$/ },
  td: { align: /^(left|center|right)$/ },
  th: { align: /^(left|center|right)$/ }
};

/**
 * Whether a link may be followed.
 */
export function isSafeLink(href: string): boolean {
  return LINK.test(href);
}

/**
 * HTML that neither loads nor runs: a few elements and attributes. Of others only what stands in them is kept.
 *
 * #### Notes
 * It is read in a document that is not shown, in which nothing loads.
 */
export function harmless(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const clean = body.ownerDocument.createElement('body');
  copy(body, clean);
  return clean.innerHTML;
}

function copy(from: Node, to: Element): void {
  for (const node of from.childNodes) {
    if (node instanceof Text) {
      to.append(node.data);
    } else if (node instanceof Element) {
      const kept = keep(node);
      copy(node, kept ?? to);
      to.append(...(kept ? [kept] : []));
    }
  }
}

function keep(element: Element): Element | null {
  const { localName, namespaceURI } = element;
  const isOfHtml = namespaceURI === 'http://www.w3.org/1999/xhtml';
  const isBox = localName !== 'input' || element.matches('[type=checkbox]');
  if (!isOfHtml || !ELEMENTS.has(localName) || !isBox) {
    return null;
  }
  const kept = element.ownerDocument.createElement(localName);
  for (const [name, allowed] of Object.entries(ATTRIBUTES[localName] ?? {})) {
    const value = element.getAttribute(name);
    if (value !== null && allowed.test(value)) {
      kept.setAttribute(name, value);
    }
  }
  return kept;
}
