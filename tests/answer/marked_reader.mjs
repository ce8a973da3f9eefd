// JupyterLab's own reading of Markdown, without what sanitizes it: a JSON string a line in, its HTML as one out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

import { marked } from 'marked';

globalThis.navigator ??= { appName: 'Netscape' };
// the package's other modules need a browser
const latex = createRequire(import.meta.url).resolve(
  '@jupyterlab/rendermime/lib/latex.js'
);
const source = readFileSync(latex, 'utf8');
const { removeMath, replaceMath } = await import(
  `data:text/javascript,${encodeURIComponent(source)}`
);

function read(markdown) {
  const { text, math } = removeMath(markdown);
  try {
    return replaceMath(marked.parse(text, { gfm: true }), math);
  } catch (error) {
    return `<fails> ${error}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(read(JSON.parse(line)))}\n`);
}
