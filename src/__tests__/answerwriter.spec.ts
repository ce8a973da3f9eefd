import { describe, expect, it } from 'vitest';

import { AnswerWriter } from '../cell/answerwriter';
import { contentOf, notebookOf } from './notebook';

const PROMPT: [string, object] = ['1', { isPromptCell: true, id: 'a' }];
const ANSWER = { isOutputCell: true, prompt: 'a' };

function opened(text = '') {
  const notebook = notebookOf(
    ['1', { isPromptCell: true, id: 'a' }],
    [text, ANSWER]
  );
  return { notebook, writer: new AnswerWriter(notebook, 'a') };
}

describe('AnswerWriter', () => {
  it('replaces the earlier answer, and undo does not bring it back', () => {
    const { notebook, writer } = opened('old');
    writer.commit('new');
    expect(writer.finish('new text', null)).toBe('written');
    notebook.undo();
    notebook.cells[1].undo();
    expect(contentOf(notebook)).toEqual([PROMPT, ['new text', ANSWER]]);
  });

  it('leaves what the user changed alone, and puts the answer below it', () => {
    const { notebook, writer } = opened();
    writer.commit('one');
    notebook.cells[1].setSource('one, mine');
    writer.commit('one two');
    expect(contentOf(notebook)[1]).toEqual(['one, mine', ANSWER]);
    expect(writer.finish('one two three', null)).toBe('beside');
    expect(contentOf(notebook).slice(1)).toEqual([
      ['one, mine', undefined],
      ['one two three', ANSWER]
    ]);
  });

  it('follows an answer that is moved', () => {
    const { notebook, writer } = opened();
    notebook.moveCell(1, 0);
    expect(writer.finish('text', null)).toBe('written');
    expect(contentOf(notebook)[0]).toEqual(['text', ANSWER]);
  });

  it('does not put a deleted answer back unless it is asked to', () => {
    const { notebook, writer } = opened();
    notebook.deleteCell(1);
    expect(writer.finish('text', null)).toBe('missing');
    expect(contentOf(notebook)).toEqual([PROMPT]);
    writer.restore('text', null);
    expect(contentOf(notebook)).toEqual([PROMPT, ['text', ANSWER]]);
  });

  it('puts an answer whose prompt is gone at the end', () => {
    const notebook = notebookOf(['x'], ['y']);
    new AnswerWriter(notebook, 'a').restore('text', null);
    expect(contentOf(notebook)[2]).toEqual(['text', ANSWER]);
  });
});
