import { test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { Simulator } from '../tests/simulator';
import { MODEL, open, ready, select } from './notebook';
import { median, timesUntil, watch } from './stopwatch';

const PAIRS = Number(process.env.PAIRS ?? 15);
const SIZES = (process.env.SIZES ?? '10 200 1000').split(' ').map(Number);
const simulator = new Simulator();

const PRINTED = '[data-bench-print] .jp-OutputArea';
const ANSWER = '.jp-AiJup-answerCell';
const CODE = 'k = globals().get("k", -1) + 1; print(f"k{k}w1")';

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await ready(page);
  await page.close();
});

test.beforeEach(() => simulator.reset());

interface IMeasured {
  text: number;
  drawn: number;
}

for (const cells of SIZES) {
  test(`the first text and print, ${cells} cells above`, async ({ page }) => {
    test.setTimeout(600_000);
    await open(page, cells, 'prompt', CODE);
    await page.evaluate(at => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      content.widgets[at].node.dataset.benchPrint = '';
    }, cells);
    const all = { print: [], first: [], again: [] } as Record<
      string,
      IMeasured[]
    >;
    const requests: number[] = [];
    for (let round = 0; round <= PAIRS; round++) {
      all.print.push(await run(page, cells, PRINTED, `k${2 * round}w`));
      await removeAnswer(page);
      await simulator.script({ text: `a${round}w1 and more`, pace: 0 });
      all.first.push(await run(page, cells + 1, ANSWER, `a${round}w`));
      all.print.push(await run(page, cells, PRINTED, `k${2 * round + 1}w`));
      await simulator.script({ text: `b${round}w1 and more`, pace: 0 });
      all.again.push(await run(page, cells + 1, ANSWER, `b${round}w`));
    }
    const of = (name: string, which: keyof IMeasured) =>
      median(all[name].slice(1).map(each => each[which]));
    for (const which of ['text', 'drawn'] as const) {
      const print = of('print', which);
      for (const name of ['first', 'again']) {
        const ours = of(name, which);
        process.stdout.write(
          `${cells} cells, ${name}, ${which}: ${ours.toFixed(1)} ms, ${(ours / print).toFixed(2)} times print (${print.toFixed(1)} ms)\n`
        );
      }
    }
    void requests;
  });
}

async function removeAnswer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { model } = (window as any).jupyterapp.shell.currentWidget.content;
    const shared = model.sharedModel;
    const at = shared.cells.findIndex(
      (cell: any) => cell.getMetadata('ai_jup')?.isOutputCell
    );
    if (at >= 0) {
      shared.transact(() => shared.deleteCell(at), false);
    }
  });
  await page.waitForTimeout(300);
}

async function run(
  page: Page,
  at: number,
  where: string,
  name: string
): Promise<IMeasured> {
  await select(page, at);
  await watch(page, where, name);
  await page.keyboard.press('Shift+Enter');
  const { key, words, drawn } = await timesUntil(page, 1);
  return { text: words[1] - key, drawn: drawn[1] - key };
}
void MODEL;
