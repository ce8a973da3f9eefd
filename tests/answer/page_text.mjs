// What the page writes into an answer's cell of its own: texts as JSON in, each as a notice and as a block out.
import { readFileSync } from 'node:fs';

import ts from 'typescript';

const source = readFileSync('src/answer/plaintext.ts', 'utf8');
const module = ts.ModuleKind.ESNext;
const { outputText } = ts.transpileModule(source, {
  compilerOptions: { module, target: ts.ScriptTarget.ES2022 }
});
const { plainBlock, withEntities } = await import(
  `data:text/javascript,${encodeURIComponent(outputText)}`
);

const texts = JSON.parse(readFileSync(0, 'utf8'));
const written = texts.flatMap(text => [
  plainBlock(text),
  `> **${withEntities('Incomplete:')}** ${withEntities(text)}`
]);
process.stdout.write(JSON.stringify(written));
