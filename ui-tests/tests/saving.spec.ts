import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  expect,
  markdown,
  openNotebook,
  prompt,
  readNotebook,
  runPromptAt,
  saveNotebook,
  savedAnswers,
  seePartial,
  seeWhole,
  test,
  words
} from './lab';

const MODEL = 'openai/gpt-5.4-mini';

/** Milliseconds. */
const LONGER_THAN_SAVES_WAIT = 2_500;

/** Another tab saves the notebook, and this one is not told. */
async function changeFile(
  page: IJupyterLabPageFixture,
  path: string
): Promise<void> {
  const notebook = await readNotebook(page, path);
  const cells = [...notebook.cells, markdown('From another tab.')];
  await saveNotebook(page, path, { ...notebook, cells });
}

test("the user's save in the middle of an answer's raises no question", async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/saving.ipynb`;
  await openNotebook(page, path, [prompt('Go on.', MODEL)]);
  let saves = 0;
  await page.route('**/api/contents/**', async (route, request) => {
    const response = await route.fetch();
    if (request.method() === 'PUT') {
      saves += 1;
      // the file has changed, and the page is not yet told
      await new Promise(resolve => setTimeout(resolve, 1_500));
    }
    await route.fulfill({ response });
  });
  await simulator.script({ text: 'Here it is.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Here it is.');
  await expect.poll(() => saves).toBe(1);
  await page.keyboard.press('Control+s');
  await expect.poll(() => saves).toBe(2);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
  const [saved] = await savedAnswers(page, path);
  expect(saved.source).toBe('Here it is.');
});

for (const when of ['while its answer came', 'when its answer was over']) {
  test(`a run whose save was cancelled ${when} saves no more by itself`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/stale.ipynb`;
    await openNotebook(page, path, [prompt('Go on.', MODEL)]);
    await changeFile(page, path);
    const text = words(60);
    await simulator.script({ text, pace: 0.1 });
    await runPromptAt(page, 0);
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('has changed on disk');
    if (when === 'when its answer was over') {
      await seeWhole(page, text);
      // its end is to be saved too, and waits for the dialog
      await page.waitForTimeout(LONGER_THAN_SAVES_WAIT);
    } else {
      await seePartial(page, 'word5', 'word60');
    }
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await seeWhole(page, text);
    await page.waitForTimeout(LONGER_THAN_SAVES_WAIT);
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('.jp-mod-dirty')).not.toHaveCount(0);
    expect(await savedAnswers(page, path)).toEqual([]);

    await page.keyboard.press('Control+s');
    await dialog.getByRole('button', { name: 'Overwrite' }).click();
    await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
    const [saved] = await savedAnswers(page, path);
    expect(saved.source).toBe(text);
  });
}
