import { test } from '@playwright/test';
import type { Browser, CDPSession, Page } from '@playwright/test';

import { open, ready } from './notebook';
import { median } from './stopwatch';

const KEYS = 50;
const ROUNDS = 9;

interface ITypist {
  readonly page: Page;
  readonly session: CDPSession;
}

/** What is typed in; without ai-jup a prompt is a Markdown cell. */
const PLACES = [
  { last: 'x = 1', name: 'a code cell', cells: 300 },
  { last: 'prompt', name: 'a prompt', cells: 1_000 }
];

for (const { last, name, cells } of PLACES) {
  test(`typing in ${name} among ${cells}`, async ({ browser }) => {
    const without = await typist(browser, cells, last, false);
    const withIt = await typist(browser, cells, last, true);
    const costs = { without: [] as number[], withIt: [] as number[] };
    // in turn, so that what else the machine does falls on both
    for (let round = 0; round <= ROUNDS; round++) {
      costs.without.push(await costOfAKey(without));
      costs.withIt.push(await costOfAKey(withIt));
    }
    const before = median(costs.without.slice(1));
    const after = median(costs.withIt.slice(1));
    process.stdout.write(
      `typing in ${name} among ${cells}, CPU of the page: ${(after / before).toFixed(2)} times JupyterLab without ai-jup ` +
        `(${before.toFixed(2)} -> ${after.toFixed(2)} ms a key)\n`
    );
  });
}

/** A page of its own with a notebook. */
async function typist(
  browser: Browser,
  cells: number,
  last: string,
  hasExtension: boolean
): Promise<ITypist> {
  const context = await browser.newContext();
  const page = await context.newPage();
  if (!hasExtension) {
    await leaveOut(page);
  }
  await ready(page);
  await open(page, cells, last);
  await page.keyboard.press('Enter');
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  return { page, session };
}

/** As if ai-jup were not installed: JupyterLab is not told of it, nor that it stands in for the cells' executor. */
async function leaveOut(page: Page): Promise<void> {
  await page.route(/\/lab(\/tree\/[^?]*)?\?/, async route => {
    const reply = await route.fetch();
    const body = (await reply.text()).replace(
      /(<script id="jupyter-config-data"[^>]*>)([\s\S]*?)(<\/script>)/,
      (_, start, config, end) => start + withoutUs(config) + end
    );
    await route.fulfill({ response: reply, body });
  });
}

function withoutUs(config: string): string {
  const parsed = JSON.parse(config);
  parsed.disabledExtensions = parsed.disabledExtensions.filter(
    (name: string) => name !== '@jupyterlab/notebook-extension:cell-executor'
  );
  parsed.federated_extensions = parsed.federated_extensions.filter(
    ({ name }: { name: string }) => name !== 'ai-jup'
  );
  return JSON.stringify(parsed);
}

/** Milliseconds that the page's main thread works for a key. */
async function costOfAKey({ page, session }: ITypist): Promise<number> {
  await page.bringToFront();
  const before = await worked(session);
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.type('y', { delay: 20 });
  }
  await page.waitForTimeout(1_500);
  return (((await worked(session)) - before) * 1_000) / KEYS;
}

async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}
