import { test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { busiestTask } from '../tests/busiesttask';
import { longText } from '../tests/longtext';
import { Simulator } from '../tests/simulator';
import { open, ready, selectLast } from './notebook';
import { longestTask, watchTasks } from './stopwatch';

const simulator = new Simulator();

test('an answer of 200,000 characters', async ({ page }) => {
  await simulator.reset();
  await ready(page);
  await open(page, 10, 'prompt');
  await watchTasks(page);
  await longestTask(page);
  await simulator.script({ text: longText(), pace: 0 });
  await selectLast(page);
  await print(page, 'while it comes and at its end', async () => {
    await page.keyboard.press('Control+Enter');
    await attached(page, '.jp-AiJup-answerCell.jp-mod-streaming');
    await attached(page, '.jp-AiJup-answerCell:not(.jp-mod-streaming)');
  });
  await print(
    page,
    'the same text in a Markdown cell of JupyterLab',
    async () => {
      await page.evaluate(() => {
        const { content } = (window as any).jupyterapp.shell.currentWidget;
        content.model.sharedModel.insertCell(0, {
          cell_type: 'markdown',
          source: content.widgets.at(-1).model.sharedModel.getSource(),
          metadata: {}
        });
        content.widgets[0].rendered = true;
      });
      await attached(
        page,
        '.jp-Cell:nth-child(1) .jp-MarkdownOutput h2:last-of-type'
      );
    }
  );
});

/** Not by `expect`, which reads all of the page again and again. */
async function attached(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector, { state: 'attached', timeout: 120_000 });
}

async function print(
  page: Page,
  when: string,
  doing: () => Promise<void>
): Promise<void> {
  let longest = 0;
  const busiest = await busiestTask(page, async () => {
    await doing();
    longest = await longestTask(page);
  });
  process.stdout.write(
    `200,000 characters, ${when}: the page is held up for ${longest.toFixed(0)} ms at most, ` +
      `no task takes more than ${busiest.toFixed(0)} ms of CPU\n`
  );
}
