import type { ISharedMarkdownCell } from '@jupyter/ydoc';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { forgetPrompt, readMetadata } from '../../notebook/metadata';
import type { PromptRun } from '../../running/promptrun';
import { earlierOf } from '../../running/writing/earlieranswers';
import { ANSWER, OpenedNotebook, PROMPT } from './openednotebook';
import { finished, text, turn } from './playedserver';

describe("A notebook's prompts", () => {
  let notebook: OpenedNotebook;

  function open(...cells: ConstructorParameters<typeof OpenedNotebook>) {
    notebook = new OpenedNotebook(...cells);
    return notebook;
  }

  /** Run the first prompt, as the executor does. */
  function run(): { run: PromptRun; done: Promise<boolean> } {
    const { prompts, shared } = notebook;
    const run = prompts.prepare(shared.cells[0]);
    return { run, done: prompts.execute(run) };
  }

  beforeEach(() => {
    open(['What?', PROMPT]);
  });

  afterEach(() => {
    notebook.prompts.dispose();
    sessionStorage.clear();
  });

  describe('whose cells go', () => {
    /** As JupyterLab deletes a cell for its user. */
    function remove(at: number): void {
      const { model, shared } = notebook;
      model.deletedCells.push(shared.cells[at].getId());
      shared.deleteCell(at);
    }

    it.each([0, 1])('are stopped where the user deletes one, %s', async at => {
      const { server } = notebook;
      void run();
      await turn();
      remove(at);
      await turn();
      expect(server.stopped).toEqual(['run-1']);
    });

    it.each(['made code', 'merged, as JupyterLab does'])(
      'are stopped where their answer is %s, and offer it',
      async how => {
        const { server, shared } = notebook;
        const { run: started } = run();
        await turn();
        server.tell('run-1', text('One.'));
        const { id } = shared.cells[1];
        shared.transact(() => {
          shared.deleteCell(1);
          const ids = how === 'made code' ? { id } : {};
          shared.insertCell(1, { cell_type: 'code', source: 'One.', ...ids });
        });
        await turn();
        expect(server.stopped).toEqual(['run-1']);
        server.tell('run-1', { type: 'run-stopped', record: null });
        expect(await started.ended).toBe('missing');
        const offered = () => Notification.manager.notifications;
        await vi.waitFor(() => expect(offered()).toHaveLength(1));
        const [{ id: offer, message, options }] = offered();
        expect(message).toBe(
          'An answer was stopped, because it no longer has a cell in a.ipynb.'
        );
        options.actions![0].callback(new MouseEvent('click'));
        Notification.dismiss(offer);
        expect(notebook.sources[1]).toMatch(/^One\./);
        expect(notebook.sources).toHaveLength(3);
      }
    );

    it('are stopped where their answer is made a prompt, and stand in it again where that is undone', async () => {
      const { prompts, server, shared } = notebook;
      const { run: started } = run();
      await turn();
      server.tell('run-1', text('One.'));
      const [, answer] = shared.cells;
      answer.setMetadata('ai_jup', { isPromptCell: true, id: 'b' });
      prompts.lookForDeleted();
      await turn();
      expect(server.stopped).toEqual(['run-1']);
      server.tell('run-1', { type: 'run-stopped', record: null });
      expect(await started.ended).toBe('missing');
      const offered = () => Notification.manager.notifications;
      await vi.waitFor(() => expect(offered()).toHaveLength(1));
      // undo writes it into the cell that is there
      answer.setMetadata('ai_jup', ANSWER);
      await turn();
      expect(offered()).toHaveLength(0);
      expect(notebook.sources[1]).toMatch(/^One\./);
    });

    it('go on where they were cut, moved, or their prompt made another cell', async () => {
      const { server, shared } = notebook;
      shared.addCell({ cell_type: 'code', source: 'x' });
      void run();
      await turn();
      shared.moveCell(1, 2);
      await turn();
      const answer = shared.cells[2] as ISharedMarkdownCell;
      const cut = answer.toJSON();
      const clipboard = Clipboard.getInstance();
      clipboard.setData('application/vnd.jupyter.cells', [cut]);
      remove(2);
      await turn();
      clipboard.clear();
      shared.insertCell(1, { ...cut, id: 'pasted' });
      await turn();
      forgetPrompt(shared.cells[0]);
      shared.moveCell(0, 1);
      await turn();
      expect(server.stopped).toEqual([]);
    });
  });

  describe('that the server knows a run of', () => {
    it('take it up, and what comes of it', async () => {
      const { prompts, server } = open(['What?', PROMPT], ['', ANSWER]);
      server.list('r', 'a', text('Half '));
      await prompts.attach();
      server.tell('r', text('a whole.'), finished('r'));
      await prompts.runOf('a')?.ended;
      expect(notebook.sources).toEqual(['What?', 'Half a whole.']);
      await vi.waitFor(() => expect(server.acknowledged).toEqual(['r']));
    });

    it('take up one that has ended meanwhile, and save its answer', async () => {
      const { prompts, server } = open(['What?', PROMPT], ['', ANSWER]);
      server.list('r', 'a', text('Whole.'), finished('r'));
      await prompts.attach();
      await prompts.runOf('a')?.ended;
      expect(notebook.sources).toEqual(['What?', 'Whole.']);
      await vi.waitFor(() => expect(server.acknowledged).toEqual(['r']));
      expect(notebook.saves).toBe(1);
    });

    it('keep its answer too where nobody can say whether it is kept', async () => {
      const { prompts, server } = open(['What?', PROMPT], ['', ANSWER]);
      server.list('r', 'a', text('Whole.'), finished('r'));
      const attached = prompts.attach();
      server.hold('list', new Error('busy'));
      await attached;
      await prompts.runOf('a')?.ended;
      expect(notebook.sources).toEqual(['What?', 'Whole.']);
    });

    it('only say that they have its answer, if they do', async () => {
      const { record } = finished('r') as { record?: object };
      const answer = { ...ANSWER, run: { ...record } };
      const { prompts, server } = open(['What?', PROMPT], ['Whole.', answer]);
      server.list('r', 'a', text('Whole.'), finished('r'));
      await prompts.attach();
      expect(prompts.runOf('a')).toBe(null);
      expect(server.acknowledged).toEqual(['r']);
    });

    it('leave the run alone that the user has started meanwhile', async () => {
      const { prompts, server } = notebook;
      server.list('old', 'a', text('Old.'));
      const answer = server.hold('snapshot');
      const attached = prompts.attach();
      await turn();
      const { run: started, done } = run();
      await answer();
      await attached;
      expect(prompts.runOf('a')).toBe(started);
      server.tell('run-1', text('New.'), finished('run-1'));
      expect(await done).toBe(true);
      expect(notebook.sources).toEqual(['What?', 'New.']);
      await vi.waitFor(() => expect(server.followers.size).toBe(0));
    });

    it('follow nothing when the notebook was closed meanwhile', async () => {
      const { prompts, server } = notebook;
      server.list('r', 'a', text('Half '));
      const answer = server.hold('snapshot');
      const attached = prompts.attach();
      await turn();
      prompts.dispose();
      await answer();
      await attached;
      expect(prompts.runOf('a')).toBe(null);
      expect(server.followers.size).toBe(0);
    });

    it('are asked for once where two ask', async () => {
      const { prompts, server } = notebook;
      server.list('r', 'a', text('Half '));
      const added: PromptRun[] = [];
      prompts.runAdded.connect((_, each) => void added.push(each));
      await Promise.all([prompts.attach(), prompts.attach()]);
      expect(server.asked).toEqual(['list', 'snapshot']);
      expect(added).toHaveLength(1);
    });
  });

  describe('when the notebook is closed', () => {
    it('end for who waits for them, and save nothing', async () => {
      const { prompts, server } = notebook;
      const { run: started, done } = run();
      await turn();
      server.tell('run-1', text('Half '));
      prompts.dispose();
      expect(await done).toBe(false);
      expect(await started.ended).toBe('abandoned');
      expect(server.followers.size).toBe(0);
      expect(server.stopped).toEqual([]);
      await new Promise(resolve => setTimeout(resolve, 150));
      expect(notebook.saves).toBe(0);
      expect(server.acknowledged).toEqual([]);
    });

    it('are not sent any more', async () => {
      const { prompts, server, shared } = notebook;
      const waiting = prompts.prepare(shared.cells[0]);
      prompts.wait(waiting);
      prompts.dispose();
      expect(await prompts.execute(waiting)).toBe(false);
      waiting.skip();
      expect(server.started).toEqual([]);
    });

    it('follow nothing that is started by then', async () => {
      const { prompts, server } = notebook;
      const answer = server.hold('start');
      const { done } = run();
      prompts.dispose();
      await answer();
      expect(await done).toBe(false);
      expect(server.followers.size).toBe(0);
    });
  });

  it('are given an id and an answer cell, once', () => {
    const { prompts, shared } = open(['What?', { isPromptCell: true }]);
    const prepared = prompts.prepare(shared.cells[0]);
    expect(prompts.prepare(shared.cells[0])).toBe(prepared);
    const { id } = readMetadata(shared.cells[0]);
    expect(notebook.content).toEqual([
      ['What?', { isPromptCell: true, id }],
      ['', { isOutputCell: true, prompt: id }]
    ]);
  });

  it('send the cells above as they stand now', async () => {
    const { server, shared } = notebook;
    shared.insertCell(0, { cell_type: 'markdown', source: 'Above.' });
    const { prompts } = notebook;
    void prompts.execute(prompts.prepare(shared.cells[1]));
    await turn();
    const [{ cells, prompt, notebook: sent }] = server.started;
    expect(cells.map(({ source }) => source)).toEqual(['Above.']);
    expect(prompt).toEqual({ id: 'a', source: 'What?', attachments: {} });
    expect(sent.path).toBe('a.ipynb');
  });

  it('keep an answer that the user has changed when they run again', async () => {
    const { prompts, server, shared } = notebook;
    const { done } = run();
    await turn();
    server.tell('run-1', text('One.'), finished('run-1'));
    await done;
    shared.cells[1].setSource('One, mine.');
    const stopped = run();
    await turn();
    await prompts.stop('a');
    server.tell('run-2', { type: 'run-stopped', record: null });
    expect(await stopped.done).toBe(false);
    expect(notebook.sources).toEqual(['What?', 'One, mine.']);
    const again = run();
    await turn();
    server.tell('run-3', text('Two.'), finished('run-3'));
    await again.done;
    expect(notebook.sources).toEqual(['What?', 'Two.']);
    expect(earlierOf(shared.cells[1])).toMatchObject({ source: 'One, mine.' });
    shared.undo();
    expect(notebook.sources).toEqual(['What?', 'One, mine.']);
  });

  it('have their answer whole when undo brings back a cell as it was before', async () => {
    const { shared, server } = notebook;
    const { done } = run();
    await turn();
    shared.moveCell(1, 0);
    server.tell('run-1', text('One.'), finished('run-1'));
    await done;
    expect(notebook.sources).toEqual(['One.', 'What?']);
    shared.undo();
    await turn();
    expect(notebook.sources).toEqual(['What?', 'One.']);
  });

  it('leave an answer where the user has moved it, or deleted it, when the connection comes back', async () => {
    const { shared, server } = notebook;
    const { run: started, done } = run();
    await turn();
    server.list('run-1', 'a');
    const [{ follower }] = server.followers;
    const comeBack = async () => {
      follower.onTurn?.(null);
      follower.onTurn?.('write');
      await turn();
    };
    shared.moveCell(1, 0);
    await comeBack();
    expect(notebook.sources).toEqual(['', 'What?']);
    shared.deleteCell(0);
    await comeBack();
    expect(notebook.sources).toEqual(['What?']);
    server.tell('run-1', text('One.'), finished('run-1'));
    await done;
    expect(await started.ended).toBe('missing');
  });

  it('are stopped one by one, or all', async () => {
    const { prompts, server, shared } = open(
      ['1', PROMPT],
      ['2', { isPromptCell: true, id: 'b' }]
    );
    void prompts.execute(prompts.prepare(shared.cells[0]));
    void prompts.execute(prompts.prepare(shared.cells[2]));
    await turn();
    await prompts.stop('b');
    expect(server.stopped).toEqual(['run-2']);
    await prompts.stop();
    expect(server.stopped).toEqual(['run-2', 'run-1', 'run-2']);
  });

  it('tell after a reload what waited when the page went', async () => {
    const { prompts, shared } = open(['What?', PROMPT], ['Old.', ANSWER]);
    prompts.wait(prompts.prepare(shared.cells[0]));
    const again = notebook.open();
    await again.attach();
    expect(again.runOf('a')?.state.error?.code).toBe('not-run');
    expect(notebook.sources).toEqual(['What?', 'Old.']);
    again.dispose();
  });

  describe('of which another window', () => {
    it('has saved an answer meanwhile show it', async () => {
      const { prompts, server } = open(['What?', PROMPT], ['', ANSWER]);
      notebook.model.dirty = false;
      server.list('r', 'a', text('Whole.'), finished('r'));
      const answer = server.hold('snapshot');
      const attached = prompts.attach();
      await turn();
      // the other one writes, saves and acknowledges it
      server.listed = [];
      notebook.changed = 'now';
      await answer();
      await attached;
      expect(await prompts.runOf('a')?.ended).toBe('elsewhere');
      await vi.waitFor(() => expect(notebook.reverts).toBe(1));
      expect(notebook.saves).toBe(0);
    });

    it('sends one follow it, and change nothing until its answer is saved', async () => {
      const { prompts, server, model } = open(['What?', PROMPT]);
      model.dirty = false;
      await prompts.attach();
      server.begin('r', 'a', text('Half '));
      await turn();
      expect(prompts.runOf('a')?.state.text).toBe('Half ');
      expect(prompts.isAnswering(notebook.shared.cells[0])).toBe(true);
      expect(model.dirty).toBe(false);
      server.tell('r', text('a whole.'), finished('r'));
      await turn();
      expect(notebook.saves).toBe(0);
    });

    it('sends one again show the new answer in place of theirs', async () => {
      const { prompts, server } = notebook;
      await prompts.attach();
      const { done } = run();
      await turn();
      server.tell('run-1', text('One.'), finished('run-1'));
      await done;
      server.begin('r', 'a', text('Two.'));
      await turn();
      expect(prompts.runOf('a')?.id).toBe('r');
    });

    it.each([
      ['', false],
      [', again where it could not be read', true]
    ])('sends one that is new here read the file first%s', async (_, fails) => {
      vi.useFakeTimers();
      try {
        const { prompts, server, shared } = notebook;
        await prompts.attach();
        notebook.model.dirty = false;
        notebook.changed = 'now';
        const revert = vi.spyOn(notebook.context, 'revert');
        revert.mockImplementation(() => {
          const metadata = { ai_jup: { ...PROMPT, id: 'b' } };
          shared.addCell({ cell_type: 'markdown', source: 'B?', metadata });
          return Promise.resolve();
        });
        if (fails) {
          revert.mockRejectedValueOnce(new Error('The server is busy.'));
        }
        server.begin('r', 'b', text('Two.'));
        await vi.advanceTimersByTimeAsync(fails ? 2_500 : 1_000);
        expect(prompts.runOf('b')).toBe(null);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(prompts.runOf('b')?.state.text).toBe('Two.');
      } finally {
        vi.useRealTimers();
      }
    });

    it('is told of follow their own run alone', async () => {
      const { prompts, server } = notebook;
      await prompts.attach();
      const { run: started } = run();
      await turn();
      server.begin('run-1', 'a');
      await turn();
      expect(prompts.runOf('a')).toBe(started);
      expect(server.asked).toEqual(['list', 'trust', 'start']);
    });
  });
});
