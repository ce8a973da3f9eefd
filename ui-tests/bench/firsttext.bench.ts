import { test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { Simulator } from '../tests/simulator';
import { open, ready, select } from './notebook';
import { median, timesUntil, watch } from './stopwatch';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 15);
const SIZES = (process.env.BENCH_SIZES ?? '10 200 1000').split(' ').map(Number);
const CODE = 'k = globals().get("k", -1) + 1; print(f"k{k}w1")';
const PRINTED = '[data-bench-print] .jp-OutputArea';
const ANSWER = '.jp-AiJup-answerCell';
const KEYS = (process.env.BENCH_KEYS ?? 'Shift+Enter Control+Enter').split(' ');
/** It inserts a cell below, as a prompt's first answer does: what JupyterLab itself takes for that. */
const INSERTS = 'Alt+Enter';

const simulator = new Simulator();

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await ready(page);
  await page.close();
});

test.beforeEach(() => simulator.reset());

for (const cells of SIZES) {
  test(`the first text and print, ${cells} cells above`, async ({ page }) => {
    test.setTimeout(1_800_000);
    await open(page, cells, 'prompt', CODE);
    await page.evaluate(at => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      content.widgets[at].node.dataset.benchPrint = '';
    }, cells);
    let printed = 0;
    const code = (key: string) =>
      run(page, cells, key, PRINTED, `k${printed++}w`);
    const ask = async (key: string, name: string) => {
      await simulator.script({ text: `${name}1 and more`, pace: 0 });
      return run(page, cells + 1, key, ANSWER, name);
    };
    for (const key of KEYS) {
      const all = {
        print: [] as number[],
        inserting: [] as number[],
        first: [] as number[],
        again: [] as number[]
      };
      // in turn, so that what else the machine does falls on all; the first round is not counted
      for (let round = 0; round <= PAIRS; round++) {
        const name = `${key.slice(0, 1)}${round}`;
        all.print.push(await code(key));
        await remove(page, 'answer');
        all.first.push(await ask(key, `a${name}w`));
        all.print.push(await code(key));
        all.again.push(await ask(key, `b${name}w`));
        all.inserting.push(await code(INSERTS));
        await remove(page, cells + 1);
      }
      const print = median(all.print.slice(2));
      const line = (what: string, times: number[]) => {
        const time = median(times.slice(1));
        process.stdout.write(
          `${cells} cells above, ${what}: ${time.toFixed(0)} ms, ` +
            `${(time / print).toFixed(2)} times a code cell's print (${print.toFixed(0)} ms)\n`
        );
      };
      line(`${key} to the first text of a new answer`, all.first);
      line(`${key} to the first text, asked again`, all.again);
      line(`${INSERTS} to a print, JupyterLab inserting a cell`, all.inserting);
    }
  });
}

/** Take a cell away; the answer, or the one at a place. */
async function remove(page: Page, which: 'answer' | number): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(which => {
    const { model } = (window as any).jupyterapp.shell.currentWidget.content;
    const shared = model.sharedModel;
    const at =
      which === 'answer'
        ? shared.cells.findIndex(
            (cell: any) => cell.getMetadata('ai_jup')?.isOutputCell
          )
        : which;
    if (at >= 0) {
      shared.transact(() => shared.deleteCell(at), false);
    }
  }, which);
  await page.waitForTimeout(300);
}

/** Milliseconds from the key to the text. */
async function run(
  page: Page,
  at: number,
  key: string,
  where: string,
  name: string
): Promise<number> {
  await select(page, at);
  await watch(page, where, name);
  await page.keyboard.press(key);
  const times = await timesUntil(page, 1);
  return times.words[1] - times.key;
}
