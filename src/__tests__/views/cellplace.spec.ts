import type { PartialJSONObject } from '@lumino/coreutils';
import { describe, expect, it } from 'vitest';

import type { SendFacts } from '../../running/sendquestion/sendfacts';
import { PromptNotebooks } from '../../views/promptnotebooks';
import {
  ANSWER,
  OpenedNotebook,
  PROMPT,
  trans
} from '../running/openednotebook';
import { turn } from '../running/playedserver';
import { OpenedPanel } from './openedpanel';

const TEXT = 'jp-Cell-inputWrapper';
const MARKS = 'jp-AiJup-marks';

/** What stands in a cell from top to bottom, of what is asked for, when its metadata become these one after the other. */
async function orderOf(
  classes: readonly string[],
  ...metadata: PartialJSONObject[]
): Promise<string[]> {
  const notebook = new OpenedNotebook(['What?', {}]);
  const { contents, context, server, shared } = notebook;
  const opened = new OpenedPanel(notebook);
  new PromptNotebooks({
    connection: server.connection,
    contents,
    facts: notebook.facts as SendFacts,
    trans,
    reveal: () => undefined
  }).add(opened.panel);
  await context.ready;
  const [cell] = opened.content.widgets;
  for (const ai_jup of metadata) {
    shared.cells[0].setMetadata('ai_jup', ai_jup);
    await cell.ready;
    await turn();
  }
  const order = [...cell.node.children]
    .map(({ classList }) => classes.find(one => classList.contains(one)))
    .filter(one => one !== undefined);
  opened.dispose();
  context.disposed.emit();
  return order;
}

const PINNED = { pinned: true };

describe('What a cell shows besides its text has one order:', () => {
  it.each([
    ['it was marked', [PINNED, { ...PINNED, ...PROMPT }]],
    ['it was a prompt', [PROMPT, { ...PINNED, ...PROMPT }]]
  ])(
    "a prompt's label is in line with its marks where %s first",
    async (_, metadata) => {
      const LABEL = 'jp-AiJup-promptLabel';
      const order = await orderOf([TEXT, MARKS, LABEL], ...metadata);
      expect(order).toEqual([MARKS, LABEL, TEXT]);
    }
  );

  it("an answer's buttons are below its text", async () => {
    const OURS = 'jp-AiJup-answer';
    const answer = { ...PINNED, ...ANSWER };
    const order = await orderOf([TEXT, MARKS, OURS], PINNED, answer);
    // news of a run that has nothing yet stands above it
    expect(order).toEqual([MARKS, OURS, TEXT, OURS]);
  });
});
