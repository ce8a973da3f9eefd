import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { models } from '../settings';
import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  seePartial,
  seeWhole,
  test
} from './lab';
import { END, longText } from './longtext';
import type { Simulator } from './simulator';

const TEXT = Array.from({ length: 12 }, (_, at) => `Paragraph ${at + 1}.`).join(
  '\n\n'
);

test.describe('an answer that comes', () => {
  test('leaves what fits in sight', async ({ page, tmpPath, simulator }) => {
    await openNotebook(page, `${tmpPath}/short.ipynb`, [
      prompt('How long is it?', models.openai)
    ]);
    const asked = page.locator('.jp-AiJup-promptCell');
    const before = await asked.boundingBox();
    await simulator.script({ text: TEXT, pace: 0.1 });
    await runPromptAt(page, 0);
    await seeWhole(page, 'Paragraph 12.');
    expect(await asked.boundingBox()).toMatchObject({ y: before!.y });
  });

  test('moves no line that is being typed below it', async ({
    page,
    tmpPath,
    simulator
  }) => {
    await openNotebook(page, `${tmpPath}/typed.ipynb`, [
      prompt('How long is it?', models.openai)
    ]);
    await simulator.script({ text: TEXT, pace: 0.3 });
    await runPromptAt(page, 0);
    await seePartial(page, 'Paragraph 2', 'Paragraph 12');
    await page.keyboard.type('x = 1');
    const typed = page.locator('.jp-CodeCell.jp-mod-active');
    const { y } = (await typed.boundingBox())!;
    await seePartial(page, 'Paragraph 9', 'Paragraph 12');
    expect((await typed.boundingBox())!.y).toBeCloseTo(y, -1);
    await seeWhole(page, 'Paragraph 12.');
    await expect(answers(page)).toHaveCount(1);
    await expect(typed).toContainText('x = 1');
  });

  test('leaves its end in sight when it has come', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const answer = await longAnswer(page, `${tmpPath}/end.ipynb`, simulator);
    await seeItsEnd(page);
    const end = answer.getByText(END).last();
    await expect(end).toBeInViewport();
    await page.waitForTimeout(SETTLED);
    await expect(end).toBeInViewport();
  });

  for (const length of [40_000, 200_000]) {
    test(`of ${length} characters leaves who has scrolled up where they read when it has come`, async ({
      page,
      tmpPath,
      simulator
    }) => {
      const answer = await longAnswer(
        page,
        `${tmpPath}/up.ipynb`,
        simulator,
        length
      );
      const part = (at: number) =>
        answer.locator('h2', { hasText: new RegExp(`^Part ${at}\\b`) });
      const read = part(30);
      await part(50).waitFor({ state: 'attached' });
      await read.evaluate(heading => heading.scrollIntoView());
      await page.waitForTimeout(300);
      const { y } = (await read.boundingBox())!;
      await expect(read).toBeInViewport();
      await seeItsEnd(page);
      await page.waitForTimeout(SETTLED);
      expect((await read.boundingBox())!.y).toBeCloseTo(y, -1.5);
    });
  }
});

/** Milliseconds; parts that come into sight are laid out, and their formulas set. */
const SETTLED = 1_500;

/** Have a long answer come, which takes a while. */
async function longAnswer(
  page: IJupyterLabPageFixture,
  path: string,
  simulator: Simulator,
  length = 40_000
): Promise<Locator> {
  await openNotebook(page, path, [prompt('Write a book.', models.openai)]);
  // a long one takes long enough
  const pace = length > 40_000 ? 0 : 0.0002;
  await simulator.script({ text: longText(length), pace });
  await runPromptAt(page, 0);
  await page
    .locator('.jp-AiJup-answerCell.jp-mod-streaming h2')
    .first()
    .waitFor({ state: 'attached' });
  return answers(page);
}

function seeItsEnd(page: IJupyterLabPageFixture): Promise<unknown> {
  const selector = '.jp-AiJup-answerCell:not(.jp-mod-streaming)';
  const state = 'attached';
  return page.waitForSelector(selector, { state, timeout: 60_000 });
}
