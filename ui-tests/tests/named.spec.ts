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
  selectCell,
  test
} from './lab';
import type { IModel } from './settingspage';
import { answer, barriers, models, newest, picture } from './settingspage';

test.use({ keepsPage: false });

type Page = IJupyterLabPageFixture;

const GONE = 'openai/gpt-none-such';
const TITLE = 'Model of this prompt and of this notebook';

const testButton = { name: 'Test Connection' };

async function lockTo(page: Page, model: IModel): Promise<void> {
  const { name } = model;
  await answer(page, 'default-model', {
    name,
    model,
    locked: true,
    problem: null
  });
}

test('a model that a prompt names in vain is replaced from its answer', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/vain.ipynb`;
  await openNotebook(page, path, [prompt('Go on.', GONE)]);
  const label = page.locator('.jp-AiJup-promptLabel');
  await expect(label).toHaveText(`Prompt · ${GONE} ⚠`);
  await expect(label).toHaveAttribute('title', /is not in the list of models/);
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText(GONE);
  await expect(ending).toContainText('This prompt names the model.');
  await page.screenshot({ path: 'test-results/named-error.png' });
  await ending.getByRole('button', { name: 'Choose model…' }).click();
  const popup = page.getByRole('dialog', { name: TITLE });
  await expect(popup).toContainText('is not in the list of models');
  await expect(popup).toContainText(`Tests ${GONE}, this prompt's model.`);
  expect(await barriers(page, '.jp-AiJup-popup')).toEqual([]);
  await picture(page, page, 'named');
  await popup.getByRole('button', { name: /^Use / }).click();
  await expect(popup.getByRole('combobox')).toBeFocused();
  const successor = await popup.locator('code').first().innerText();
  await page.keyboard.press('Escape');
  await expect(popup).toHaveCount(0);

  await simulator.script({ text: 'One.' });
  await expect(label).toHaveAttribute('title', successor);
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  await expect(ending).toBeHidden();
  const [request] = await simulator.received();
  expect(`${request.provider}/${request.model}`).toBe(successor);

  await selectCell(page, 0);
  await page.locator('.jp-AiJup-chip button').click();
  await popup.getByRole('button', { name: 'Clear' }).click();
  await expect(
    page.getByRole('dialog', { name: 'Model of this notebook' })
  ).not.toContainText('Model of this prompt');
  await page.notebook.save();
  const [cell] = (await readNotebook(page, path)).cells;
  expect(cell.metadata.ai_jup).toEqual({
    isPromptCell: true,
    id: cell.metadata.ai_jup.id
  });
});

test('what a lock overrides is shown, and cleared', async ({
  page,
  tmpPath
}) => {
  const { anthropic, openai } = await models(page);
  const only = newest(openai);
  const path = `${tmpPath}/locked.ipynb`;
  await lockTo(page, only);
  const cells = [prompt('Go on.', anthropic[0].name), code('1')];
  await openNotebook(page, path, cells, anthropic[1].name);
  await selectCell(page, 0);
  await expect(page.locator('.jp-AiJup-chip')).toContainText(only.label);
  await expect(page.locator('.jp-AiJup-promptLabel')).toHaveText(
    `Prompt · ${anthropic[0].label} · model locked: ${only.label} answers instead`
  );
  await page.locator('.jp-AiJup-chip button').click();
  const popup = page.getByRole('dialog', { name: TITLE });
  await expect(popup).toContainText(`${only.label} answers every prompt.`);
  await expect(popup.getByText('Not used:')).toHaveCount(2);
  await expect(popup).toContainText(`Tests ${only.label}`);
  await picture(page, page, 'named-locked');
  const clear = popup.getByRole('button', { name: 'Clear' });
  await clear.nth(1).click();
  await expect(clear).toHaveCount(1);
  await expect(popup.getByRole('button', testButton)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.notebook.save();
  const { metadata } = await readNotebook(page, path);
  expect(metadata.ai_jup).toBeUndefined();
});

test('a failed answer under a lock offers no choice', async ({
  page,
  tmpPath
}) => {
  const { openai } = await models(page);
  await lockTo(page, newest(openai));
  await openNotebook(page, `${tmpPath}/no.ipynb`, [prompt('Go on.', GONE)]);
  await expect(page.locator('.jp-AiJup-promptLabel')).toContainText(
    'model locked'
  );
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText(
    'The administrator of this server chooses the model.'
  );
  await expect(
    ending.getByRole('button', { name: 'Choose model…' })
  ).toBeHidden();
});

test('the model is chosen in a narrow window too', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/narrow.ipynb`, [prompt('Go on.')]);
  const chip = page.locator('.jp-AiJup-chip button');
  await expect(chip).toBeVisible();
  // there is no room for it any more
  await page.setViewportSize({ width: 700, height: 700 });
  await expect(chip).toBeHidden();
  await page
    .locator('.jp-NotebookPanel-toolbar .jp-Toolbar-responsive-opener')
    .click();
  await chip.click();
  const popup = page.getByRole('dialog', { name: 'Model of this notebook' });
  await expect(popup.getByRole('combobox')).toBeFocused();
  await picture(page, page, 'chip-narrow');
  const box = await popup.boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(0);
  expect(box!.x + box!.width).toBeLessThanOrEqual(700);
  await page.keyboard.press('Escape');
  await expect(popup).toHaveCount(0);
  await expect(page.locator('body')).not.toBeFocused();
});
