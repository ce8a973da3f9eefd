import { Notification } from '@jupyterlab/apputils';
import type { CodeCellModel } from '@jupyterlab/cells';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { PromptExecutor } from '../../../running/executing/executor';
import { OpenedPanel } from '../../views/openedpanel';
import { OpenedNotebook, PROMPT, trans } from '../openednotebook';
import { finished, text, turn } from '../playedserver';

type Options = INotebookCellExecutor.IRunCellOptions;

/** A kernel's executor: the test says when a cell has run. */
class Kernel implements INotebookCellExecutor {
  readonly log: string[] = [];

  runCell({ cell }: Options): Promise<boolean> {
    const source = cell.model.sharedModel.getSource();
    this.log.push(source);
    const done = new PromiseDelegate<boolean>();
    this._running.set(source, done);
    return done.promise;
  }

  async end(source: string, succeeded = true): Promise<void> {
    this._running.get(source)?.resolve(succeeded);
    await turn();
  }

  private _running = new Map<string, PromiseDelegate<boolean>>();
}

describe('The executor of prompts', () => {
  let notebook: OpenedNotebook;
  let opened: OpenedPanel;
  let kernel: Kernel;
  let executor: PromptExecutor;
  let results: Map<string, boolean>;

  /** "above", a prompt, "below". */
  beforeEach(async () => {
    notebook = new OpenedNotebook(['What?', PROMPT]);
    const { model, prompts, shared } = notebook;
    await prompts.trust.know();
    shared.insertCell(0, { cell_type: 'code', source: 'above' });
    shared.addCell({ cell_type: 'code', source: 'below' });
    opened = new OpenedPanel(notebook);
    prompts.addPanel(opened.panel);
    kernel = new Kernel();
    const notebooks = new Map([[model, prompts]]);
    executor = new PromptExecutor(notebooks, trans, kernel);
    results = new Map();
  });

  afterEach(() => {
    opened.dispose();
    notebook.prompts.dispose();
    Notification.manager.notifications.forEach(({ id }) =>
      Notification.dismiss(id)
    );
  });

  /** Run cells by their sources, as one command of JupyterLab does. */
  function run(...sources: string[]): void {
    const { widgets } = opened.content;
    for (const source of sources) {
      const cell = widgets.find(
        ({ model }) => model.sharedModel.getSource() === source
      )!;
      const options = {
        cell,
        notebook: notebook.model,
        sessionContext: opened.sessionContext,
        onCellExecuted: () => undefined
      } as unknown as Options;
      executor.runCell(options).then(
        succeeded => results.set(source, succeeded),
        () => results.set(source, false)
      );
    }
  }

  /** The model answers the prompt. */
  async function answer(run = 'run-1'): Promise<void> {
    notebook.server.tell(run, text('One.'), finished(run));
    await notebook.prompts.runOf('a')?.ended;
    await turn();
  }

  it('runs a prompt after the cells above, and the cells below after it', async () => {
    const { server } = notebook;
    run('above', 'What?', 'below');
    await turn();
    expect(kernel.log).toEqual(['above']);
    expect(server.started).toEqual([]);
    expect(notebook.prompts.runOf('a')?.phase).toBe('queued');
    await kernel.end('above');
    expect(server.started).toHaveLength(1);
    expect(kernel.log).toEqual(['above']);
    await answer();
    expect(kernel.log).toEqual(['above', 'below']);
    await kernel.end('below');
    expect([...results]).toEqual([
      ['above', true],
      ['What?', true],
      ['below', true]
    ]);
    expect(notebook.sources).toEqual(['above', 'What?', 'One.', 'below']);
  });

  it('shows that a cell waits for a prompt, and does no more when it has its turn', async () => {
    run('What?', 'below');
    const { model } = opened.content.widgets.at(-1)!;
    const { executionState } = model as CodeCellModel;
    expect(executionState).toBe('running');
    await turn();
    await answer();
    await kernel.end('below');
    expect((model as CodeCellModel).executionState).toBe('idle');
  });

  it('skips a prompt, and what is below, where a cell above it has failed', async () => {
    run('above', 'What?', 'below');
    await turn();
    await kernel.end('above', false);
    expect(notebook.server.started).toEqual([]);
    expect([...results]).toEqual([
      ['above', false],
      ['What?', false],
      ['below', false]
    ]);
    expect(notebook.sources[2]).toContain(
      'A cell above this prompt failed or was not run.'
    );
  });

  it.each([
    ['dead', { kernel: { status: 'dead' } }, 0],
    ['gone', null, 0],
    ['alive', { kernel: { status: 'idle' } }, 1]
  ])(
    'sends a prompt of another command below a cell that has failed, unless the kernel is gone: %s',
    async (_, session, started) => {
      run('above');
      await turn();
      run('What?');
      await turn();
      Object.assign(opened.sessionContext, { session });
      await kernel.end('above', false);
      expect(notebook.server.started).toHaveLength(started);
    }
  );

  it('skips what is below a prompt that has failed', async () => {
    run('What?', 'below');
    await turn();
    const error = { code: 'x', message: 'It failed.', hint: '' };
    notebook.server.tell('run-1', { type: 'run-failed', error, record: null });
    await notebook.prompts.runOf('a')?.ended;
    await turn();
    expect(kernel.log).toEqual([]);
    expect(results.get('below')).toBe(false);
  });

  it('ends what waits behind one that was stopped, in the same command, and says which; it is no failure', async () => {
    const { prompts, server, shared } = notebook;
    for (const [source, id] of [
      ['And?', 'b'],
      ['Then?', 'c']
    ]) {
      const metadata = { ai_jup: { isPromptCell: true, id } };
      shared.addCell({ cell_type: 'markdown', source, metadata });
    }
    run('What?', 'below', 'And?');
    await turn();
    run('Then?');
    await turn();
    expect(await prompts.stop('a')).toEqual({ sent: [2], waiting: [5] });
    // of another command
    expect(prompts.runOf('c')?.phase).toBe('queued');
    server.tell('run-1', { type: 'run-stopped', record: null });
    await prompts.runOf('a')?.ended;
    await turn();
    expect(server.stopped).toEqual(['run-1']);
    expect(kernel.log).toEqual([]);
    expect(notebook.sources).toContain(
      '> **Not run.** You stopped a prompt above this one.'
    );
    expect(server.started).toHaveLength(1);
  });

  it('stops those that run and those that wait at once, and says which', async () => {
    const { prompts, server, shared } = notebook;
    const metadata = { ai_jup: { isPromptCell: true, id: 'b' } };
    shared.addCell({ cell_type: 'markdown', source: 'And?', metadata });
    run('What?', 'below', 'And?');
    await turn();
    expect(await prompts.stop()).toEqual({ sent: [2], waiting: [5] });
    server.tell('run-1', { type: 'run-stopped', record: null });
    await prompts.runOf('a')?.ended;
    expect(server.started).toHaveLength(1);
    expect(notebook.sources.at(-1)).toBe(
      '> **Not run.** You stopped this prompt before it was sent.'
    );
    expect(prompts.isBusy).toBe(false);
  });

  it('does not keep the cells below waiting when the notebook is closed', async () => {
    run('What?', 'below');
    await turn();
    notebook.prompts.dispose();
    await turn();
    expect([...results]).toEqual([
      ['What?', false],
      ['below', false]
    ]);
    expect(kernel.log).toEqual([]);
  });

  it('joins a prompt that is being answered, and says so', async () => {
    run('What?');
    await turn();
    run('What?');
    await turn();
    expect(notebook.server.started).toHaveLength(1);
    expect(
      Notification.manager.notifications.map(({ message }) => message)
    ).toEqual(['This prompt is being answered. Stop it to ask again.']);
    await answer();
    expect([...results]).toEqual([['What?', true]]);
  });

  it('runs an empty prompt by saying that it is one', async () => {
    notebook.shared.cells[1].setSource(' ');
    run(' ');
    await turn();
    expect(results.get(' ')).toBe(true);
    expect(notebook.server.started).toEqual([]);
    expect(notebook.sources).toEqual(['above', ' ', 'below']);
  });

  it('gives the active prompt its answer at once, and lets the command go on from there', async () => {
    const { content } = opened;
    content.activeCellIndex = 1;
    run('What?');
    expect(notebook.sources).toEqual(['above', 'What?', '', 'below']);
    // until the command has looked
    expect(content.activeCellIndex).toBe(2);
    await turn();
    expect(content.activeCellIndex).toBe(1);
    await answer();
  });

  it('leaves a notebook to the other executor that nobody looks after', async () => {
    const others = new PromptExecutor(new Map(), trans, kernel);
    const [, cell] = opened.content.widgets;
    const done = others.runCell({
      cell,
      notebook: notebook.model
    } as unknown as Options);
    await kernel.end('What?');
    expect(await done).toBe(true);
    expect(notebook.server.started).toEqual([]);
  });
});
