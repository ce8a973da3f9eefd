import { describe, expect, it } from 'vitest';

import { answeredPrompts } from '../../notebook/answeredprompts';
import { notebookOf } from '../sharednotebook';

const prompt = (id?: string) => ({ isPromptCell: true, ...(id && { id }) });
const answer = (id?: string) => ({
  isOutputCell: true,
  ...(id && { prompt: id })
});

describe('The prompts that have an answer', () => {
  it.each([
    [[prompt('a'), answer('a')], { 0: 1 }],
    [[prompt('a'), undefined, prompt('b'), answer('b')], { 2: 3 }],
    // the one nearest below where there are copies
    [[answer('a'), prompt('a'), answer('a'), answer('a')], { 1: 2 }],
    [[answer('a'), prompt('a')], { 1: 0 }],
    // earlier versions named no prompt
    [[prompt(), answer()], { 0: 1 }],
    [[prompt('a'), answer(), prompt('b')], { 0: 1 }],
    [[prompt(), undefined, answer()], {}],
    [[answer('a')], {}]
  ])('are found with its cell: %j', (cells, expected) => {
    const notebook = notebookOf(
      ...cells.map(ours => ['text', ours] as [string, typeof ours])
    );
    const all = notebook.cells;
    const found = [...answeredPrompts(all)].map(each =>
      each.map(cell => all.indexOf(cell))
    );
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});
