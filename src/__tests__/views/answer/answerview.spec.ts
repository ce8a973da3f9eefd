import { Notification } from '@jupyterlab/apputils';
import type { MarkdownCell } from '@jupyterlab/cells';
import { NotebookActions } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { keepPairs } from '../../../notebook/pairactions';
import type { PromptRun } from '../../../running/promptrun';
import { DefaultModelName, KnownModels } from '../../../running/promptmodels';
import { AnswerView } from '../../../views/answer/answerview';
import {
  ANSWER,
  OpenedNotebook,
  PROMPT,
  trans
} from '../../running/openednotebook';
import { finished, text, turn } from '../../running/playedserver';
import { OpenedPanel } from '../openedpanel';

const FAILED = {
  type: 'run-failed' as const,
  error: { code: 'model-not-found', message: 'There is none.', hint: '' },
  record: null
};

describe("An answer's cell", () => {
  let notebook: OpenedNotebook;
  let opened: OpenedPanel;
  let views: AnswerView[];
  let defaultModel: DefaultModelName;
  let wanted: number;

  /** Open a notebook of a prompt and its answer. */
  function open(answer = '', run?: object): void {
    const metadata = run ? { ...ANSWER, run: { ...run } } : ANSWER;
    notebook = new OpenedNotebook(['What?', PROMPT], [answer, metadata]);
    opened = new OpenedPanel(notebook);
    Widget.attach(opened, document.body);
    views = [];
    defaultModel = new DefaultModelName();
    wanted = 0;
    show(1);
  }

  function show(at: number): AnswerView {
    const view = new AnswerView({
      cell: cell(at),
      defaultModel,
      knownModels: new KnownModels(),
      notebook: opened.content,
      prompts: notebook.prompts,
      trans,
      chooseModel: () => void wanted++
    });
    views.push(view);
    return view;
  }

  function cell(at = 1): MarkdownCell {
    return opened.content.widgets[at] as MarkdownCell;
  }

  /** What stands in a part of the cell. */
  function words(part: string, at = 1): string {
    const node = cell(at).node.querySelector(`.jp-AiJup-${part}`);
    return node?.textContent ?? '';
  }

  async function start(): Promise<PromptRun> {
    const { prompts, shared } = notebook;
    const run = prompts.prepare(shared.cells[0]);
    void prompts.execute(run);
    await turn();
    return run;
  }

  beforeEach(() => {
    open();
  });

  afterEach(() => {
    views.forEach(view => view.dispose());
    opened.dispose();
    notebook.prompts.dispose();
  });

  it.each([{}, { run: 1 }, { run: 'r', seconds: 'x' }, { run: 'r', model: 1 }])(
    'is shown whatever its record is: %j',
    record => {
      open('An answer.', record);
      expect(cell().node.textContent).toContain('An answer.');
    }
  );

  it('shows the answer while it comes, then its own Markdown', async () => {
    const run = await start();
    notebook.server.tell('run-1', text('One.'));
    expect(cell().hasClass('jp-mod-streaming')).toBe(true);
    await vi.waitFor(() => expect(words('stream')).toContain('One.'));
    notebook.server.tell('run-1', finished('run-1'));
    await run.ended;
    await vi.waitFor(() =>
      expect(cell().hasClass('jp-mod-streaming')).toBe(false)
    );
    // hidden by then, it leaves in parts
    await vi.waitFor(() => expect(words('stream')).toBe(''));
    expect(cell().model.sharedModel.getSource()).toBe('One.');
    expect(words('record')).toContain('gpt-6');
  });

  it('cannot be edited or split while it comes, and says so', async () => {
    const pairs = keepPairs(source => source);
    const run = await start();
    const { content } = opened;
    content.activeCellIndex = 1;
    const tried = [
      () => (content.mode = 'edit'),
      () => NotebookActions.splitCell(content)
    ];
    for (const act of tried) {
      act();
      expect(content.mode).toBe('command');
      const [{ id, message }] = Notification.manager.notifications;
      expect(message).toBe('The answer is still coming. Stop it to edit it.');
      Notification.dismiss(id);
    }
    expect(notebook.sources).toEqual(['What?', '']);
    notebook.server.tell('run-1', text('One.'), finished('run-1'));
    await run.ended;
    content.mode = 'edit';
    expect(content.mode).toBe('edit');
    pairs.dispose();
  });

  it('can be edited until a new one has its first word', async () => {
    open('Old.');
    const { content } = opened;
    content.activeCellIndex = 1;
    await start();
    content.mode = 'edit';
    expect(content.mode).toBe('edit');
    notebook.server.tell('run-1', text('One.'));
    expect(content.mode).toBe('command');
    Notification.dismiss();
  });

  it('goes on showing what came until the text that another page has written is there', async () => {
    const { model, prompts, server, shared } = notebook;
    // it comes on its own way there
    Object.defineProperty(model, 'collaborative', { value: true });
    await prompts.attach();
    server.acknowledged.push('run-9');
    server.begin('run-9', 'a', text('One.'));
    await vi.waitFor(() => expect(words('stream')).toContain('One.'));
    server.tell('run-9', finished('run-9'));
    await prompts.runOf('a')!.ended;
    // another view has drawn its frames by then
    await vi.waitFor(() => expect(prompts.isBusy).toBe(false));
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(cell().rendered).toBe(false);
    expect(words('stream')).toContain('One.');
    const [, answer] = shared.cells;
    answer.setSource('One.');
    answer.setMetadata('ai_jup', { ...ANSWER, run: { run: 'run-9' } });
    await vi.waitFor(() => expect(words('stream')).toBe(''));
    expect(cell().rendered).toBe(true);
  });

  it('takes in many pieces once a frame', async () => {
    await start();
    const { server } = notebook;
    server.tell('run-1', text('One.'));
    await turn();
    const before = vi.spyOn(globalThis, 'requestAnimationFrame');
    const pieces = Array.from({ length: 500 }, () => text(' more'));
    server.tell('run-1', ...pieces);
    expect(before.mock.calls.length).toBeLessThan(5);
    before.mockRestore();
  });

  it('says why an answer is not whole, and offers another model', async () => {
    const run = await start();
    notebook.server.tell('run-1', text('Half'), FAILED);
    await run.ended;
    expect(words('ending')).toContain('There is none.');
    const [choose] = [...cell().node.querySelectorAll('button')].filter(
      ({ textContent }) => textContent === 'Choose model…'
    );
    expect(choose.hidden).toBe(false);
    choose.click();
    expect(wanted).toBe(1);
    defaultModel.lock = 'GPT 6';
    expect(choose.hidden).toBe(true);
  });

  it('leaves the earlier answer in sight until there is text', async () => {
    open('Old.');
    const run = await start();
    expect(cell().hasClass('jp-AiJup-mod-keepsAnswer')).toBe(true);
    expect(words('record')).toContain('Earlier answer');
    notebook.server.tell('run-1', FAILED);
    await run.ended;
    expect(words('ending')).toContain('There is none.');
    expect(cell().model.sharedModel.getSource()).toBe('Old.');
    await vi.waitFor(() =>
      expect(cell().hasClass('jp-AiJup-mod-keepsAnswer')).toBe(false)
    );
  });

  it('takes the earlier answer away with the first text', async () => {
    open('Old.');
    await start();
    notebook.server.tell('run-1', text('New.'));
    expect(cell().hasClass('jp-AiJup-mod-keepsAnswer')).toBe(false);
    expect(words('record')).toBe('');
  });

  it('shows after a reload what it says of its own end, and whose it is', async () => {
    const { record } = finished('r') as { record?: object };
    open('Half\n\n> **Stopped.** You stopped this answer.', record);
    await turn();
    expect(cell().hasClass('jp-AiJup-mod-ended')).toBe(true);
    expect(words('record')).toContain('gpt-6');
  });

  it('is given nothing where it is a copy of the answer', async () => {
    notebook.shared.insertCell(2, {
      cell_type: 'markdown',
      source: '',
      metadata: { ai_jup: ANSWER }
    });
    show(2);
    const run = await start();
    notebook.server.tell('run-1', text('One.'));
    expect(cell(1).hasClass('jp-mod-streaming')).toBe(true);
    expect(cell(2).hasClass('jp-mod-streaming')).toBe(false);
    notebook.server.tell('run-1', finished('run-1'));
    await run.ended;
    expect(cell(2).model.sharedModel.getSource()).toBe('');
  });

  it('stops the run', async () => {
    await start();
    const stop = cell().node.querySelector<HTMLElement>('.jp-AiJup-stop');
    stop?.click();
    expect(notebook.server.stopped).toEqual(['run-1']);
  });

  it('follows the next run of its prompt', async () => {
    const first = await start();
    notebook.server.tell('run-1', text('One.'), finished('run-1'));
    await first.ended;
    await start();
    notebook.server.tell('run-2', text('Two.'));
    await vi.waitFor(() => expect(words('stream')).toContain('Two.'));
  });

  it('has nothing left in the cell when it is taken away', async () => {
    const run = await start();
    notebook.server.tell('run-1', text('One.'));
    views[0].dispose();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(cell().hasClass('jp-mod-streaming')).toBe(false);
    expect(cell().hasClass('jp-AiJup-answerCell')).toBe(false);
    expect(cell().node.querySelector('.jp-AiJup-answer')).toBe(null);
    notebook.server.tell('run-1', text(' Two.'), finished('run-1'));
    expect(await run.ended).toBe('written');
  });
});
