import { test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { labURL, token } from '../settings';
import { busiestTask } from '../tests/busiesttask';
import { longText } from '../tests/longtext';
import { Simulator } from '../tests/simulator';
import { open, ready, selectLast } from './notebook';
import { longest, longTasks, nowIn, watchTasks } from './stopwatch';
import type { ITask } from './stopwatch';

const simulator = new Simulator();

test('an answer of 200,000 characters', async ({ page }) => {
  await simulator.reset();
  await ready(page);
  await open(page, 10, 'prompt');
  await watchTasks(page);
  await longTasks(page);
  await simulator.script({ text: longText(), pace: 0 });
  await selectLast(page);
  let ended = 0;
  const ours = await heldUp(page, async () => {
    await page.keyboard.press('Control+Enter');
    await attached(page, '.jp-AiJup-answerCell.jp-mod-streaming');
    await answered(page);
    ended = await nowIn(page);
    await attached(page, '.jp-AiJup-answerCell:not(.jp-mod-streaming)');
  });
  const [during, after] = [
    ours.tasks.filter(({ at }) => at < ended),
    ours.tasks.filter(({ at }) => at >= ended)
  ];
  print(
    `the page is held up for ${longestOf(during)} while the server reads the reply, and for ${longestOf(after)} from then to its end`,
    ours.busiest
  );
  const ordinary = await heldUp(page, async () => {
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
  });
  print(
    `the same text in a Markdown cell of JupyterLab: the page is held up for ${longestOf(ordinary.tasks)}`,
    ordinary.busiest
  );
});

/** Not by `expect`, which reads all of the page again and again. */
async function attached(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector, { state: 'attached', timeout: 120_000 });
}

/** Wait until the server has all of the answer: from then on the page has the machine for itself. */
async function answered(page: Page): Promise<void> {
  const runs = `${labURL}/ai-jup/runs?token=${token}`;
  const isLive = async () => {
    const listed = (await (await page.request.get(runs)).json()) as {
      state: string;
    }[];
    return listed.some(({ state }) => state === 'running');
  };
  while (await isLive()) {
    await page.waitForTimeout(50);
  }
}

async function heldUp(
  page: Page,
  doing: () => Promise<void>
): Promise<{ tasks: ITask[]; busiest: number }> {
  let tasks: ITask[] = [];
  const busiest = await busiestTask(page, async () => {
    await doing();
    tasks = await longTasks(page);
  });
  return { tasks, busiest };
}

/** The browser tells of no task that is shorter. */
function longestOf(tasks: readonly ITask[]): string {
  const milliseconds = longest(tasks);
  return milliseconds ? `${milliseconds.toFixed(0)} ms at most` : 'under 50 ms';
}

function print(what: string, busiest: number): void {
  process.stdout.write(
    `200,000 characters, ${what}; no task takes more than ${busiest.toFixed(0)} ms of CPU\n`
  );
}
