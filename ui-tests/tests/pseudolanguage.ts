import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import ts from 'typescript';

type Page = IJupyterLabPageFixture;

const ROOT = path.join(__dirname, '..', '..');
/** A language that JupyterLab knows and nobody has installed. */
const LANGUAGE = 'eo';
/** The one file that translates no texts of its own: those of the settings' schema. */
const SCHEMA_TEXTS = 'translatedsettings.ts';
/** Of a translation bundle: which argument is the text, which its plural, which its context. */
const METHODS = new Map<
  string,
  { text: number; plural?: number; context?: number }
>([
  ['__', { text: 0 }],
  ['gettext', { text: 0 }],
  ['_n', { text: 0, plural: 1 }],
  ['ngettext', { text: 0, plural: 1 }],
  ['_p', { context: 0, text: 1 }],
  ['pgettext', { context: 0, text: 1 }]
]);

/**
 * The same words in letters of full width: what of a text is in ordinary ones has not been translated.
 */
export function pseudo(text: string): string {
  return text.replace(/[A-Za-z]/g, letter =>
    String.fromCharCode(letter.charCodeAt(0) + 0xfee0)
  );
}

/**
 * All that the source has translated, as a catalogue of the pseudo-language.
 */
export function catalogue(): Record<string, unknown> {
  const found: Record<string, unknown> = {
    '': {
      domain: 'ai_jup',
      language: LANGUAGE,
      plural_forms: 'nplurals=2; plural=(n != 1);'
    }
  };
  for (const name of readdirSync(path.join(ROOT, 'src'), { recursive: true })) {
    const file = String(name);
    if (
      /\.tsx?$/.test(file) &&
      !file.includes('__tests__') &&
      path.basename(file) !== SCHEMA_TEXTS
    ) {
      Object.assign(found, messagesOf(path.join(ROOT, 'src', file)));
    }
  }
  return found;
}

function messagesOf(file: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest
  );
  const look = (node: ts.Node): void => {
    ts.forEachChild(node, look);
    if (
      !ts.isCallExpression(node) ||
      !ts.isPropertyAccessExpression(node.expression)
    ) {
      return;
    }
    const method = METHODS.get(node.expression.name.text);
    if (!method) {
      return;
    }
    const said = (at: number): string => {
      const argument = node.arguments[at];
      if (!ts.isStringLiteralLike(argument)) {
        throw new Error(`No literal text in ${file}: ${argument.kind}`);
      }
      return argument.text;
    };
    const { text, plural, context } = method;
    const key = context === undefined ? '' : `${said(context)}\u0004`;
    const forms = plural === undefined ? [text] : [text, plural];
    found[key + said(text)] = forms.map(at => pseudo(said(at)));
  };
  look(source);
  return found;
}

/**
 * Have a page, before it is loaded, speak the pseudo-language: its own texts by JupyterLab's translation of what its
 * server answers, the settings' by what the server does with a schema of this extension's domain.
 */
export async function speakPseudo(page: Page): Promise<void> {
  const data = { ai_jup: catalogue() };
  await page.route('**/lab/api/translations/*', route =>
    route.fulfill({ json: { data, message: '' } })
  );
  await page.route(/\/api\/settings/, async route => {
    if (route.request().method() !== 'GET') {
      await route.continue();
      return;
    }
    const response = await route.fetch();
    const read = await response.json();
    for (const each of Array.isArray(read.settings) ? read.settings : [read]) {
      if (each.id === '@jupyterlab/translation-extension:plugin') {
        each.raw = JSON.stringify({ locale: LANGUAGE });
      }
      if (each.id === 'ai-jup:plugin' && each.schema) {
        translate(each.schema);
        Object.values(each.schema.properties).forEach(translate);
      }
    }
    await route.fulfill({ json: read });
  });
}

function translate(shown: any): void {
  shown.title = pseudo(shown.title);
  shown.description = pseudo(shown.description);
}

/**
 * What this extension shows in a page that is not translated, the texts of cells and all that is no language left out.
 *
 * @param data - what comes from elsewhere: models, names, what the user has written
 */
export async function untranslated(
  page: Page,
  data: readonly RegExp[]
): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const cells =
      '.jp-MarkdownOutput, .cm-editor, .jp-AiJup-stream, .jp-OutputArea, code, pre';
    const shown = new Set<string>();
    for (const node of Array.from(
      document.querySelectorAll<HTMLElement>(
        '[class*="jp-AiJup-"], [class*="jp-AiJup-"] *'
      )
    )) {
      const { classList } = node;
      if (node.closest('.jp-Toolbar')) {
        continue;
      }
      const isCell =
        classList.contains('jp-Cell') ||
        !node.closest('[class*="jp-AiJup-"]:not(.jp-Cell)');
      for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
        shown.add(
          (isCell && name !== 'aria-label' ? '' : node.getAttribute(name)) ?? ''
        );
      }
      if (!isCell && !node.closest(cells)) {
        for (const child of Array.from(node.childNodes)) {
          shown.add(child.nodeType === Node.TEXT_NODE ? child.nodeValue! : '');
        }
      }
    }
    return [...shown];
  });
  return ordinary(texts, data);
}

/**
 * Those of some texts that have words in ordinary letters.
 */
export function ordinary(
  texts: readonly string[],
  data: readonly RegExp[]
): string[] {
  return texts
    .map(text => data.reduce((rest, each) => rest.replace(each, ''), text))
    .filter(text => /[A-Za-z]{2}/.test(text));
}
