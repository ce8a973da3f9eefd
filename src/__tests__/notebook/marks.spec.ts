import { describe, expect, it } from 'vitest';

import { marksOf, toggleMark } from '../../notebook/marks';
import { forgetPrompt } from '../../notebook/metadata';
import { contentOf, notebookOf } from '../sharednotebook';

describe('Marks', () => {
  it('come and go, and leave nothing behind', () => {
    const notebook = notebookOf(['one'], ['two']);
    toggleMark(notebook, [notebook.cells[0]], 'skipped');
    expect(contentOf(notebook)).toEqual([
      ['one', { skipped: true }],
      ['two', undefined]
    ]);
    toggleMark(notebook, [notebook.cells[0]], 'skipped');
    expect(contentOf(notebook)).toEqual([
      ['one', undefined],
      ['two', undefined]
    ]);
  });

  it('are given to all selected cells unless all of them have it', () => {
    const notebook = notebookOf(['one', { pinned: true }], ['two']);
    toggleMark(notebook, notebook.cells, 'pinned');
    expect(notebook.cells.map(marksOf)).toEqual([['pinned'], ['pinned']]);
    toggleMark(notebook, notebook.cells, 'pinned');
    expect(notebook.cells.map(marksOf)).toEqual([[], []]);
  });

  it('exclude each other, and keep what makes a prompt', () => {
    const notebook = notebookOf(['ask', { isPromptCell: true, pinned: true }]);
    toggleMark(notebook, notebook.cells, 'skipped');
    expect(contentOf(notebook)).toEqual([
      ['ask', { isPromptCell: true, skipped: true }]
    ]);
  });

  it('are undone and redone in one step', () => {
    const notebook = notebookOf(['one'], ['two']);
    toggleMark(notebook, notebook.cells, 'skipped');
    notebook.undo();
    expect(notebook.cells.map(marksOf)).toEqual([[], []]);
    notebook.redo();
    expect(notebook.cells.map(marksOf)).toEqual([['skipped'], ['skipped']]);
  });

  it('stay when a prompt becomes a cell like others', () => {
    const notebook = notebookOf(
      ['ask', { isPromptCell: true, id: 'p', skipped: true }],
      ['ask', { isPromptCell: true, id: 'q' }]
    );
    notebook.cells.forEach(forgetPrompt);
    expect(contentOf(notebook)).toEqual([
      ['ask', { skipped: true }],
      ['ask', undefined]
    ]);
  });

  it('are only what says so: a text is none', () => {
    const notebook = notebookOf(['one', { skipped: 'no', pinned: 1 }]);
    expect(notebook.cells.map(marksOf)).toEqual([[]]);
  });
});
