/**
 * Writes ai_jup/answer/tex_commands.json: the TeX commands and environments that a formula of an answer may have, from
 * MathJax's own tables.
 *
 *   npm install --prefix FOLDER mathjax-full@3.2.2 @mathjax/src@4.1.3
 *   node scripts/tex_commands.mjs FOLDER
 *
 * Both versions: JupyterLab 4 has the third. MathJax is not needed otherwise.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { URL } from 'node:url';

const installed = resolve(process.argv[2] ?? '.');
const require = createRequire(`${installed}/package.json`);

/** Whole packages whose commands write formulas, and nothing else. */
const PACKAGES =
  'base ams amscd boldsymbol braket cancel cases centernot color gensymb mathtools mhchem textcomp textmacros upgreek'.split(
    ' '
  );

/**
 * Commands of these packages that load, run, define, style, or draw over what stands beside the formula.
 */
const EXCLUDED = new Set(
  // load, link, or write attributes
  (
    'mmlToken unicode href url ref eqref style class cssId data htmlData includegraphics input require ' +
    // define
    'def let newcommand renewcommand newenvironment renewenvironment providecommand DeclareMathOperator ' +
    'DeclarePairedDelimiter DeclarePairedDelimiters DeclarePairedDelimitersX DeclarePairedDelimitersXPP ' +
    'DeclarePairedDelimiterX DeclarePairedDelimiterXPP MakeAboxedCommand newcolumntype arg ' +
    'newtagform renewtagform usetagform mathtoolsset newcases renewcases newgathered renewgathered definecolor ' +
    'begingroup endgroup csname endcsname global gdef edef newif ' +
    // hold what another command gives its place to; are read by rules of their own
    'begin end verb char U mathchoice ' +
    // draw over others, in any size
    'rule Rule Space raise lower moveleft moveright bbox colorbox fcolorbox rowcolor columncolor cellcolor ' +
    // act
    'toggle mathtip texttip action'
  ).split(' ')
);

const commands = new Set();
const environments = new Set();
const sources = [
  ['mathjax-full', 'mathjax-full/js'],
  ['@mathjax/src', '@mathjax/src/cjs']
].map(([name, folder]) => {
  const tex = `${installed}/node_modules/${folder}/input/tex`;
  const { ConfigurationHandler } = require(`${tex}/Configuration.js`);
  const { MapHandler } = require(`${tex}/MapHandler.js`);
  for (const each of PACKAGES) {
    const file = readdirSync(`${tex}/${each}`).find(name =>
      name.endsWith('Configuration.js')
    );
    require(`${tex}/${each}/${file}`);
    const { handler } = ConfigurationHandler.get(each);
    const namesOf = kind =>
      (handler[kind] ?? []).flatMap(map => [
        ...(MapHandler.getMap(map)?.map?.keys() ?? [])
      ]);
    namesOf('macro').forEach(found => commands.add(found));
    namesOf('delimiter')
      .filter(found => found.startsWith('\\'))
      .forEach(found => commands.add(found.slice(1)));
    namesOf('environment').forEach(found => environments.add(found));
  }
  // a text's commands are in no configuration's handler
  for (const map of ['text-macros', 'text-special']) {
    for (const found of MapHandler.getMap(map)?.map?.keys() ?? []) {
      commands.add(found);
    }
  }
  const { version } = JSON.parse(
    readFileSync(`${installed}/node_modules/${name}/package.json`, 'utf8')
  );
  return `${name} ${version}`;
});

/** A name, or one sign; not those that Markdown's readers of formulas take for a beginning or an end. */
const NAME = /^([A-Za-z]+|[!-#%-';,\-./:=>?@\\^_`{|}~])$/;

const sorted = names =>
  [...names]
    .map(name => (name.length > 1 ? name.replace(/\*$/, '') : name))
    .filter(
      (name, at, all) =>
        NAME.test(name) && !EXCLUDED.has(name) && all.indexOf(name) === at
    )
    .sort();
writeFileSync(
  new URL('../ai_jup/answer/tex_commands.json', import.meta.url),
  JSON.stringify(
    {
      source: `${sources.join(', ')} (Apache-2.0), by scripts/tex_commands.mjs`,
      commands: sorted(commands),
      environments: [...environments].sort()
    },
    null,
    1
  ) + '\n'
);
