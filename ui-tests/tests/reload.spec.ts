import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  closeNotebook,
  expect,
  openNotebook,
  openSaved,
  prompt,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';
import type { Simulator } from './simulator';

const TEXT = words(120);

/** Run a prompt whose answer takes a while, and wait for the first words of it. */
async function beginToCount(
  page: IJupyterLabPageFixture,
  path: string,
  simulator: Simulator
): Promise<void> {
  await openNotebook(page, path, [
    prompt('Count to 120.', 'gemini/gemini-3.5-flash')
  ]);
  await simulator.script({ text: TEXT, pace: 0.15 });
  await runPromptAt(page, 0);
  await seePartial(page, 'word10', 'word120');
}

test('an answer goes on after the page was loaded again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/reload.ipynb`;
  await beginToCount(page, path, simulator);
  await expect.poll(() => savedAnswers(page, path)).toHaveLength(1);

  // JupyterLab opens the notebook by itself: Galata would wait for a launcher
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  await expect(page.locator('.jp-AiJup-promptCell')).toBeVisible({
    timeout: 45_000
  });
  await seePartial(page, 'word20', 'word120');
  await page.screenshot({ path: 'test-results/reloaded.png' });
  await seeWhole(page, TEXT);
  await expect(answers(page)).toHaveCount(1);
  await expect
    .poll(async () => {
      const saved = await savedAnswers(page, path);
      return saved.map(({ source, metadata }) => [
        source,
        metadata.ai_jup.run?.state
      ]);
    })
    .toEqual([[TEXT, 'finished']]);
  expect(await simulator.received()).toHaveLength(1);
});

test('an answer goes on in a notebook that was renamed meanwhile', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/before.ipynb`;
  const renamed = `${tmpPath}/after.ipynb`;
  await beginToCount(page, path, simulator);
  await page.evaluate(
    ([from, to]) =>
      (window as any).jupyterapp.serviceManager.contents.rename(from, to),
    [path, renamed]
  );
  await seePartial(page, 'word15', 'word120');
  await closeNotebook(page);
  await openSaved(page, renamed);
  await seeWhole(page, TEXT);
  await expect(answers(page)).toHaveCount(1);
  expect(await simulator.received()).toHaveLength(1);
});

test('an answer that the next one has replaced at once does not come back', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/replaced.ipynb`;
  await openNotebook(page, path, [prompt('Again.', 'openai/gpt-5.4-mini')]);
  await simulator.script({ text: 'The first.' }, { text: 'The second.' });
  const sources = async () =>
    (await savedAnswers(page, path)).map(({ source }) => source);
  await runPromptAt(page, 0);
  await selectCell(page, 0);
  await answers(page).locator('.jp-AiJup-record:not(:empty)').waitFor();
  // before the first one is saved
  await page.keyboard.press('Control+Enter');
  await seeWhole(page, 'The second.');
  await page.keyboard.press('Control+s');
  await expect.poll(sources).toEqual(['The second.']);
  const unclaimed = `/ai-jup/runs?notebook=${encodeURIComponent(path)}`;
  await expect
    .poll(async () => (await page.request.get(unclaimed)).json())
    .toEqual([]);
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  await seeWhole(page, 'The second.');
  await page.waitForTimeout(2_000);
  await seeWhole(page, 'The second.');
  expect(await sources()).toEqual(['The second.']);
});
