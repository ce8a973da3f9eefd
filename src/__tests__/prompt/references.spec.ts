import { describe, expect, it } from 'vitest';

import vectors from '../../../schema/vectors/references.json';
import { findReferences, wordAt } from '../../prompt/references';
import { unclosedSpans } from '../../prompt/spans';

describe('unclosedSpans', () => {
  it.each([
    ['Describe $`df', [{ mark: '$', start: 9, content: 'df' }]],
    ['Describe $`df` and `x', []],
    [
      'See &`f\n\nand $`a` $`b',
      [
        { mark: '&', start: 4, content: 'f\n' },
        { mark: '$', start: 18, content: 'b' }
      ]
    ],
    ['```\n$`a\n```', []],
    ['\\$`a', []]
  ])('finds in %j what is not closed', (text, found) => {
    expect(unclosedSpans(text)).toEqual(found);
  });
});

/** A place as Python counts, in characters. */
function characters(text: string, place: number): number {
  return [...text.slice(0, place)].length;
}

describe('findReferences', () => {
  it.each(vectors)(
    'finds the places of: $name',
    ({ text, language, references }) => {
      const found = findReferences(text, language).map(
        ({ kind, start, end }) => ({
          kind,
          start: characters(text, start),
          end: characters(text, end),
          text: text.slice(start, end)
        })
      );
      expect(found).toEqual(
        references.map(({ kind, start, end, text }) => ({
          kind,
          start,
          end,
          text
        }))
      );
    }
  );

  it('refuses what the server refuses, but for what only a parser can tell', () => {
    const wrong = vectors.flatMap(({ text, language, references }) => {
      const found = findReferences(text, language);
      return references
        .filter((each, at) => each.readable !== (found[at].problem === null))
        .map(each => each.text);
    });
    expect(wrong).toEqual(['$`1 +`', '$`x y`', '&`def`']);
  });

  it.each([
    ['$` `', 'empty'],
    [`$\`${'x'.repeat(501)}\``, 'long'],
    ['$`df.head ()`', 'call'],
    ['&`f(1)`', 'call'],
    ['$`a = 1`', 'action'],
    ['$`(await a)`', 'action'],
    ['$`x not in y`', 'iteration'],
    ['$`[*a]`', 'iteration'],
    ['$`9 ** 9`', 'size'],
    ['$`rf"{x}"`', 'format'],
    ['&`f[0]`', 'function']
  ])('tells of %s why', (text, problem) => {
    expect(findReferences(text)).toMatchObject([{ problem, names: [] }]);
  });

  it.each([
    ['$`df`', ['df']],
    ['$`df[df["x"] > limit].shape`', ['df', 'limit']],
    ['$`a if not (b or c) else None`', ['a', 'b', 'c']],
    ['$`0x1f + 1e5 + 2j`', []],
    ['$`"f(x) in y = **"`', []],
    ['$`größe . df`', ['größe']],
    ['$`ﬁle`', ['file']],
    ['$`len`', []],
    ['$`{**cfg, "lr": 2 * rate}`', ['cfg', 'rate']],
    ['&`[f, db.query]`', ['f', 'db']]
  ])('knows the names that %s needs', (text, names) => {
    expect(findReferences(text)).toMatchObject([{ problem: null, names }]);
  });
});

describe('in an R notebook', () => {
  it.each([
    ['$`df$x`', null],
    ['$`x in y`', null],
    ['$`my var`', null],
    ['&`f`', 'language'],
    ['$` `', 'empty']
  ])('tells of %s what can be told without the kernel', (text, problem) => {
    const found = findReferences(text, 'R');
    expect(found).toMatchObject([{ problem, names: [], offered: [] }]);
  });

  it.each([
    ['$`my.da', { kind: 'value', start: 2, text: 'my.da' }],
    ['$`a + .b', { kind: 'value', start: 6, text: '.b' }],
    ['$`df$x', null],
    ['$`fit@sl', null]
  ])('sees the name that is written in %j', (text, word) => {
    expect(wordAt(text, text.length, 'R')).toEqual(word);
  });
});

describe('what is offered as it is', () => {
  it.each([
    ['&`f`', ['f']],
    ['&`[f, db.query, g,]`', ['f', 'g']],
    ['&`db . query`', []],
    ['$`f`', []],
    ['&`f()`', []]
  ])('of %s', (text, offered) => {
    expect(findReferences(text)).toMatchObject([{ offered }]);
  });
});

describe('wordAt', () => {
  it.each([
    ['What is $`', { kind: 'value', start: 10, text: '' }],
    ['What is $`d', { kind: 'value', start: 10, text: 'd' }],
    ['&`', { kind: 'function', start: 2, text: '' }],
    ['&`[f, pl', { kind: 'function', start: 6, text: 'pl' }],
    ['$`df[df["x"] > li', { kind: 'value', start: 15, text: 'li' }],
    ['$`a` and $`grö', { kind: 'value', start: 11, text: 'grö' }],
    ['\n\n$`x` `c` $`y', { kind: 'value', start: 13, text: 'y' }],
    ['$`df.sh', null],
    ['$`df["sh', null],
    ['$`1', null],
    ['$`df`', null],
    ['$``', null],
    ['`$`', null],
    ['`d', null],
    ['\\$`d', null],
    ['```\n$`d', null],
    ['$`\n\nd', null],
    ['d', null]
  ])('before the end of %j', (text, word) => {
    expect(wordAt(text, text.length)).toEqual(word);
  });

  it('does not see what is written after the place', () => {
    expect(wordAt('$`d` and `code`', 3)).toEqual({
      kind: 'value',
      start: 2,
      text: 'd'
    });
  });
});
