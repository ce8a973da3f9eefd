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

/** Wider than the window. */
const LONG_LINE = 'How long is it? '.repeat(20).trim();

test.describe('an answer that comes', () => {
  test('leaves what fits in sight, and each line of it where it came', async ({
    page,
    tmpPath,
    simulator
  }) => {
    await openNotebook(page, `${tmpPath}/short.ipynb`, [
      prompt('How long is it?', models.openai)
    ]);
    const asked = page.locator('.jp-AiJup-promptCell');
    const before = await asked.boundingBox();
    const text = `${LONG_LINE}\n\n- ${LONG_LINE}\n\n## Code\n\n\`\`\`\nx\n\`\`\`\n\n${LONG_LINE}`;
    const end = 'y = 1\nz = 2 # and so on, and so on, and so on';
    await simulator.script({
      text: `${text}\n\n\`\`\`\n${end}\n\`\`\``,
      pace: 0.1
    });
    await runPromptAt(page, 0);
    await seePartial(page, 'z = 2', 'and so on, and so on, and');
    const came = await placesOf(page);
    await seeWhole(page, 'and so on, and so on, and so on');
    const now = await placesOf(page);
    // the last block of code was not all there
    expect(now.slice(0, -1)).toEqual(came.slice(0, -1));
    expect(now.at(-1)).toMatchObject({ x: came.at(-1)!.x, y: came.at(-1)!.y });
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

/** Where the blocks of the answer are shown. */
function placesOf(page: IJupyterLabPageFixture): Promise<DOMRect[]> {
  const blocks = answers(page).locator('p, li, h2, pre');
  return blocks
    .filter({ visible: true })
    .evaluateAll(all =>
      all.map(block => block.getBoundingClientRect().toJSON() as DOMRect)
    );
}

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
