import {
  answers,
  code,
  expect,
  openNotebook,
  prompt,
  runCommand,
  seePartial,
  seeWhole,
  test,
  words
} from './lab';
import { lastUserTexts } from './simulator';

test('Run All runs a prompt in its place among the code cells', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/all.ipynb`, [
    code('import time; time.sleep(1); print("six times seven:", 6 * 7)'),
    prompt('Is that right?', 'openai/gpt-5.4-mini'),
    code('print("below", "the prompt")')
  ]);
  await simulator.script({ text: `${words(40)} yes.`, pace: 0.1 });
  await runCommand(page, 'Run All Cells');
  await seePartial(page, 'word5', 'yes.');
  const outputs = page.locator('.jp-Notebook .jp-OutputArea-output');
  await expect(outputs).toHaveText(['six times seven: 42']);
  await seeWhole(page, 'yes.');
  await expect(outputs).toHaveText(['six times seven: 42', 'below the prompt']);
  await expect(answers(page)).toHaveCount(1);
  await page.screenshot({ path: 'test-results/run-all.png' });

  const [request, ...others] = await simulator.received();
  expect(others).toEqual([]);
  const [context, asked] = lastUserTexts(request);
  expect(context).toContain('six times seven: 42');
  expect(context).not.toContain('"below"');
  expect(asked).toBe('Is that right?');
});

test('a prompt below a cell that failed is not sent, and says so', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/failed.ipynb`, [
    code('1 / 0'),
    prompt('Is that right?', 'openai/gpt-5.4-mini')
  ]);
  await runCommand(page, 'Run All Cells');
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('Not run.');
  await expect(ending).toContainText(
    'A cell above this prompt failed or was not run.'
  );
  await page.screenshot({ path: 'test-results/not-run.png' });
  expect(await simulator.received()).toEqual([]);

  await simulator.script({ text: 'Now it is.' });
  await ending.getByRole('button', { name: /^Run: / }).click();
  await seeWhole(page, 'Now it is.');
  await runCommand(page, 'Run All Cells');
  await expect(ending).toContainText(
    'No new answer; the earlier one is kept below.'
  );
  await seeWhole(page, 'Now it is.');
});

test('no prompt below one that failed is sent, the last neither', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/first.ipynb`, [
    prompt('First?', 'openai/gpt-5.4-mini'),
    prompt('Second?', 'openai/gpt-5.4-mini'),
    prompt('Third?', 'openai/gpt-5.4-mini')
  ]);
  // no cell has its answer yet, so Run All meets the first one's that is being inserted
  await simulator.script({
    text: '',
    fault: { kind: 'status', status: 401, message: 'No.' }
  });
  await runCommand(page, 'Run All Cells');
  await expect(answers(page)).toHaveCount(3);
  const endings = answers(page).locator('.jp-AiJup-ending');
  await expect(endings).toContainText([
    'No answer.',
    'A cell above this prompt failed or was not run.',
    'A cell above this prompt failed or was not run.'
  ]);
  expect(await simulator.received()).toHaveLength(1);
});
