import { describe, expect, it } from 'vitest';

import { BlockSplitter } from '../../answer/markdownblocks';

const TEXT = `# Title

A paragraph
of two lines with \`code\`.

- one
- two

  more of two
- three

1. a
   - b

> quote
> more

| a | b |
|---|---|
| 1 | 2 |

\`\`\`python
def f():

    return "- no list"
\`\`\`

    indented

Setext
======

<div>

last *words*`;

/** The same pieces each time: a small generator of our own. */
function* pieces(text: string, seed: number): Generator<string> {
  let state = seed;
  for (let at = 0; at < text.length;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const length = 1 + (state % 17);
    yield text.slice(at, at + length);
    at += length;
  }
}

function split(text: string, seed: number) {
  const splitter = new BlockSplitter();
  const blocks = [...pieces(text, seed)].flatMap(piece => splitter.push(piece));
  return { blocks, open: splitter.open };
}

describe('BlockSplitter', () => {
  const texts = {
    plain: TEXT,
    windows: TEXT.replace(/\n/g, '\r\n'),
    tabs: TEXT.replace(/ {4}/g, '\t'),
    spaces: `\n\n${TEXT}\n\n\n`,
    paragraph: 'word '.repeat(2000),
    list: '- item **b**\n'.repeat(800),
    numbered: Array.from({ length: 300 }, (_, at) => `${at}. x\n`).join('')
  };

  it.each(Object.entries(texts))('loses nothing of: %s', (_, text) => {
    const seeds = text.length > 1000 ? 4 : 40;
    for (let seed = 1; seed < seeds; seed++) {
      const { blocks, open } = split(text, seed);
      expect(blocks.join('') + open).toBe(text);
    }
  });

  it('closes each block once, however the text comes', () => {
    const whole = new BlockSplitter().push(TEXT);
    for (let seed = 1; seed < 40; seed++) {
      expect(split(TEXT, seed).blocks).toEqual(whole);
    }
  });

  it.each(['paragraph', 'list', 'numbered'] as const)(
    'keeps what is open of a long %s short',
    kind => {
      expect(split(texts[kind], 7).open.length).toBeLessThan(3000);
    }
  );

  it('knows open code', () => {
    const splitter = new BlockSplitter();
    splitter.push('Look:\n\n```py\nx = 1\n');
    expect(splitter.isOpenFence).toBe(true);
    expect(splitter.open).toBe('```py\nx = 1\n');
    splitter.push('```\n\nDone');
    expect(splitter.isOpenFence).toBe(false);
  });
});
