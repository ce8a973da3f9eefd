import { describe, expect, it } from 'vitest';

import { isEmptyPrompt, isPrompt } from '../../notebook/metadata';
import {
  ensureAnswer,
  findAnswer,
  identify,
  separateCopies
} from '../../notebook/pairing';
import { contentOf, notebookOf } from '../sharednotebook';

const prompt = (id?: string) => ({ isPromptCell: true, ...(id && { id }) });
const answer = (id?: string) => ({
  isOutputCell: true,
  ...(id && { prompt: id })
});

function sourcesOf(notebook: ReturnType<typeof notebookOf>): string[] {
  return notebook.cells.map(cell => cell.getSource());
}

function ids(): () => string {
  let count = 0;
  return () => `new-${++count}`;
}

describe('prompts', () => {
  it('of earlier versions get an id with their first run, and keep all else', () => {
    const notebook = notebookOf([
      '**AI Prompt:** hi',
      { isPromptCell: true, model: 'openai/x' }
    ]);
    // the cell's own: another window gives the same
    const { id } = notebook.cells[0];
    expect(identify(notebook, notebook.cells[0], ids())).toBe(id);
    expect(contentOf(notebook)).toEqual([
      ['**AI Prompt:** hi', { isPromptCell: true, model: 'openai/x', id }]
    ]);
  });

  it('get another id where the cell has that of another prompt', () => {
    const notebook = notebookOf(['1', prompt()], ['2', prompt('a')]);
    const metadata = { ai_jup: prompt(notebook.cells[0].id) };
    notebook.addCell({ cell_type: 'markdown', source: '3', metadata });
    expect(identify(notebook, notebook.cells[0], ids())).toBe('new-1');
  });

  it('are empty if only the old prefix is there', () => {
    expect(isEmptyPrompt('**AI Prompt:** \n')).toBe(true);
    expect(isEmptyPrompt('**AI Prompt:** x')).toBe(false);
  });

  it('are none when they are code', () => {
    const notebook = notebookOf();
    const metadata = { ai_jup: prompt('a') };
    const cell = notebook.addCell({ cell_type: 'code', source: '', metadata });
    expect(isPrompt(cell)).toBe(false);
  });

  it('that share an id with one above get their own', () => {
    const notebook = notebookOf(['1', prompt('a')], ['2', prompt('a')]);
    expect(identify(notebook, notebook.cells[0], ids())).toBe('a');
    const { id } = notebook.cells[1];
    expect(identify(notebook, notebook.cells[1], ids())).toBe(id);
  });

  it('that share an id with one above take the answer right below along', () => {
    const notebook = notebookOf(
      ['1', prompt('a')],
      ['A', answer('a')],
      ['2', prompt('a')],
      ['B', answer('a')],
      ['C', answer('a')]
    );
    const id = identify(notebook, notebook.cells[2], ids());
    expect(contentOf(notebook).slice(1)).toEqual([
      ['A', answer('a')],
      ['2', prompt(id)],
      ['B', answer(id)],
      ['C', answer('a')]
    ]);
  });

  it('that are pasted with their answer stay a pair of their own', () => {
    const notebook = notebookOf(
      ['1', prompt('a')],
      ['A', answer('a')],
      ['1', prompt('a')],
      ['A', answer('a')]
    );
    separateCopies(notebook, notebook.cells.slice(2), ids());
    expect(contentOf(notebook)).toEqual([
      ['1', prompt('a')],
      ['A', answer('a')],
      ['1', prompt('new-1')],
      ['A', answer('new-1')]
    ]);
  });

  it('that are split are two, and the answer is the lower one’s', () => {
    const notebook = notebookOf(
      ['1', prompt('a')],
      ['2', prompt('a')],
      ['A', answer('a')]
    );
    separateCopies(notebook, notebook.cells.slice(0, 2), ids());
    expect(contentOf(notebook).slice(0, 2)).toEqual([
      ['1', prompt('new-1')],
      ['2', prompt('a')]
    ]);
  });

  it('that are moved keep their id', () => {
    const notebook = notebookOf(['1', prompt('a')], ['x']);
    separateCopies(notebook, [notebook.cells[0]], ids());
    expect(contentOf(notebook)[0]).toEqual(['1', prompt('a')]);
  });
});

describe('answers', () => {
  it('are found wherever they were moved', () => {
    const notebook = notebookOf(['A', answer('a')], ['x'], ['1', prompt('a')]);
    expect(findAnswer(notebook, 'a')).toBe(notebook.cells[0]);
  });

  it('of which there are copies are the one below the prompt', () => {
    const notebook = notebookOf(
      ['A', answer('a')],
      ['1', prompt('a')],
      ['A', answer('a')]
    );
    expect(findAnswer(notebook, 'a')).toBe(notebook.cells[2]);
  });

  it('of earlier versions are adopted', () => {
    const notebook = notebookOf(['1', prompt('a')], ['old', answer()]);
    ensureAnswer(notebook, notebook.cells[0]);
    expect(contentOf(notebook)[1]).toEqual(['old', answer('a')]);
  });

  it('of another prompt are not adopted', () => {
    const notebook = notebookOf(['1', prompt('a')], ['B', answer('b')]);
    ensureAnswer(notebook, notebook.cells[0]);
    expect(contentOf(notebook).slice(1)).toEqual([
      ['', answer('a')],
      ['B', answer('b')]
    ]);
  });

  it('that stand further below come to their prompt', () => {
    const notebook = notebookOf(['1', prompt('a')], ['2'], ['A', answer('a')]);
    const found = ensureAnswer(notebook, notebook.cells[0]);
    expect(found.getSource()).toBe('A');
    expect(sourcesOf(notebook)).toEqual(['1', 'A', '2']);
  });

  it('that stand above come to their prompt', () => {
    const notebook = notebookOf(['A', answer('a')], ['2'], ['1', prompt('a')]);
    const found = ensureAnswer(notebook, notebook.cells[2]);
    expect(found.getSource()).toBe('A');
    expect(sourcesOf(notebook)).toEqual(['2', '1', 'A']);
  });

  it('are not taken away by undo', () => {
    const notebook = notebookOf(['1', prompt('a')]);
    ensureAnswer(notebook, notebook.cells[0]);
    notebook.undo();
    expect(notebook.cells.length).toBe(2);
  });
});
