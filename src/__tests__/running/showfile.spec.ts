import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ICell, INotebookContent } from '@jupyterlab/nbformat';
import { NotebookModel } from '@jupyterlab/notebook';
import type { INotebookModel } from '@jupyterlab/notebook';
import { describe, expect, it } from 'vitest';

import type { AnswerHere } from '../../running/showfile';
import { showFile } from '../../running/showfile';
import { contentOf, notebookOf } from '../sharednotebook';

const PROMPT = { isPromptCell: true, id: 'a' };
const ANSWER = { isOutputCell: true, prompt: 'a' };

type Shared = ReturnType<typeof notebookOf>;

/** A notebook that stands in a window, of a prompt, its answer and a cell, and its file as JSON. */
function opened() {
  const shared = notebookOf(['What?', PROMPT], ['', ANSWER], ['Mine.']);
  const model = new NotebookModel({ sharedModel: shared });
  const file = JSON.parse(JSON.stringify(model.toJSON())) as INotebookContent;
  const context = {
    model,
    revert: () => Promise.resolve(model.fromJSON(file))
  } as unknown as DocumentRegistry.IContext<INotebookModel>;
  const show = (here: AnswerHere = null) => showFile(context, () => here);
  return { context, shared, model, file, show };
}

function code(source: string, trusted: boolean): ICell {
  const metadata = { trusted };
  const cell = { cell_type: 'code', source, metadata, outputs: [] };
  return { ...cell, execution_count: null, id: source };
}

const ours = (answer: object) => ({ ai_jup: { ...ANSWER, ...answer } });

describe("A notebook's file that another window has written", () => {
  it('is shown in the cells that there are, which undo does not take back', async () => {
    const { file, model, shared, show } = opened();
    const before = [...shared.cells];
    shared.cells[2].setSource('Mine, typed.');
    Object.assign(file.cells[2], { source: 'Mine, typed.' });
    const picture = { 'x.png': { 'image/png': 'AAAA' } };
    Object.assign(file.cells[1], {
      source: 'One.',
      attachments: picture,
      metadata: ours({ written: 'x' }),
      id: 'of the other window'
    });
    file.metadata['ai_jup'] = { model: 'openai/gpt-x' };
    model.dirty = true;
    await show();
    expect([...shared.cells]).toEqual(before);
    expect(contentOf(shared)).toEqual([
      ['What?', PROMPT],
      ['One.', { ...ANSWER, written: 'x' }],
      ['Mine, typed.', undefined]
    ]);
    expect(shared.cells[1].toJSON()).toMatchObject({ attachments: picture });
    expect(shared.getMetadata('ai_jup')).toEqual({ model: 'openai/gpt-x' });
    expect(model.dirty).toBe(false);
    shared.undo();
    expect(shared.cells[1].getSource()).toBe('One.');
  });

  it('is shown with what is new, gone, moved, and of another type', async () => {
    const { file, shared, show } = opened();
    const mine = shared.cells[2];
    const [prompt, , last] = file.cells;
    const changed = { ...prompt, id: last.id, cell_type: 'code', outputs: [] };
    file.cells = [code('new', false), { ...last, id: 'moved' }, changed];
    await show();
    const found = shared.cells.map(cell => [cell.cell_type, cell.getSource()]);
    expect(found).toEqual([
      ['code', 'new'],
      ['markdown', 'Mine.'],
      ['code', 'What?']
    ]);
    expect(shared.cells).not.toContain(mine);
    expect(shared.cells[0].getMetadata('trusted')).toBe(false);
  });

  it('changes no trust in a cell that is as it was', async () => {
    const { file, shared, show } = opened();
    shared.insertCell(3, code('x', true));
    file.cells.push(code('x', false));
    const cell = shared.cells[3];
    await show();
    expect(shared.cells[3]).toBe(cell);
    expect(cell.getMetadata('trusted')).toBe(true);
  });

  it.each(['awaited', 'ours', null] as const)(
    'leaves an answer that it has not yet where it is awaited: %s',
    async here => {
      const { file, shared, show } = opened();
      const answer = shared.cells[1];
      file.cells.splice(1, 1);
      await show(here);
      expect(shared.cells.includes(answer)).toBe(here !== null);
    }
  );

  it('leaves a prompt the name that this window has given it', async () => {
    const { file, shared, show } = opened();
    file.cells[0].metadata = { ai_jup: { isPromptCell: true } };
    file.cells.splice(1, 1);
    await show('awaited');
    expect(contentOf(shared)).toEqual([
      ['What?', PROMPT],
      ['', ANSWER],
      ['Mine.', undefined]
    ]);
  });

  it.each([
    ['ours', 'Whole.'],
    ['awaited', 'Wh'],
    [null, 'Wh']
  ] as const)(
    'does not take back an answer that this window has written: %s',
    async (here, source) => {
      const { file, shared, show } = opened();
      const answer = shared.cells[1];
      answer.setSource('Whole.');
      Object.assign(file.cells[1], { source: 'Wh', id: 'of another window' });
      file.cells.push(code('new', false));
      await show(here);
      expect(shared.cells[1]).toBe(answer);
      expect(answer.getSource()).toBe(source);
      expect(shared.cells).toHaveLength(4);
    }
  );

  it('leaves a prompt its name where cells have no ids', async () => {
    const { file, shared, show } = opened();
    file.cells[0].metadata = { ai_jup: { isPromptCell: true } };
    file.cells.splice(1, 1);
    file.cells.push(code('new', false));
    file.cells.forEach(cell => delete cell['id']);
    await show('awaited');
    expect(contentOf(shared).slice(0, 2)).toEqual([
      ['What?', PROMPT],
      ['', ANSWER]
    ]);
  });

  it.each([
    ['was asked again since', { run: { run: 'two', started: '2' } }, 'Two.'],
    [
      'has had it',
      { run: { run: 'two' }, earlier: [{ run: { run: 'one' } }] },
      'Two.'
    ],
    ['is older', { run: { run: 'zero', started: '0' } }, 'One.'],
    ['is partial', {}, 'One.']
  ])(
    "has a later answer than this window's, which has no connection: it %s",
    async (_, theirs, source) => {
      const { file, shared, show } = opened();
      shared.cells[1].setSource('One.');
      const one = { run: 'one', started: '1' };
      shared.cells[1].setMetadata('ai_jup', { ...ANSWER, run: one });
      const metadata = ours(theirs);
      Object.assign(file.cells[1], { source: 'Two.', metadata });
      await show('ours');
      expect(shared.cells[1].getSource()).toBe(source);
    }
  );

  describe('is shown, and what the user changes while it is read stays', () => {
    it.each([
      [
        'typed',
        (shared: Shared) => shared.cells[2].setSource('Mine, typed.'),
        ['What?', 'One.', 'Mine, typed.', 'new']
      ],
      [
        'inserted',
        (shared: Shared) => shared.insertCell(0, code('mine', true)),
        ['mine', 'What?', 'One.', 'Mine.', 'new']
      ],
      [
        'deleted',
        (shared: Shared) => shared.deleteCell(2),
        ['What?', 'One.', 'new']
      ],
      ['nothing', () => undefined, ['What?', 'One.', 'Mine.', 'new']]
    ])('%s', async (what, change, expected) => {
      const { context, file, model, shared } = opened();
      file.cells[1].source = 'One.';
      file.cells.push(code('new', false));
      context.revert = () => {
        change(shared);
        return Promise.resolve(model.fromJSON(file));
      };
      await showFile(context, () => null);
      expect(shared.cells.map(cell => cell.getSource())).toEqual(expected);
      expect(model.dirty).toBe(what !== 'nothing');
    });

    it('twice where both have changed it', async () => {
      const { context, file, model, shared } = opened();
      file.cells[2].source = 'Theirs.';
      context.revert = () => {
        shared.cells[2].setSource('Mine, typed.');
        return Promise.resolve(model.fromJSON(file));
      };
      await showFile(context, () => null);
      const texts = shared.cells.map(cell => cell.getSource());
      expect(texts).toEqual(['What?', '', 'Mine, typed.', 'Theirs.']);
    });
  });

  it("is JupyterLab's to show where it has another form", async () => {
    const { file, model, shared, show } = opened();
    const before = [...shared.cells];
    file.nbformat_minor = 2;
    await show();
    expect(contentOf(shared)).toHaveLength(3);
    expect(shared.cells.some(cell => before.includes(cell))).toBe(false);
    expect(Object.keys(model)).not.toContain('fromJSON');
  });
});
