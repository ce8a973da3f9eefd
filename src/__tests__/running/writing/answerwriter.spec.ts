import type { YMarkdownCell, YNotebook } from '@jupyter/ydoc';
import { describe, expect, it } from 'vitest';

import { readMetadata, writeMetadata } from '../../../notebook/metadata';
import { insertAnswer } from '../../../notebook/pairing';
import { PairsAfterUndo } from '../../../notebook/undo/pairsafterundo';
import { asOneStep } from '../../../notebook/undo/undosteps';
import type { Found } from '../../../running/writing/answerwriter';
import { AnswerWriter } from '../../../running/writing/answerwriter';
import type { AnswerCell } from '../../../wire/generated';
import { contentOf, notebookOf } from '../../sharednotebook';

const PROMPT: [string, object] = ['1', { isPromptCell: true, id: 'a' }];
const ANSWER = { isOutputCell: true, prompt: 'a' };

/** Nothing of it is asked for where a prompt has one answer. */
const keeper = {
  onTaken: () => undefined,
  hasLiveRun: () => false,
  takeIn: () => undefined,
  keepSince: () => undefined
};

function text(source: string, ours: object = {}): AnswerCell {
  return { source, attachments: {}, metadata: { ai_jup: ours } };
}

function opened(source = '') {
  const notebook = notebookOf(
    ['1', { isPromptCell: true, id: 'a' }],
    [source, ANSWER]
  );
  return { notebook, writer: new AnswerWriter(notebook, 'a') };
}

/** Of a run that may find an answer in its cell. */
function again(notebook: YNotebook, found: Found = 'keep') {
  return new AnswerWriter(notebook, 'a', {
    found,
    limits: { number: 5, characters: 10_000 },
    asOneStep: put => asOneStep(notebook, put),
    hasUndone: () => false
  });
}

/** The digests of texts, as the server makes them. */
const WRITTEN = { one: '7692c3ad', old: 'cba06b57', Half: '8082c15c' };

describe('AnswerWriter', () => {
  it('replaces the earlier answer, and undo does not bring it back', () => {
    const { notebook, writer } = opened('old');
    writer.commit(text('new'));
    expect(writer.finish(text('new text'))).toBe('written');
    notebook.undo();
    notebook.cells[1].undo();
    expect(contentOf(notebook)).toEqual([PROMPT, ['new text', ANSWER]]);
  });

  it('leaves what somebody has changed meanwhile alone until the end, and keeps it among the earlier answers', () => {
    const { notebook } = opened();
    const writer = again(notebook);
    writer.commit(text('one', { written: WRITTEN.one }));
    notebook.cells[1].setSource('one, mine');
    writer.commit(text('one two'));
    expect(notebook.cells[1].getSource()).toBe('one, mine');
    expect(writer.finish(text('one two three'))).toBe('written');
    const earlier = [{ source: 'one, mine', written: WRITTEN.one }];
    expect(contentOf(notebook)).toEqual([
      PROMPT,
      ['one two three', { ...ANSWER, earlier }]
    ]);
  });

  it('keeps what somebody has changed before the first word once', () => {
    const { notebook } = opened('old');
    const writer = again(notebook);
    notebook.cells[1].setSource('old, mine');
    writer.commit(text('ne'));
    writer.finish(text('new'));
    const earlier = [{ source: 'old, mine' }];
    expect(contentOf(notebook)[1]).toEqual(['new', { ...ANSWER, earlier }]);
  });

  it('keeps what somebody has changed of the answer that it goes on with', () => {
    const { notebook } = opened('old');
    const writer = again(notebook, 'continue');
    notebook.cells[1].setSource('old, mine');
    writer.finish(text('old and new'));
    const earlier = [{ source: 'old, mine' }];
    expect(contentOf(notebook)[1]).toEqual([
      'old and new',
      { ...ANSWER, earlier }
    ]);
  });

  it('keeps what has come of its own run only where somebody has changed it', () => {
    const kept = ['Half', 'Half, mine'].map(found => {
      const { notebook } = opened(found);
      const parts = [['text', 4]];
      writeMetadata(notebook.cells[1], {
        parts: parts as [string, number][],
        written: WRITTEN.Half
      });
      again(notebook, 'keep-other').finish(text('Half of it.'));
      return [readMetadata(notebook.cells[1]).earlier].flat();
    });
    expect(kept).toMatchObject([[undefined], [{ source: 'Half, mine' }]]);
  });

  it('takes the place of an edited answer in one step, which undo takes back', () => {
    const { notebook } = opened('old, mine');
    const afterUndo = new PairsAfterUndo(notebook, keeper);
    writeMetadata(notebook.cells[1], { written: WRITTEN.old });
    const old = contentOf(notebook);
    const writer = again(notebook);
    writer.commit(text('ne'));
    writer.finish(text('new'));
    const earlier = [{ source: 'old, mine', written: WRITTEN.old }];
    const found = [PROMPT, ['new', { ...ANSWER, earlier }]];
    expect(contentOf(notebook)).toEqual(found);
    notebook.undo();
    expect(contentOf(notebook)).toEqual(old);
    notebook.redo();
    expect(contentOf(notebook)).toEqual(found);
    afterUndo.dispose();
  });

  it('follows an answer that is moved', () => {
    const { notebook, writer } = opened();
    notebook.moveCell(1, 0);
    expect(writer.finish(text('text'))).toBe('written');
    expect(contentOf(notebook)[0]).toEqual(['text', ANSWER]);
  });

  it('does not put a deleted answer back unless it is asked to', () => {
    const { notebook, writer } = opened();
    notebook.deleteCell(1);
    expect(writer.finish(text('text'))).toBe('missing');
    expect(contentOf(notebook)).toEqual([PROMPT]);
    writer.restore(text('text'));
    expect(contentOf(notebook)).toEqual([PROMPT, ['text', ANSWER]]);
  });

  it('puts an answer into the cell that undo has brought back', () => {
    const { notebook, writer } = opened();
    writer.commit(text('te'));
    notebook.deleteCell(1);
    notebook.undo();
    writer.restore(text('text'));
    expect(contentOf(notebook)).toEqual([PROMPT, ['text', ANSWER]]);
  });

  it('puts an answer back as an earlier one where the prompt has been answered again', () => {
    const { notebook, writer } = opened();
    writer.commit(text('one'));
    notebook.deleteCell(1);
    expect(writer.finish(text('one two'))).toBe('missing');
    insertAnswer(notebook, 1, 'a', '');
    const newer = new AnswerWriter(notebook, 'a');
    newer.commit(text('three'));
    writer.restore(text('one two', { run: { run: 'r' } }));
    newer.finish(text('three four', { run: { run: 's' } }));
    const earlier = [{ source: 'one two', attachments: {}, run: { run: 'r' } }];
    expect(contentOf(notebook)).toEqual([
      PROMPT,
      ['three four', { ...ANSWER, run: { run: 's' }, earlier }]
    ]);
  });

  it('is taken back whole, step by step, whatever came into its cell since', () => {
    const { notebook, writer } = opened();
    const afterUndo = new PairsAfterUndo(notebook, keeper);
    writer.finish(text('The first.'));
    const answer = (found: Found, source: string) => {
      const writer = again(notebook, found);
      writer.commit(text(source.slice(0, 9)));
      writer.finish(text(source));
    };
    answer('keep', 'The second, stopped.');
    answer('continue', 'The second, stopped, is whole.');
    const seen = () => notebook.cells[1].getSource();
    const states = [
      'The second, stopped, is whole.',
      'The second, stopped.',
      'The first.'
    ];
    const undone = states.map(() => [seen(), notebook.undo()][0]);
    expect(undone).toEqual(states);
    expect(readMetadata(notebook.cells[1]).earlier).toBeUndefined();
    const redone = states.map(() => [seen(), notebook.redo()][0]);
    expect(redone).toEqual([...states].reverse());
    afterUndo.dispose();
  });

  it('goes on in its own earlier text, which undoing a move has brought back', () => {
    const { notebook, writer } = opened();
    writer.commit(text('one'));
    notebook.moveCell(1, 0);
    writer.commit(text('one two'));
    notebook.undo();
    expect(notebook.cells[1].getSource()).toBe('one');
    expect(writer.finish(text('one two three'))).toBe('written');
    expect(contentOf(notebook)).toEqual([PROMPT, ['one two three', ANSWER]]);
  });

  it('is whole again when a move that was made before its end is undone', () => {
    const { notebook, writer } = opened();
    writer.commit(text('one'));
    notebook.moveCell(1, 0);
    expect(writer.finish(text('one two'))).toBe('written');
    notebook.undo();
    writer.renew(text('one two'));
    expect(contentOf(notebook)).toEqual([PROMPT, ['one two', ANSWER]]);
    notebook.cells[1].setSource('mine');
    writer.renew(text('one two'));
    expect(contentOf(notebook)).toEqual([PROMPT, ['mine', ANSWER]]);
  });

  it('puts an answer whose prompt is gone at the end', () => {
    const notebook = notebookOf(['x'], ['y']);
    new AnswerWriter(notebook, 'a').restore(text('text'));
    expect(contentOf(notebook)[2]).toEqual(['text', ANSWER]);
  });

  it('keeps what the server says of an answer, and the marks of the user', () => {
    const { notebook, writer } = opened();
    const pinned = { ...ANSWER, pinned: true };
    notebook.cells[1].setMetadata('ai_jup', pinned);
    const parts = [['text', 4]];
    writer.commit(text('text', { ...ANSWER, parts }));
    expect(contentOf(notebook)[1]).toEqual(['text', { ...pinned, parts }]);
    const run = { run: 'r' };
    writer.finish(text('text', { ...ANSWER, parts, run }));
    expect(contentOf(notebook)[1]).toEqual(['text', { ...pinned, parts, run }]);
  });

  it('keeps the pictures of calls as attachments, and takes old ones away', () => {
    const { notebook, writer } = opened();
    const attachments = () => (notebook.cells[1] as YMarkdownCell).attachments;
    const pictures = { 'call-1-1.png': { 'image/png': 'AAAA' } };
    writer.commit({ ...text('one'), attachments: pictures });
    expect(attachments()).toEqual(pictures);
    const others = { 'call-1-1.png': { 'image/png': 'BBBB' } };
    writer.commit({ ...text('one'), attachments: others });
    expect(attachments()).toEqual(others);
    writer.finish(text('two'));
    expect(attachments()).toEqual({});
  });
});
