import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  test,
  words
} from './lab';

test('an answer goes on after the page was loaded again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/reload.ipynb`;
  const text = words(160);
  await openNotebook(page, path, [
    prompt('Count to 160.', 'gemini/gemini-3.5-flash')
  ]);
  await simulator.script({ text, pace: 0.1 });
  await runPromptAt(page, 0);
  await seePartial(page, 'word10', 'word160');
  await expect.poll(() => savedAnswers(page, path)).toHaveLength(1);

  await page.reload();
  await page.notebook.openByPath(path);
  await seePartial(page, 'word20', 'word160');
  await page.screenshot({ path: 'test-results/reloaded.png' });
  await seeWhole(page, text);
  await expect(answers(page)).toHaveCount(1);
  await expect
    .poll(async () => {
      const saved = await savedAnswers(page, path);
      return saved.map(({ source, metadata }) => [
        source,
        metadata.ai_jup.run?.state
      ]);
    })
    .toEqual([[text, 'finished']]);
  expect(await simulator.received()).toHaveLength(1);
});
