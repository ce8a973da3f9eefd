import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  closeNotebook,
  code,
  expect,
  markdown,
  openNotebook,
  openSaved,
  prompt,
  readNotebook,
  runCommand,
  selectCell,
  test
} from './lab';
import type { ICell } from './lab';

type Page = IJupyterLabPageFixture;

const MODEL = 'openai/gpt-4o';
const OUTPUT = [{ output_type: 'stream', name: 'stdout', text: 'hello\n' }];

/** A prompt with an answer that has a record. */
function answered(question: string, cost: number): ICell[] {
  const asked = prompt(question);
  const run = {
    run: crypto.randomUUID(),
    state: 'finished',
    model: MODEL,
    answered_by: 'gpt-4o-2024-08-06',
    input_tokens: 1_200,
    output_tokens: 300,
    cost,
    seconds: 2
  };
  const answer = markdown(`The answer to ${question}`, {
    isOutputCell: true,
    prompt: asked.metadata.ai_jup.id,
    run
  });
  return [asked, answer];
}

function isDirty(page: Page): Promise<boolean> {
  return page.evaluate(
    () => (window as any).jupyterapp.shell.currentWidget.context.model.dirty
  );
}

const chip = (page: Page) => page.locator('.jp-AiJup-chipButton');
const box = (page: Page) => page.getByRole('dialog', { name: /^Model of/ });

test('answers are cleared by a command, as one step, and with all outputs only if that is wanted', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/clear.ipynb`, [
    code('print("hello")', OUTPUT),
    ...answered('one', 0.01),
    ...answered('two', 0.02)
  ]);
  await expect(answers(page)).toHaveCount(2);
  await selectCell(page, 0);
  await runCommand(page, 'Clear All Answers');
  await expect(answers(page)).toHaveCount(0);
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(2);

  await runCommand(page, 'Undo Cell Operation');
  await expect(answers(page)).toHaveCount(2);

  const clearOutputs = () => runCommand(page, 'Clear Outputs of All Cells');
  await clearOutputs();
  await page.getByRole('button', { name: 'Keep Answers' }).click();
  await expect(page.locator('.jp-OutputArea-output')).toHaveCount(0);
  await expect(answers(page)).toHaveCount(2);
  await clearOutputs();
  await page.getByRole('button', { name: 'Clear Answers' }).click();
  await expect(answers(page)).toHaveCount(0);
  await clearOutputs();
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await page.notebook.save();
});

test('a notebook is not changed by being opened, nor by a look at its models; the box tells what its answers took', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/look.ipynb`;
  const cells = [...answered('one', 0.01), ...answered('two', 0.02)];
  // an earlier answer was paid for too; and what others wrote there counts for nothing
  const [, earlier] = answered('three', 0.04);
  const kept = { source: earlier.source, run: earlier.metadata.ai_jup.run };
  Object.assign(cells[1].metadata.ai_jup, { earlier: [kept, 7, { run: 1 }] });
  await openNotebook(page, path, cells);
  // JupyterLab adds what it knows of the kernel's language to a notebook that has none
  await page.notebook.save();
  await closeNotebook(page);
  const before = await readNotebook(page, path);
  await openSaved(page, path);
  await expect(answers(page)).toHaveCount(2);
  await selectCell(page, 2);
  expect(await isDirty(page)).toBe(false);

  await chip(page).click();
  await expect(box(page)).toContainText(
    'Answers in this notebook: 3,600 tokens in, 900 out, about $0.07.'
  );
  await expect(chip(page)).toHaveAttribute('title', /3,600 tokens in/);
  await box(page).getByRole('option').nth(1).hover();
  await page.keyboard.press('ArrowDown');
  // the first one leaves the row
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(box(page)).toHaveCount(0);
  await page.waitForTimeout(1_000);
  expect(await isDirty(page)).toBe(false);
  expect(await readNotebook(page, path)).toEqual(before);
});

test('one prompt is given a model of its own', async ({ page, tmpPath }) => {
  const path = `${tmpPath}/own.ipynb`;
  await openNotebook(page, path, [prompt('one'), prompt('two')]);
  await selectCell(page, 1);
  await chip(page).click();
  await box(page)
    .getByRole('button', { name: 'Choose for this prompt only' })
    .click();
  await expect(box(page).getByRole('heading')).toHaveText(
    'Model of this prompt'
  );
  await box(page).getByRole('radio', { name: 'OpenAI' }).check({ force: true });
  await box(page).locator('.jp-AiJup-filter').fill('gpt-4o');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box(page).getByRole('heading')).toHaveText([
    'Model of this prompt',
    'Model of this notebook'
  ]);
  await page.keyboard.press('Escape');
  await page.notebook.save();
  const { cells, metadata } = await readNotebook(page, path);
  expect(metadata.ai_jup?.model).toBeUndefined();
  expect(cells.map(cell => Boolean(cell.metadata.ai_jup.model))).toEqual([
    false,
    true
  ]);
});

test('in a narrow pane the chip is among what the toolbar has no room for, and opens its box', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/narrow.ipynb`, [prompt('one')]);
  await expect(chip(page)).toBeVisible();
  await page.sidebar.close('left');
  await page.setViewportSize({ width: 420, height: 700 });
  await expect(chip(page)).toBeHidden();
  const opener = page.locator('.jp-Toolbar-responsive-opener').last();
  await opener.click();
  await chip(page).click();
  await expect(box(page)).toBeVisible();
  await expect(box(page).getByRole('option').first()).toBeVisible();
  await page.screenshot({ path: 'test-results/narrow.png' });
});
