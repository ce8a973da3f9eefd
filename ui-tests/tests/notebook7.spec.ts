/* What JupyterLab has can be reached in Jupyter Notebook too, whose page has one document and no editor of settings. */
import { labURL } from '../settings';
import { expect, prompt, readNotebook, saveNotebook, test } from './lab';

const MODEL = 'openai/gpt-5.4-mini';

test.afterEach(async ({ page }) => {
  // they are the server's, which other tests go on with
  await page.request.put(`${labURL}/lab/api/settings/ai-jup:plugin`, {
    data: { raw: '{}' }
  });
});

test('a prompt, the panel and the settings in Jupyter Notebook', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/asked.ipynb`;
  await saveNotebook(page, path, {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    cells: [{ id: 'asked', ...prompt('Is it there?', MODEL) }]
  } as any);
  const other = await page.context().newPage();
  await other.goto(`${labURL}/notebooks/${path}`);
  await other
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor();

  await simulator.script({ text: 'It is.' });
  const asked = other.locator('.jp-AiJup-promptCell');
  await asked.click();
  await other.keyboard.press('Shift+Enter');
  const answer = other.locator('.jp-AiJup-answerCell');
  await expect(answer).toContainText('It is.');
  await expect(async () => {
    const saved = await readNotebook(page, path);
    expect(JSON.stringify(saved.cells)).toContain('It is.');
  }).toPass();

  await asked.click();
  await other.locator('.jp-AiJup-contextLine button').click();
  const panel = other.locator('.jp-AiJup-context');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('Is it there?');
  await other.screenshot({ path: 'test-results/notebook7-panel.png' });

  await other.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  await other.getByRole('menuitem', { name: 'AI Prompts' }).click();
  const dialog = other.locator('.jp-Dialog');
  await expect(dialog.locator('.jp-Dialog-header')).toContainText('AI Prompts');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();

  await other.locator('.jp-AiJup-chipButton').click();
  await other.getByRole('button', { name: 'Settings and keys…' }).click();
  await expect(dialog.locator('input:focus')).toHaveCount(1);
  await expect(dialog.getByRole('listbox')).toBeVisible();
  await expect(
    dialog.getByRole('button', { name: 'Test Connection' })
  ).toBeVisible();
  await other.screenshot({ path: 'test-results/notebook7-settings.png' });
  const steps = dialog.getByLabel('Maximum steps');
  await steps.fill('-3');
  await expect(dialog.getByRole('status').first()).toContainText(
    'Maximum steps: must be >='
  );
  await steps.fill('7');
  const ask = dialog.getByLabel('Ask before function calls');
  await ask.check();
  await expect(async () => {
    const settings = await other.request.get(
      `${labURL}/lab/api/settings/ai-jup:plugin`
    );
    const { raw } = await settings.json();
    expect(raw).toMatch(/"maxSteps": 7\b/);
    expect(raw).toMatch(/"askBeforeCalls": true/);
  }).toPass();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toBeHidden();
  await other.close();
});
