import {
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  seeWhole,
  test
} from './lab';

const MODEL = 'openai/gpt-5.4-mini';

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
