import { Widget } from '@lumino/widgets';
import { describe, expect, it } from 'vitest';

import { PromptNotebooks } from '../../views/promptnotebooks';
import { OpenedNotebook, PROMPT, trans } from '../running/openednotebook';
import { turn } from '../running/playedserver';
import { OpenedPanel } from './openedpanel';

/** Open a panel, and what its prompts are looked after by. */
async function open(notebook: OpenedNotebook) {
  const { connection } = notebook.server;
  const prompts = new PromptNotebooks(connection, trans, () => undefined);
  const opened = new OpenedPanel(notebook);
  prompts.add(opened.panel);
  Widget.attach(opened, document.body);
  opened.content.activeCellIndex = 0;
  await turn();
  return { opened, prompts };
}

describe('The notebooks that are open', () => {
  it('ask the server nothing while they have no prompt', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { opened, prompts } = await open(notebook);
    prompts.add(new OpenedPanel(notebook).panel);
    await turn();
    expect(notebook.server.asked).toEqual([]);
    opened.dispose();
  });

  it('have the server make ready where one has a prompt', async () => {
    const notebook = new OpenedNotebook(['What?', PROMPT]);
    const { opened, prompts } = await open(notebook);
    expect(notebook.server.asked).toEqual(['warm', 'list']);
    // a second view brings no other prompts
    prompts.add(new OpenedPanel(notebook).panel);
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list']);
    opened.dispose();
  });

  it('have it make ready when a prompt is inserted, or a cell becomes one', async () => {
    const notebook = new OpenedNotebook(['# Title']);
    const { opened, prompts } = await open(notebook);
    prompts.insertPrompt(opened.panel);
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list']);
    opened.content.activeCellIndex = 0;
    prompts.changeToPrompt(opened.panel);
    await turn();
    expect(notebook.server.asked).toEqual(['warm', 'list', 'warm', 'list']);
    opened.dispose();
  });
});
