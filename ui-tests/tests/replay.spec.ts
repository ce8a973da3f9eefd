import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  code,
  expect,
  openNotebook,
  prompt,
  readNotebook,
  runPromptAt,
  seeWhole,
  test
} from './lab';

type Page = IJupyterLabPageFixture;

const MODEL = 'openai/gpt-5.4-mini';

/** Choose where answers come from, as a user does. */
async function choose(page: Page, label: string): Promise<void> {
  await page.locator('.jp-AiJup-chipButton').click();
  await page.getByRole('radio', { name: label, exact: true }).check();
  await page.screenshot({ path: 'test-results/replay-choice.png' });
  await page.keyboard.press('Escape');
}

test('a recorded answer is given again without a model, and a changed cell is named', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/replayed.ipynb`;
  await openNotebook(page, path, [
    code('price = 1'),
    prompt('Is that dear?', MODEL)
  ]);
  const record = answers(page).locator('.jp-AiJup-record');
  const chip = page.locator('.jp-AiJup-chipButton');
  await choose(page, 'Record again');
  await simulator.script({ text: 'Recorded: no.' });
  await runPromptAt(page, 1);
  await seeWhole(page, 'Recorded: no.');
  await expect(record).toContainText('about $');
  await expect(record).not.toContainText('replayed');

  await choose(page, 'Only from the cassette');
  await expect(chip).toHaveText('Cassette');
  await runPromptAt(page, 1);
  await expect(record).toContainText(/replayed, recorded \w+ \d+, \d{4}/);
  await expect(record).not.toContainText('$');
  await seeWhole(page, 'Recorded: no.');
  await expect(answers(page)).not.toHaveClass(/jp-AiJup-mod-stale/);
  await page.screenshot({ path: 'test-results/replayed.png' });

  await page.notebook.setCell(0, 'code', 'price = 2');
  await runPromptAt(page, 1);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('has no answer for this prompt');
  await expect(ending).toContainText('cell 1');
  await expect(ending).toContainText("set the notebook's replay to auto");
  await expect(
    ending.getByRole('button', { name: 'Choose model…' })
  ).toBeHidden();
  await page.screenshot({ path: 'test-results/not-in-cassette.png' });
  expect(await simulator.received()).toHaveLength(1);

  await choose(page, 'Answer from the cassette, ask for the rest');
  await simulator.script({ text: 'Now: yes.' });
  await runPromptAt(page, 1);
  await seeWhole(page, 'Now: yes.');
  await choose(page, 'Off');
  await expect(chip).not.toContainText('replay');
  await page.evaluate(() =>
    (window as any).jupyterapp.commands.execute('docmanager:save')
  );
  const { metadata } = await readNotebook(page, path);
  expect(metadata.ai_jup).toBeUndefined();
});

test('a cassette that cannot be read is said to be that', async ({
  page,
  tmpPath,
  simulator
}) => {
  await page.contents.uploadContent(
    'no cassette',
    'text',
    `${tmpPath}/broken.cassette.jsonl`
  );
  await openNotebook(page, `${tmpPath}/broken.ipynb`, [prompt('Why?', MODEL)]);
  await choose(page, 'Only from the cassette');
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('is no cassette');
  await expect(
    ending.getByRole('button', { name: 'Choose model…' })
  ).toBeHidden();
  expect(await simulator.received()).toEqual([]);
});
