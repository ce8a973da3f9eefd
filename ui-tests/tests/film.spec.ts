import { execFileSync } from 'node:child_process';
import path from 'node:path';

import {
  answers,
  code,
  expect,
  openNotebook,
  prompt,
  runCodeAt,
  runPromptAt,
  seePartial,
  seeWhole,
  selectCell,
  test
} from './lab';

/** Runs with UPDATE_PICTURES=1 only. */
const FILM = path.join(__dirname, '..', '..', 'docs', 'images', 'turn.png');
const FRAMES = 'test-results/film';

const SALES = `import pandas as pd

sales = pd.DataFrame(
    {"month": range(1, 9), "tea": [5, 6, 8, 9, 4, 9, 10, 12], "coffee": [9, 8, 8, 7, 3, 6, 5, 5]}
)
sales.tail(3)`;

const ANSWER = `Tea has overtaken coffee since April:

\`\`\`python
sales.plot(x="month", y=["tea", "coffee"], figsize=(5, 1.7));
\`\`\`

Both fall in May.`;

const SECOND =
  'In **May** both lines drop together, to 4 and 3, and rise again in June: that looks like one cause for the whole shop, such as days on which it was closed, rather than a change of taste.';

test('a film of a whole turn: ask, answer, insert, run, ask on', async ({
  page,
  tmpPath,
  simulator
}) => {
  const shown: { file: string; seconds: number }[] = [];
  const frame = async (seconds: number) => {
    const file = `${FRAMES}/${shown.length}.png`;
    await page.locator('.jp-NotebookPanel').screenshot({ path: file });
    shown.push({ file, seconds });
  };
  const type = async (text: string) => {
    const words = text.split(' ');
    for (let at = 0; at < words.length; at += 3) {
      const some = words.slice(at, at + 3).join(' ');
      await page.keyboard.type(at ? ` ${some}` : some);
      await frame(0.35);
    }
  };
  await openNotebook(
    page,
    `${tmpPath}/sales.ipynb`,
    [code(SALES), prompt(''), prompt('')],
    'anthropic/claude-sonnet-5'
  );
  await page.sidebar.close();
  await page.setViewportSize({ width: 900, height: 640 });
  await runCodeAt(page, 0);
  await expect(page.locator('.jp-OutputArea-output table')).toBeVisible();
  await selectCell(page, 1);
  await page.keyboard.press('Enter');
  await frame(1.2);
  await type('What has become of tea and coffee? Plot it.');
  await simulator.script({ text: ANSWER, pace: 0.2 });
  await runPromptAt(page, 1);
  for (const [part, end] of [
    ['overtaken', 'figsize'],
    ['figsize', 'May.']
  ]) {
    await seePartial(page, part, end);
    await frame(0.7);
  }
  await seeWhole(page, 'Both fall in May.');
  await frame(1.5);

  await answers(page).locator('pre').first().hover();
  await frame(1);
  await answers(page).getByRole('button', { name: 'Insert and run' }).click();
  const plot = page.locator('.jp-OutputArea-output img');
  await plot.waitFor();
  await plot.scrollIntoViewIfNeeded();
  await frame(2);

  await selectCell(page, 4);
  await page.keyboard.press('Enter');
  await type('What happened in May?');
  await simulator.script({ text: SECOND, pace: 0.15 });
  await runPromptAt(page, 4);
  await seePartial(page, 'May', 'taste');
  await frame(0.7);
  await expect(answers(page).last()).toContainText('change of taste');
  await expect(answers(page).last()).not.toHaveClass(/jp-mod-streaming/);
  await answers(page).last().scrollIntoViewIfNeeded();
  await frame(3);
  const request = (await simulator.received())[1];
  expect(JSON.stringify(request.body)).toContain('image/png');
  execFileSync('python', ['film.py', FILM, JSON.stringify(shown)]);
});
