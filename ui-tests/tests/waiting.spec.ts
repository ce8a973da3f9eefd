import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { models } from '../settings';
import type { ICell } from './lab';
import {
  answers,
  code,
  expect,
  markdown,
  openNotebook,
  prompt,
  readNotebook,
  runCommand,
  savedAnswers,
  seePartial,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';

const NOTICE =
  '> **Not run.** The notebook was saved while the prompt was still waiting to be sent.';

/** Run all cells of a notebook, whose prompt has to wait for a code cell. */
async function runAllAndWait(
  page: IJupyterLabPageFixture,
  path: string,
  seconds: number,
  ...cells: ICell[]
): Promise<void> {
  const sleep = code(`import time; time.sleep(${seconds})`);
  await openNotebook(page, path, [sleep, ...cells]);
  await runCommand(page, 'Run All Cells');
  const line = answers(page).locator('.jp-AiJup-waiting');
  await expect(line).toHaveText('Waiting for the cells above…');
}

test('a prompt that waits when the page is loaded again says that it was not run', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/waiting.ipynb`;
  await runAllAndWait(page, path, 60, prompt('How far?', models.openai));
  const sources = async () =>
    (await savedAnswers(page, path)).map(({ source }) => source);
  await expect.poll(sources).toEqual([NOTICE]);
  const [saved] = await savedAnswers(page, path);
  const { cells } = await readNotebook(page, path);
  expect(saved.metadata.ai_jup).toEqual({
    isOutputCell: true,
    prompt: cells[1].metadata.ai_jup.id
  });
  // not yet: it waits
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toBeHidden();
  await expect(answers(page).locator('.jp-MarkdownOutput')).toBeHidden();

  // JupyterLab opens the notebook by itself: Galata would wait for a launcher
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  await expect(ending).toContainText('Not run.', { timeout: 45_000 });
  await expect(ending).toContainText('was still waiting to be sent');
  await expect(answers(page).locator('.jp-MarkdownOutput')).toBeHidden();
  await page.screenshot({ path: 'test-results/waited.png' });
  expect(await simulator.received()).toEqual([]);

  await simulator.script({ text: 'Far enough.' });
  await ending.getByRole('button', { name: 'Run again' }).click();
  await seeWhole(page, 'Far enough.');
  await expect(ending).toBeHidden();
  await expect.poll(sources).toEqual(['Far enough.']);
});

test('that it waits is not said any more when it has been sent, nor by undo', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/sent.ipynb`;
  await simulator.script({ text: words(60), pace: 0.1 });
  await runAllAndWait(page, path, 4, prompt('How far?', models.gemini));
  const source = async () => (await savedAnswers(page, path))[0]?.source;
  await expect.poll(source).toBe(NOTICE);
  await seePartial(page, 'word2', 'word60');
  await expect.poll(source).not.toContain('Not run.');
  await seeWhole(page, words(60));
  await selectCell(page, 0);
  await page.keyboard.press('z');
  await expect(answers(page).locator('.jp-MarkdownOutput')).toHaveText(
    words(60)
  );
  await expect.poll(source).toBe(words(60));
});

/** A prompt and the answer that it has from before. */
function answered(question: string, answer: string): ICell[] {
  const asked = prompt(question, models.openai);
  const { id } = asked.metadata.ai_jup;
  return [asked, markdown(answer, { isOutputCell: true, prompt: id })];
}

test('an earlier answer stays while its prompt waits, and Stop says that it was not sent', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/earlier.ipynb`;
  const other = prompt('How near?', models.openai);
  await openNotebook(page, path, [
    code('import time; time.sleep(60)'),
    ...answered('How far?', 'Far.'),
    other
  ]);
  await runCommand(page, 'Run All Cells');
  await expect(answers(page).locator('.jp-AiJup-waiting')).toHaveText([
    'Waiting for the cells above…',
    'Waiting for the cells above…'
  ]);
  const sources = async () =>
    (await savedAnswers(page, path)).map(({ source }) => source);
  await expect.poll(sources).toEqual(['Far.', NOTICE]);
  for (const answer of await answers(page).all()) {
    await answer.locator('.jp-AiJup-stop').click();
  }
  const words = 'You stopped this prompt before it was sent.';
  await expect(answers(page).locator('.jp-AiJup-ending')).toHaveText([
    new RegExp(`^No new answer; the earlier one is kept below. ?${words}`),
    new RegExp(`^Not run. ?${words}`)
  ]);
  await expect.poll(sources).toEqual(['Far.', `> **Not run.** ${words}`]);
  expect(await simulator.received()).toEqual([]);
});

test('an earlier answer says after a reload that its prompt was waiting', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/reloaded.ipynb`;
  await openNotebook(page, path, [
    code('import time; time.sleep(60)'),
    ...answered('How far?', 'Far.')
  ]);
  await runCommand(page, 'Run All Cells');
  const answer = answers(page);
  await expect(answer.locator('.jp-AiJup-waiting')).toHaveText(
    'Waiting for the cells above…'
  );
  // JupyterLab opens the notebook by itself: Galata would wait for a launcher
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  const ending = answer.locator('.jp-AiJup-ending');
  await expect(ending).toContainText('closed or reloaded while this prompt', {
    timeout: 45_000
  });
  await expect(ending).toContainText('the earlier one is kept below');
  await expect(answer.locator('.jp-MarkdownOutput')).toContainText('Far.');
  expect((await savedAnswers(page, path))[0].source).toBe('Far.');
  expect(await simulator.received()).toEqual([]);
});
