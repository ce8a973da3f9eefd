import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import type { ICell } from './lab';
import {
  answers,
  closeNotebook,
  code,
  expect,
  openNotebook,
  openSaved,
  openStrangersNotebook,
  prompt,
  readNotebook,
  runCodeAt,
  runCommand,
  runPromptAt,
  savedAnswers,
  seeWhole,
  selectCell,
  test
} from './lab';
import { barriersInBoth, models, newest } from './settingspage';

test.use({ keepsPage: false });

type Page = IJupyterLabPageFixture;

const DEAR = 'openai/gpt-5.4-mini';

/** Two prompts, the second one after code: what its author wants to know, and from which model. */
function notebook(dear = DEAR): ICell[] {
  return [
    code('secret = 42\ndef delete(path: str) -> None: ...'),
    prompt('Tell me $`secret`.', dear),
    code('secret'),
    prompt('And $`secret + 1`; use &`delete`.', dear)
  ];
}

function question(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Send this prompt?' });
}

function button(page: Page, name: string | RegExp): Locator {
  return question(page).getByRole('button', { name });
}

async function ended(page: Page, words: string): Promise<void> {
  const last = answers(page).locator('.jp-AiJup-ending').last();
  await expect(last).toContainText(words);
}

test("asks before a stranger's notebook sends anything, and Cancel sends nothing", async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/stranger.ipynb`;
  await openStrangersNotebook(page, path, notebook());
  await runCommand(page, 'Run All Cells');
  const dialog = question(page);
  await expect(dialog).toContainText('You have not trusted this notebook.');
  await expect(dialog).toContainText('GPT-5.4 mini (OpenAI), $');
  await expect(dialog).toContainText('The notebook names this model.');
  await expect(dialog).toContainText('Your own choice:');
  await expect(dialog).toContainText('1 cell above');
  const values = dialog.locator('dt', { hasText: 'Values' }).locator('+ dd');
  await expect(values).toHaveText('secret');
  await expect(dialog).toContainText('1 more prompt');
  await expect(dialog).toContainText('Values: secret + 1');
  await expect(dialog).toContainText('Functions: delete');
  await expect(button(page, 'Cancel')).toBeFocused();
  await page.waitForTimeout(500);
  expect(await simulator.received()).toEqual([]);

  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await ended(page, 'You stopped a prompt above this one.');
  await expect(answers(page).first()).toContainText(
    'You chose not to send this prompt.'
  );
  expect(await simulator.received()).toEqual([]);
  await expect
    .poll(async () => (await savedAnswers(page, path))[0]?.source)
    .toBe('> **Not sent.** You chose not to send this prompt.');
});

test('asks once, and sends what the user has seen', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openStrangersNotebook(page, `${tmpPath}/once.ipynb`, notebook());
  await runCommand(page, 'Run All Cells');
  await expect(question(page)).toBeVisible();
  await simulator.script({ text: 'It is 42.' }, { text: 'It is 43.' });
  await button(page, 'Send to GPT-5.4 mini').click();
  await expect(answers(page).last()).toContainText('It is 43.', {
    timeout: 45_000
  });
  await expect(question(page)).toHaveCount(0);
  const sent = await simulator.received();
  expect(sent.map(({ model }) => model)).toEqual([
    'gpt-5.4-mini',
    'gpt-5.4-mini'
  ]);
  expect(JSON.stringify(sent[0].body)).toContain('42');
});

test('has the model of the user answer in place of the one that the file names', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/own.ipynb`;
  await openStrangersNotebook(page, path, notebook());
  const before = await readNotebook(page, path);
  await runCodeAt(page, 0);
  await runPromptAt(page, 1);
  await expect(question(page)).toBeVisible();
  const sendToOwn = question(page).locator('.jp-Dialog-button').nth(1);
  const label = (await sendToOwn.innerText()).replace('Send to ', '');
  await simulator.script({ text: 'It is 42.' }, { text: 'It is 43.' });
  await sendToOwn.click();
  await seeWhole(page, 'It is 42.');
  const chip = page.locator('.jp-AiJup-chip button');
  await selectCell(page, 1);
  await expect(chip).toHaveText(label);
  await expect(chip).toHaveAttribute('title', /It answers instead of openai/);
  const named = page.locator('.jp-AiJup-promptLabel').first();
  await expect(named).toHaveText(
    /^Prompt · GPT-.+ · not used: your own model answers instead$/
  );
  await expect(named).toHaveAttribute('title', DEAR);
  await page.screenshot({ path: 'test-results/stranger-own.png' });
  await runPromptAt(page, 4);
  await expect(answers(page).last()).toContainText('It is 43.', {
    timeout: 45_000
  });
  const sent = await simulator.received();
  expect(sent).toHaveLength(2);
  expect(sent.map(({ model }) => model)).not.toContain('gpt-5.4-mini');
  await page.notebook.save();
  const { cells } = await readNotebook(page, path);
  expect(cells[1].metadata).toEqual(before.cells[1].metadata);
});

test('asks of a notebook without code cells too, and again when it was only saved', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/plain.ipynb`;
  await openStrangersNotebook(page, path, [prompt('What now?')]);
  await runPromptAt(page, 0);
  await button(page, 'Cancel').click();
  await ended(page, 'You chose not to send this prompt.');
  await page.notebook.save();
  await closeNotebook(page);
  await openSaved(page, path);
  await runPromptAt(page, 0);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toHaveCount(0);
  expect(await simulator.received()).toEqual([]);
});

test('does not ask once the user trusts it, nor when it is opened again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/trusted.ipynb`;
  await openStrangersNotebook(page, path, [prompt('What now?', DEAR)]);
  await runCommand(page, 'Trust Notebook');
  await page.getByRole('button', { name: 'Confirm Trusting' }).click();
  await simulator.script({ text: 'One.' }, { text: 'Two.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  await page.notebook.save();
  await closeNotebook(page);
  await openSaved(page, path);
  await runPromptAt(page, 0);
  await seeWhole(page, 'Two.');
  expect((await readNotebook(page, path)).metadata.ai_jup).toBeUndefined();
});

test("does not ask in the user's own notebooks, saved or new", async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/own.ipynb`, [
    code('x = 1'),
    prompt('What is $`x`?', DEAR)
  ]);
  await runCodeAt(page, 0);
  await simulator.script({ text: 'It is 1.' }, { text: 'Nothing.' });
  await runPromptAt(page, 1);
  await seeWhole(page, 'It is 1.');

  await page.notebook.createNew();
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.keyboard.press('Enter');
  await page.keyboard.type('What is new?');
  await page.keyboard.press('Shift+Enter');
  await expect(answers(page).last()).toContainText('Nothing.', {
    timeout: 45_000
  });
});

test('says who may read what, in every light and width', async ({
  page,
  tmpPath
}) => {
  const { openai } = await models(page);
  const others = openai.slice(0, 3).map(({ name }) => prompt('Hm?', name));
  const disguised = `df["x\u202etfel\u2028\u00a0${'long '.repeat(60)}"]`;
  await openStrangersNotebook(page, `${tmpPath}/looks.ipynb`, [
    ...notebook(newest(openai).name),
    prompt(`Tell $\`${disguised}\` and $\`y\`, use &\`[f, g.h]\`.`, DEAR),
    ...others
  ]);
  await runPromptAt(page, 4);
  await expect(question(page)).toBeVisible();
  expect(await barriersInBoth(page, '.jp-Dialog', 'stranger')).toEqual([]);
  await page.setViewportSize({ width: 700, height: 700 });
  await page.screenshot({ path: 'test-results/stranger-700.png' });
  const content = question(page).locator('.jp-Dialog-content');
  const box = await content.boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(0);
  expect(box!.x + box!.width).toBeLessThanOrEqual(700);
  expect(box!.y + box!.height).toBeLessThanOrEqual(700);
  await button(page, 'Cancel').click();
});
