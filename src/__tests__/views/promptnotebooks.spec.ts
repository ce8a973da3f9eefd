import { Notification } from '@jupyterlab/apputils';
import type { MarkdownCell } from '@jupyterlab/cells';
import { Widget } from '@lumino/widgets';
import { describe, expect, it, vi } from 'vitest';

import type { SendFacts } from '../../running/sendquestion/sendfacts';
import { earlierOf } from '../../running/writing/earlieranswers';
import { PromptNotebooks } from '../../views/promptnotebooks';
import {
  ANSWER,
  OpenedNotebook,
  PROMPT,
  trans
} from '../running/openednotebook';
import { finished, stopped, text, turn } from '../running/playedserver';
import { OpenedPanel } from './openedpanel';

/** Open a notebook, in one panel or in several. */
async function open(notebook: OpenedNotebook, panels = 1) {
  const { contents, server } = notebook;
  const prompts = new PromptNotebooks({
    connection: server.connection,
    contents,
    facts: notebook.facts as SendFacts,
    trans,
    reveal: () => undefined
  });
  const all = Array.from({ length: panels }, () => new OpenedPanel(notebook));
  all.forEach(({ panel }) => prompts.add(panel));
  const [opened] = all;
  Widget.attach(opened, document.body);
  opened.content.activeCellIndex = 0;
  await turn();
  return { opened, prompts };
}

describe('The notebooks that are open', () => {
  it('ask the server nothing while they have no prompt', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { opened } = await open(notebook, 2);
    expect(notebook.server.asked).toEqual([]);
    opened.dispose();
  });

  it('are looked at where one names a model for the prompts to come', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    notebook.model.setMetadata('ai_jup', { model: 'openai/dear' });
    const { opened } = await open(notebook);
    expect(notebook.server.asked).toEqual(['trust']);
    opened.dispose();
  });

  it('have the server make ready, once, where one has a prompt', async () => {
    const notebook = new OpenedNotebook(['What?', PROMPT]);
    // a second view brings no other prompts
    const { opened } = await open(notebook, 2);
    expect(notebook.server.asked).toEqual(['warm', 'list', 'trust']);
    opened.dispose();
  });

  it('have it make ready, once, when a prompt is inserted, or a cell becomes one', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { opened, prompts } = await open(notebook);
    prompts.insertPrompt(opened.panel);
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list', 'trust']);
    opened.content.activeCellIndex = 0;
    prompts.changeToPrompt(opened.panel);
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list', 'trust']);
    opened.dispose();
  });

  it('show an answer that was made a prompt as what it was, once that is undone', async () => {
    const notebook = new OpenedNotebook(['What?', PROMPT], ['So.', ANSWER]);
    const { opened, prompts } = await open(notebook);
    opened.content.activeCellIndex = 1;
    const cell = opened.content.activeCell as MarkdownCell;
    prompts.changeToPrompt(opened.panel);
    expect(cell.rendered).toBe(false);
    notebook.shared.undo();
    expect(cell.model.getMetadata('ai_jup')).toEqual(ANSWER);
    expect(cell.rendered).toBe(true);
    opened.dispose();
  });

  it.each(['before', 'after'])(
    'let undo be redone of what took away an answer that came, undone %s its end',
    async when => {
      const notebook = new OpenedNotebook(['What?', PROMPT]);
      const { model, server, shared } = notebook;
      const { opened, prompts } = await open(notebook);
      const running = prompts.find(model)!;
      const ask = async (words: string) => {
        const run = running.prepare(shared.cells[0]);
        void running.execute(run);
        await turn();
        server.tell(`run-${server.started.length}`, text(words));
        return run;
      };
      const first = await ask('One.');
      server.tell('run-1', finished('run-1'));
      await first.ended;
      const second = await ask('Two');
      shared.deleteCell(1);
      await turn();
      const end = async () => {
        server.tell('run-2', stopped('run-2'));
        await second.ended;
      };
      if (when === 'after') {
        await end();
        await vi.waitFor(() =>
          expect(Notification.manager.notifications).toHaveLength(1)
        );
      }
      shared.undo();
      if (when === 'before') {
        await end();
      }
      await vi.waitFor(() => expect(notebook.sources[1]).toMatch(/^Two/));
      expect(earlierOf(shared.cells[1])?.source).toBe('One.');
      shared.redo();
      expect(notebook.sources).toEqual(['What?']);
      opened.dispose();
    }
  );

  it('stop an answer that is made a prompt while it comes', async () => {
    const notebook = new OpenedNotebook(['What?', PROMPT], ['', ANSWER]);
    const { opened, prompts } = await open(notebook);
    const found = prompts.find(notebook.model)!;
    void found.execute(found.prepare(notebook.shared.cells[0]));
    await turn();
    opened.content.activeCellIndex = 1;
    prompts.changeToPrompt(opened.panel);
    expect(notebook.server.stopped).toEqual(['run-1']);
    opened.dispose();
  });

  it('say that a prompt was undone whose answer was coming', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { model, server, shared } = notebook;
    const { opened, prompts } = await open(notebook);
    prompts.insertPrompt(opened.panel);
    shared.cells[1].setSource('What?');
    const running = prompts.find(model)!;
    const run = running.prepare(shared.cells[1]);
    void running.execute(run);
    await turn();
    server.tell('run-1', text('So'));
    shared.undo();
    expect(server.stopped).toEqual(['run-1']);
    server.tell('run-1', stopped('run-1'));
    const said = () =>
      Notification.manager.notifications.map(({ message }) => message);
    await vi.waitFor(() =>
      expect(said()).toEqual([
        'An answer was stopped, because its prompt was undone in a.ipynb.'
      ])
    );
    shared.redo();
    await vi.waitFor(() => expect(said()).toEqual([]));
    expect(notebook.sources[2]).toMatch(/^So/);
    opened.dispose();
  });

  it('have it make ready when the first prompt comes from another browser', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { opened } = await open(notebook);
    notebook.shared.insertCell(1, {
      cell_type: 'markdown',
      source: 'What?',
      metadata: { ai_jup: PROMPT }
    });
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list', 'trust']);
    opened.dispose();
  });
});
