import { afterEach, describe, expect, it } from 'vitest';

import type { SendFacts } from '../../running/sendquestion/sendfacts';
import { PromptNotebooks } from '../../views/promptnotebooks';
import { OpenedNotebook, PROMPT, trans } from '../running/openednotebook';
import { OpenedPanel } from './openedpanel';

describe('A prompt that is being written', () => {
  let notebook: OpenedNotebook;

  afterEach(() => notebook.context.disposed.emit());

  it('leaves its label as it is: the same text anew would have the notebook laid out at each key', async () => {
    notebook = new OpenedNotebook(['', PROMPT]);
    const { contents, server } = notebook;
    const prompts = new PromptNotebooks({
      connection: server.connection,
      contents,
      facts: notebook.facts as SendFacts,
      trans,
      reveal: () => undefined
    });
    const opened = new OpenedPanel(notebook);
    prompts.add(opened.panel);
    await notebook.context.ready;
    const [cell] = opened.content.widgets;
    await cell.ready;
    const label = cell.node.querySelector('.jp-AiJup-promptLabel')!;
    expect(label.textContent).toBe('Prompt');
    expect(cell.hasClass('jp-AiJup-mod-empty')).toBe(true);
    const changes = new MutationObserver(() => undefined);
    const all = { childList: true, attributes: true, subtree: true };
    changes.observe(label, { ...all, characterData: true });
    for (const typed of ['W', 'Wh', 'Why?']) {
      cell.model.sharedModel.setSource(typed);
    }
    expect(changes.takeRecords()).toEqual([]);
    expect(cell.hasClass('jp-AiJup-mod-empty')).toBe(false);
    opened.dispose();
  });
});
