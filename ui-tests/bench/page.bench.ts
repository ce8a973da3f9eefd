import { test } from '@playwright/test';
import type { Page } from '@playwright/test';

import { busiestTask } from '../tests/busiesttask';
import { Simulator } from '../tests/simulator';
import type { IReceived } from '../tests/simulator';
import { open, ready, selectLast } from './notebook';
import type { ITimes } from './stopwatch';
import { longestFrame, median, quantile, timesUntil, watch } from './stopwatch';

const ROUNDS = 5;
/** Milliseconds. */
const FRAME = 1_000 / 60;
const simulator = new Simulator();

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await ready(page);
  await page.close();
});

test.beforeEach(() => simulator.reset());

for (const cells of [0, 10, 200, 1_000]) {
  test(`the way to the provider, ${cells} cells above`, async ({ page }) => {
    await open(page, cells, 'prompt');
    const all = [];
    for (let round = 0; round <= ROUNDS; round++) {
      all.push(await answered(page, `r${round}w`, 3));
    }
    const warm = all.slice(1);
    const request = median(
      warm.map(({ times, received }) => received.at * 1e3 - times.key)
    );
    print(`${cells} cells above, Ctrl+Enter to the request at the provider`, [
      ms(request)
    ]);
  });
}

test('a flood', async ({ page }) => {
  await open(page, 10, 'prompt');
  const took: number[] = [];
  await answered(page, 'warm', 100);
  for (const count of [2_000, 6_000]) {
    let flood!: Awaited<ReturnType<typeof answered>>;
    const busiest = await busiestTask(page, async () => {
      flood = await answered(page, `f${count}w`, count);
    });
    const { times, received } = flood;
    const sent = received.content_at[0] * 1e3;
    const whole = Math.max(...times.words.filter(Boolean)) - sent;
    took.push(whole);
    print(`${count} chunks at once, all on the page`, [
      ms(whole),
      `longest frame ${ms(longestFrame(times))}`,
      `most CPU of a task ${ms(busiest)}`
    ]);
  }
  print('three times as many chunks take', [of(took[1], took[0], '2,000')]);
});

test('the delay of a token', async ({ page }) => {
  await open(page, 10, 'prompt');
  await answered(page, 'warm', 10);
  const { times, received } = await answered(page, 'd1w', 300, 0.02);
  const ours = delays(times, received);
  print('from the socket of the provider to the page, p95', [
    ms(ours),
    of(ours, FRAME, 'a frame of the page')
  ]);
});

/** Run the last prompt, whose answer is so many numbered words. */
async function answered(
  page: Page,
  name: string,
  words: number,
  pace = 0
): Promise<{ times: ITimes; received: IReceived }> {
  await simulator.script({ text: numbered(name, words), pace });
  await selectLast(page);
  await watch(page, '.jp-AiJup-answerCell', name);
  await page.keyboard.press('Control+Enter');
  const times = await timesUntil(page, words);
  const received = (await simulator.received()).at(-1)!;
  return { times, received };
}

function numbered(name: string, count: number): string {
  const words = Array.from({ length: count }, (_, at) => `${name}${at + 1}`);
  // paragraphs, as an answer has them
  return words.map((word, at) => word + (at % 40 < 39 ? ' ' : '\n\n')).join('');
}

/** The 95th percentile from the provider's sending to the page, milliseconds. */
function delays({ words }: ITimes, { content_at }: IReceived): number {
  const all = content_at
    .slice(5, -5)
    .map((at, index) => words[index + 6] - at * 1e3);
  return quantile(
    all.filter(delay => !Number.isNaN(delay)),
    0.95
  );
}

function print(what: string, figures: string[]): void {
  process.stdout.write(`${what}: ${figures.join(', ')}\n`);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function of(value: number, base: number, what: string): string {
  return `${(value / base).toFixed(2)} times ${what} (${ms(base)})`;
}
