import { describe, expect, it } from 'vitest';

import { itemsFor } from '../../editor/completion';
import type { KernelName } from '../../wire/generated';

const name = (
  name: string,
  type: string,
  preview = '',
  callable = false
): KernelName => ({ name, type, preview, callable });

const NAMES = [
  name('plot', 'function', '', true),
  name('df', 'DataFrame', '200 × 5'),
  name('Delta', 'type', '', true),
  name('word', 'str', "'a(b'")
];

describe('itemsFor', () => {
  it('gives values with type and preview, by name', () => {
    const found = itemsFor({ kind: 'value', start: 2, text: '' }, NAMES);
    expect(found).toEqual([
      { label: 'Delta', insertText: 'Delta', type: 'type' },
      { label: 'df (200 × 5)', insertText: 'df', type: 'DataFrame' },
      { label: 'plot', insertText: 'plot', type: 'function' },
      { label: "word ('a(b')", insertText: 'word', type: 'str' }
    ]);
  });

  it('gives those that begin with the word, in either case', () => {
    const found = itemsFor({ kind: 'value', start: 2, text: 'D' }, NAMES);
    expect(found.map(({ insertText }) => insertText)).toEqual(['Delta', 'df']);
  });

  it('gives after & what can be called, functions first', () => {
    const found = itemsFor({ kind: 'function', start: 2, text: '' }, NAMES);
    expect(found.map(({ insertText }) => insertText)).toEqual([
      'plot',
      'Delta'
    ]);
  });
});
