import { afterEach, describe, expect, it } from 'vitest';

import { earlierOf, placeOf } from '../../running/writing/earlieranswers';
import { readMetadata } from '../../notebook/metadata';
import { ANSWER, OpenedNotebook, PROMPT } from './openednotebook';
import { finished, stopped, text, turn } from './playedserver';

type Cells = ConstructorParameters<typeof OpenedNotebook>;

describe('A prompt that is asked again', () => {
  let notebook: OpenedNotebook;

  function open(source: string, ours: object = {}): void {
    notebook = new OpenedNotebook(
      ['What?', PROMPT],
      [source, { ...ANSWER, ...ours }]
    );
  }

  async function ask(...told: Parameters<typeof tellAll>): Promise<void> {
    const run = notebook.prompts.prepare(notebook.shared.cells[0]);
    void notebook.prompts.execute(run);
    await turn();
    tellAll(...told);
    await run.ended;
  }

  function tellAll(run: string, words: string, end: object = finished(run)) {
    notebook.server.tell(run, text(words), end as ReturnType<typeof finished>);
  }

  const cell = () => notebook.shared.cells[1];

  afterEach(() => notebook.prompts.dispose());

  it('keeps its earlier answer, which one step of undo brings back', async () => {
    open('One.', { run: { run: 'r0', state: 'finished' } });
    const before = notebook.content;
    await ask('run-1', 'Two.');
    const after = notebook.content;
    expect(cell().getSource()).toBe('Two.');
    expect(earlierOf(cell())).toEqual({
      source: 'One.',
      run: { run: 'r0', state: 'finished' }
    });
    notebook.shared.undo();
    expect(notebook.content).toEqual(before);
    notebook.shared.redo();
    expect(notebook.content).toEqual(after);
  });

  it('leaves what was undone while it was answered to be redone', async () => {
    open('One.');
    const { prompts, server, shared } = notebook;
    shared.insertCell(2, { cell_type: 'code', source: 'x = 1' });
    const run = prompts.prepare(shared.cells[0]);
    void prompts.execute(run);
    await turn();
    server.tell('run-1', text('Two.'));
    shared.undo();
    server.tell('run-1', finished('run-1'));
    await run.ended;
    expect(notebook.sources).toEqual(['What?', 'Two.']);
    expect(earlierOf(cell())?.source).toBe('One.');
    shared.redo();
    expect(notebook.sources).toEqual(['What?', 'Two.', 'x = 1']);
  });

  it('keeps each, and none of a run that came to nothing', async () => {
    open('');
    await ask('run-1', 'One.');
    await ask('run-2', 'Two.');
    await ask('run-3', '', {
      type: 'run-failed',
      error: { code: 'x', message: 'No.', hint: '' },
      record: null
    });
    await ask('run-4', 'Three.');
    expect(placeOf(cell())).toMatchObject({ at: 3, of: 3 });
    const sources = [readMetadata(cell()).earlier].flat() as object[];
    expect(sources).toMatchObject([{ source: 'One.' }, { source: 'Two.' }]);
  });

  it('never sends the earlier ones', async () => {
    notebook = new OpenedNotebook(
      ['What?', PROMPT],
      [
        'Two.',
        { ...ANSWER, earlier: [{ source: 'canary' }], later: ['canary'] }
      ],
      ['And?', { isPromptCell: true, id: 'b' }]
    );
    const { prompts, shared } = notebook;
    const request = prompts.requestFor(shared.cells[2]);
    expect(request.cells).toHaveLength(2);
    expect(JSON.stringify(request)).not.toContain('canary');
    await turn();
  });

  it('has the answer that the user turned to taken for the one to replace', async () => {
    open('Two.', { run: { run: 'r2' }, earlier: [{ source: 'One.' }] });
    notebook.prompts.turnAnswer('a', -1);
    expect(cell().getSource()).toBe('One.');
    await ask('run-1', 'Three.');
    const sources = [readMetadata(cell()).earlier].flat() as object[];
    expect(sources).toMatchObject([{ source: 'One.' }, { source: 'Two.' }]);
    expect(readMetadata(cell()).later).toBeUndefined();
  });

  it('is not turned through while an answer comes', async () => {
    open('Two.', { earlier: [{ source: 'One.' }] });
    const run = notebook.prompts.prepare(notebook.shared.cells[0]);
    void notebook.prompts.execute(run);
    await turn();
    notebook.prompts.turnAnswer('a', -1);
    expect(cell().getSource()).toBe('Two.');
  });

  it.each(['in the same page', 'after a reload', 'after turning to it'])(
    'keeps an answer that the user has changed as they changed it, %s',
    async when => {
      open('One.', { run: { run: 'r0' } });
      await ask('run-1', 'Two.');
      if (when === 'after turning to it') {
        notebook.prompts.turnAnswer('a', -1);
      }
      cell().setSource('Mine.');
      if (when === 'after a reload') {
        notebook.prompts.dispose();
        const cells = notebook.content as Cells;
        notebook = new OpenedNotebook(...cells);
      }
      await ask(`run-${notebook.server.started.length + 1}`, 'Three.');
      expect(notebook.sources).toEqual(['What?', 'Three.']);
      const others =
        when === 'after turning to it' ? ['Mine.', 'Two.'] : ['One.', 'Mine.'];
      const kept = [readMetadata(cell()).earlier].flat() as object[];
      expect(kept).toMatchObject(others.map(source => ({ source })));
      notebook.shared.undo();
      expect(notebook.sources).toEqual(['What?', 'Mine.']);
    }
  );

  it('goes on with an answer that was stopped, in its cell', async () => {
    open('');
    await ask('run-1', 'Half an', stopped('run-1'));
    expect(cell().getSource()).toBe(
      'Half an\n\n> **Stopped.** You stopped this answer.'
    );
    const { prompts, server, shared } = notebook;
    const again = prompts.prepareToGoOn(shared.cells[0]);
    void prompts.execute(again);
    await turn();
    expect(server.started[1].options).toMatchObject({
      continues: { source: cell().getSource() }
    });
    const before = notebook.content;
    server.tell('run-2', text('Half an answer.'), finished('run-2'));
    await again.ended;
    expect(cell().getSource()).toBe('Half an answer.');
    expect(placeOf(cell()).of).toBe(1);
    notebook.shared.undo();
    expect(notebook.content).toEqual(before);
  });

  it('goes on with an answer that was stopped as the user has changed it', async () => {
    open('');
    await ask('run-1', 'Half an', stopped('run-1'));
    const mine = cell().getSource().replace('Half an', 'Half of mine, an');
    cell().setSource(mine);
    const { prompts, server, shared } = notebook;
    const again = prompts.prepareToGoOn(shared.cells[0]);
    void prompts.execute(again);
    await turn();
    const [, { options }] = server.started;
    expect(options).toMatchObject({ continues: { source: mine } });
    const whole = 'Half of mine, an answer.';
    server.tell('run-2', text(whole), finished('run-2'));
    await again.ended;
    expect(notebook.sources).toEqual(['What?', whole]);
    expect(placeOf(cell()).of).toBe(1);
    notebook.shared.undo();
    expect(notebook.sources).toEqual(['What?', mine]);
  });
});
