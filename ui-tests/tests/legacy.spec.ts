import {
  answers,
  expect,
  markdown,
  openNotebook,
  readNotebook,
  runPromptAt,
  savedAnswers,
  seeWhole,
  test
} from './lab';
import { lastUserTexts } from './simulator';

test('a prompt of an earlier ai-jup runs with the model that it names', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/earlier.ipynb`;
  await openNotebook(page, path, [
    markdown('**AI Prompt:** What is a notebook?', {
      isPromptCell: true,
      model: 'claude-haiku-4-5'
    })
  ]);
  await expect(page.locator('.jp-AiJup-promptLabel')).toHaveAttribute(
    'title',
    'claude-haiku-4-5'
  );
  await simulator.script({ text: 'A list of cells.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'A list of cells.');
  await expect(answers(page)).toHaveCount(1);
  await page.screenshot({ path: 'test-results/earlier.png' });

  const [request, ...others] = await simulator.received();
  expect(others).toEqual([]);
  expect(request.provider).toBe('anthropic');
  expect(request.model).toMatch(/^claude-haiku-4-5/);
  expect(lastUserTexts(request)).toEqual(['What is a notebook?']);

  await expect
    .poll(async () => (await savedAnswers(page, path))[0]?.source)
    .toBe('A list of cells.');
  const { cells } = await readNotebook(page, path);
  expect(cells[0].source).toBe('**AI Prompt:** What is a notebook?');
  expect(cells[1].metadata.ai_jup.prompt).toBe(cells[0].metadata.ai_jup.id);
});
