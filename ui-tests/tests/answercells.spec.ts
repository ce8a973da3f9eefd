import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { models } from '../settings';
import {
  answers,
  expect,
  markdown,
  openNotebook,
  prompt,
  readNotebook,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';

const GONE =
  'An answer was stopped, because it no longer has a cell in deleted.ipynb.';

/** Run a prompt and delete its answer before it has ended. */
async function deleteWhileItComes(
  page: IJupyterLabPageFixture,
  path: string
): Promise<void> {
  await openNotebook(page, path, [prompt('Go on.', models.openai)]);
  await runPromptAt(page, 0);
  await seePartial(page, 'word2', 'word40');
  await page.keyboard.press('Escape');
  await selectCell(page, 1);
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(answers(page)).toHaveCount(0);
}

test('an answer whose cell was deleted is stopped and offered, until undo brings the cell back', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/deleted.ipynb`;
  await simulator.script({ text: words(40), pace: 0.1 });
  await deleteWhileItComes(page, path);
  const offer = page.locator('.Toastify__toast').filter({ hasText: GONE });
  await expect(offer).toBeVisible();
  await page.screenshot({ path: 'test-results/offered.png' });
  await expect
    .poll(async () => (await simulator.received())[0].closed_after)
    .not.toBeNull();
  await page.keyboard.press('z');
  await expect(offer).toHaveCount(0);
  const answer = answers(page);
  await expect(answer.locator('.jp-AiJup-ending')).toContainText('Stopped.');
  const shown = answer.locator('.jp-MarkdownOutput');
  await expect(shown).toContainText('word2');
  // its edge ends where the text does: the notice at its end is not shown
  const text = (await shown.locator('p').first().boundingBox())!;
  const edge = (await shown.boundingBox())!;
  expect(edge.y + edge.height - text.y - text.height).toBeLessThan(5);
  const sources = async () =>
    (await savedAnswers(page, path)).map(({ source }) => source);
  await expect
    .poll(sources)
    .toEqual([expect.stringMatching(/^word1 word2[^]*> \*\*Stopped\.\*\*/)]);
});

test('an answer whose cell was deleted is inserted where the user wants it', async ({
  page,
  tmpPath,
  simulator
}) => {
  await simulator.script({ text: words(40), pace: 0.1 });
  await deleteWhileItComes(page, `${tmpPath}/deleted.ipynb`);
  const offer = page.locator('.Toastify__toast').filter({ hasText: GONE });
  await offer.getByRole('button', { name: 'Insert the answer' }).click();
  await expect(answers(page)).toContainText('word2');
});

test('an answer that the user has dismissed is not offered again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/deleted.ipynb`;
  await simulator.script({ text: words(40), pace: 0.1 });
  await deleteWhileItComes(page, path);
  const offer = page.locator('.Toastify__toast').filter({ hasText: GONE });
  await expect(offer).toBeVisible();
  const runs = async () => {
    const list = `/ai-jup/runs?notebook=${encodeURIComponent(path)}`;
    return ((await (await page.request.get(list)).json()) as unknown[]).length;
  };
  expect(await runs()).toBe(1);
  await page.locator('.jp-Notification-Status').click();
  await page
    .locator('.jp-Notification-Center')
    .getByTitle(/^Dismiss notification/)
    .first()
    .click();
  await expect.poll(runs).toBe(0);
});

for (const [how, keys, left] of [
  ['made code', ['y'], /^word1 word2 /],
  ['merged with the cell below', ['Shift+M'], /^word1 word2 [^]*\n\nMine\.$/]
] as const) {
  test(`an answer that is ${how} while it comes is stopped and offered, and what is said of its end stays behind`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/deleted.ipynb`;
    await openNotebook(page, path, [
      prompt('Go on.', models.openai),
      markdown('Mine.')
    ]);
    await simulator.script({ text: words(100), pace: 0.1 });
    await runPromptAt(page, 0);
    // written into the notebook by then
    await seePartial(page, 'word30', 'word100');
    await selectCell(page, 1);
    for (const key of keys) {
      await page.keyboard.press(key);
    }
    const offer = page.locator('.Toastify__toast').filter({ hasText: GONE });
    await expect(offer).toBeVisible();
    await expect
      .poll(async () => (await simulator.received())[0].closed_after)
      .not.toBeNull();
    await page.notebook.save();
    const changed = (await readNotebook(page, path)).cells[1];
    expect(changed.source).toMatch(left);
    expect(changed.source).not.toContain('> **');
    await offer.getByRole('button', { name: 'Insert the answer' }).click();
    await expect(answers(page)).toContainText('word2');
    await expect(page.locator('.jp-Cell').nth(1)).toContainText('Stopped.');
  });
}

test('an answer cannot be edited while it comes, and says so', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/coming.ipynb`;
  await openNotebook(page, path, [
    prompt('Go on.', models.openai),
    markdown('Mine.')
  ]);
  await simulator.script({ text: words(60), pace: 0.1 });
  await runPromptAt(page, 0);
  await seePartial(page, 'word5', 'word60');
  await selectCell(page, 1);
  const refusal = page.locator('.Toastify__toast').filter({
    hasText: 'The answer is still coming. Stop it to edit it.'
  });
  const notebook = page.locator('.jp-Notebook');
  await page.keyboard.press('Enter');
  await expect(refusal.first()).toBeVisible();
  await expect(notebook).toHaveClass(/jp-mod-commandMode/);
  await answers(page).dblclick();
  await expect(notebook).toHaveClass(/jp-mod-commandMode/);
  await page.evaluate(() =>
    (window as any).jupyterapp.commands.execute('notebook:split-cell-at-cursor')
  );
  await expect(notebook).toHaveClass(/jp-mod-commandMode/);
  // the keyboard is still the notebook's
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.jp-Cell').nth(2)).toHaveClass(/jp-mod-active/);
  await seeWhole(page, words(60));
  const sources = async () =>
    (await readNotebook(page, path)).cells.map(({ source }) => source);
  await expect.poll(sources).toEqual(['Go on.', words(60), 'Mine.']);
  await selectCell(page, 1);
  await page.keyboard.press('Enter');
  await expect(answers(page).locator('.cm-content')).toBeFocused();
});

test('a copy of an answer says nothing of the prompt that runs again', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/copy.ipynb`, [
    prompt('Go on.', models.openai)
  ]);
  await simulator.script({
    text: words(50),
    fault: { kind: 'truncate', after: 20 }
  });
  await runPromptAt(page, 0);
  const endings = answers(page).locator('.jp-AiJup-ending');
  await expect(endings).toContainText('Incomplete:');
  await expect(answers(page).locator('.jp-AiJup-spoken')).toHaveText(
    /^Incomplete:/
  );
  await page.keyboard.press('Escape');
  await selectCell(page, 1);
  await page.keyboard.press('c');
  await page.keyboard.press('v');
  await expect(answers(page)).toHaveCount(2);

  await simulator.script({ text: 'All of it.' });
  await runPromptAt(page, 0);
  const [answer, copy] = [answers(page).first(), answers(page).last()];
  await expect(answer.locator('.jp-MarkdownOutput')).toHaveText('All of it.');
  const spoken = '.jp-AiJup-spoken';
  await expect(answer.locator(spoken)).toHaveText('The answer is complete.');
  await expect(copy.locator('.jp-AiJup-ending')).toContainText('Incomplete:');
  await expect(copy.locator(spoken)).not.toContainText('complete.');
});
