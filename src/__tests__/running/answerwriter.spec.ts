import type { YMarkdownCell } from '@jupyter/ydoc';
import { describe, expect, it } from 'vitest';

import type { IAnswerSource } from '../../answer/answersource';
import { AnswerWriter } from '../../running/answerwriter';
import type { RunRecord } from '../../wire/generated';
import { contentOf, notebookOf } from '../sharednotebook';

const PROMPT: [string, object] = ['1', { isPromptCell: true, id: 'a' }];
const ANSWER = { isOutputCell: true, prompt: 'a' };

function text(source: string): IAnswerSource {
  return { source, pictures: new Map() };
}

function opened(source = '') {
  const notebook = notebookOf(
    ['1', { isPromptCell: true, id: 'a' }],
    [source, ANSWER]
  );
  return { notebook, writer: new AnswerWriter(notebook, 'a') };
}

describe('AnswerWriter', () => {
  it('replaces the earlier answer, and undo does not bring it back', () => {
    const { notebook, writer } = opened('old');
    writer.commit(text('new'));
    expect(writer.finish(text('new text'), null)).toBe('written');
    notebook.undo();
    notebook.cells[1].undo();
    expect(contentOf(notebook)).toEqual([PROMPT, ['new text', ANSWER]]);
  });

  it('leaves what the user changed alone, and puts the answer below it', () => {
    const { notebook, writer } = opened();
    writer.commit(text('one'));
    notebook.cells[1].setSource('one, mine');
    writer.commit(text('one two'));
    expect(contentOf(notebook)[1]).toEqual(['one, mine', ANSWER]);
    expect(writer.finish(text('one two three'), null)).toBe('beside');
    expect(contentOf(notebook).slice(1)).toEqual([
      ['one, mine', undefined],
      ['one two three', ANSWER]
    ]);
  });

  it('leaves an answer that the user changed since to the user', () => {
    const record = { run: 'r' } as RunRecord;
    const { notebook, writer } = opened('old');
    writer.leaveEdited();
    expect(contentOf(notebook)[1]).toEqual(['old', ANSWER]);
    writer.finish(text('new'), record);
    writer.leaveEdited();
    expect(contentOf(notebook)[1]).toEqual(['new', { ...ANSWER, run: record }]);
    notebook.cells[1].setSource('new, mine');
    writer.leaveEdited();
    expect(contentOf(notebook)).toEqual([PROMPT, ['new, mine', undefined]]);
  });

  it('knows the change of an earlier answer under which a run came to nothing', () => {
    const { notebook, writer } = opened();
    writer.finish(text('old'), { run: 'r' } as RunRecord);
    const failed = new AnswerWriter(notebook, 'a');
    notebook.cells[1].setSource('old, mine');
    failed.leaveEdited();
    expect(contentOf(notebook)).toEqual([PROMPT, ['old, mine', undefined]]);
  });

  it('takes the answer that another tab wrote for no change of the user', () => {
    const { notebook, writer } = opened();
    writer.finish(text('one'), { run: 'r' } as RunRecord);
    const other = { run: 's' } as RunRecord;
    new AnswerWriter(notebook, 'a').finish(text('two'), other);
    writer.leaveEdited();
    expect(contentOf(notebook)[1]).toEqual(['two', { ...ANSWER, run: other }]);
  });

  it('follows an answer that is moved', () => {
    const { notebook, writer } = opened();
    notebook.moveCell(1, 0);
    expect(writer.finish(text('text'), null)).toBe('written');
    expect(contentOf(notebook)[0]).toEqual(['text', ANSWER]);
  });

  it('does not put a deleted answer back unless it is asked to', () => {
    const { notebook, writer } = opened();
    notebook.deleteCell(1);
    expect(writer.finish(text('text'), null)).toBe('missing');
    expect(contentOf(notebook)).toEqual([PROMPT]);
    writer.restore(text('text'), null);
    expect(contentOf(notebook)).toEqual([PROMPT, ['text', ANSWER]]);
  });

  it('puts an answer into the cell that undo has brought back', () => {
    const { notebook, writer } = opened();
    writer.commit(text('te'));
    notebook.deleteCell(1);
    notebook.undo();
    writer.restore(text('text'), null);
    expect(contentOf(notebook)).toEqual([PROMPT, ['text', ANSWER]]);
  });

  it('puts an answer whose prompt is gone at the end', () => {
    const notebook = notebookOf(['x'], ['y']);
    new AnswerWriter(notebook, 'a').restore(text('text'), null);
    expect(contentOf(notebook)[2]).toEqual(['text', ANSWER]);
  });

  it('keeps the pictures of calls as attachments, and takes old ones away', () => {
    const { notebook, writer } = opened();
    const picture = { mediaType: 'image/png', base64: 'AAAA' };
    const pictures = new Map([['call-1-1.png', picture]]);
    const attachments = () => (notebook.cells[1] as YMarkdownCell).attachments;
    writer.commit({ source: 'one', pictures });
    expect(attachments()).toEqual({ 'call-1-1.png': { 'image/png': 'AAAA' } });
    writer.finish(text('two'), null);
    expect(attachments()).toEqual({});
  });
});
