import fs from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

/** What has been read, by file: ESLint looks at all of a checkout's files in one process. */
const known = new Map();

/** The files of the source tree that a file imports; what is imported for its types only counts too. */
function importsOf(file) {
  if (!known.has(file)) {
    const { importedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'));
    known.set(
      file,
      importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .flatMap(({ fileName }) => resolved(path.resolve(file, '..', fileName)))
    );
  }
  return known.get(file);
}

function resolved(base) {
  const all = [`${base}.ts`, `${base}.tsx`];
  return all.filter(each => fs.existsSync(each)).slice(0, 1);
}

/** A way along imports from one file to another; undefined if there is none. */
function wayTo(target, from, seen = new Set()) {
  for (const next of importsOf(from)) {
    if (next === target) {
      return [next];
    }
    if (!seen.has(next)) {
      seen.add(next);
      const rest = wayTo(target, next, seen);
      if (rest) {
        return [next, ...rest];
      }
    }
  }
  return undefined;
}

/**
 * An ESLint rule: no file imports itself over others, not for types either.
 */
export default {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program(node) {
        const way = wayTo(context.filename, context.filename);
        if (way) {
          const names = way.map(each => path.relative(context.cwd, each));
          context.report({ node, message: `A circle: ${names.join(' -> ')}` });
        }
      }
    };
  }
};
