import {
  answers,
  code,
  expect,
  markdown,
  openNotebook,
  prompt,
  readNotebook,
  runCommand,
  runPromptAt,
  seeWhole,
  selectCell,
  test
} from './lab';

test('a prompt becomes Markdown and a prompt again, with its answer', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/change.ipynb`, [
    prompt('Go on.', 'openai/gpt-5.4-mini')
  ]);
  await simulator.script({ text: 'One.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  const prompts = page.locator('.jp-AiJup-promptCell');

  await page.keyboard.press('Escape');
  await selectCell(page, 0);
  await page.keyboard.press('m');
  await expect(prompts).toHaveCount(0);
  await runCommand(page, 'Change to Prompt');
  await expect(prompts).toHaveCount(1);
  await page.keyboard.press('Escape');
  await simulator.script({ text: 'Two.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Two.');
  await expect(answers(page)).toHaveCount(1);
});

test('an answer that the user has edited is kept as an earlier one when its prompt runs again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/edited.ipynb`;
  await openNotebook(page, path, [prompt('Go on.', 'openai/gpt-5.4-mini')]);
  await simulator.script({ text: 'One.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  await selectCell(page, 1);
  await page.keyboard.press('Enter');
  await expect(answers(page).locator('.cm-content')).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' And mine.');
  await page.keyboard.press('Control+Enter');
  await expect(answers(page)).toContainText('One. And mine.');

  await simulator.script({ text: 'Two.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Two.');
  const saved = async () => {
    const { cells } = await readNotebook(page, path);
    return cells.map(({ source }) => source);
  };
  await expect.poll(saved).toEqual(['Go on.', 'Two.', '']);
  const record = answers(page).locator('.jp-AiJup-record');
  await answers(page).hover();
  await page.getByRole('button', { name: 'Show the earlier answer' }).click();
  await expect(answers(page)).toContainText('One. And mine.');
  await expect(record).toContainText('edited');
  await page.getByRole('button', { name: 'Show the later answer' }).click();
  await expect(answers(page)).toContainText('Two.');
  await expect(record).not.toContainText('edited');
  await selectCell(page, 0);
  await page.keyboard.press('z');
  await page.keyboard.press('z');

  const shown = page.locator('.jp-Notebook .jp-MarkdownOutput');
  await expect(shown).toHaveText(['Go on.', 'Two.']);
  await page.keyboard.press('z');
  await expect(shown).toHaveText(['Go on.', 'One. And mine.']);
  await page.keyboard.press('Shift+Z');
  await expect(shown).toHaveText(['Go on.', 'Two.']);
});

test('an answer that undo brings back is the answer, and the newer one a click away', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/back.ipynb`, [
    prompt('Go on.', 'openai/gpt-5.4-mini')
  ]);
  await simulator.script({ text: 'One.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  await selectCell(page, 1);
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(answers(page)).toHaveCount(0);
  await simulator.script({ text: 'Two.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Two.');
  await selectCell(page, 0);
  await page.keyboard.press('z');
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).toContainText('One.');
  await expect(answers(page)).toContainText('1 of 2');
  await page.screenshot({ path: 'test-results/back.png' });
  await page.keyboard.press('Shift+Z');
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).toContainText('Two.');
});

test('undo makes a prompt again of one that was made Markdown, and what was made a prompt what it was', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/undo.ipynb`, [
    prompt('Go on.'),
    code('x = 1'),
    markdown('Words.')
  ]);
  const prompts = page.locator('.jp-AiJup-promptCell');
  const kinds = page.locator('.jp-Notebook .jp-Cell');
  await selectCell(page, 0);
  await page.keyboard.press('m');
  await expect(prompts).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(prompts).toHaveCount(1);
  await expect(prompts).toContainText('Go on.');
  for (const [at, kind] of [
    [1, /jp-CodeCell/],
    [2, /jp-MarkdownCell/]
  ] as const) {
    // what is done within half a second JupyterLab undoes in one step
    await page.waitForTimeout(1_000);
    await selectCell(page, at);
    await runCommand(page, 'Change to Prompt');
    await expect(prompts).toHaveCount(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('z');
    await expect(prompts).toHaveCount(1);
    await expect(kinds.nth(at)).toHaveClass(kind);
  }
});

test('a prompt is inserted below the answer of the one before, in sight', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/insert.ipynb`, [
    prompt('Go on.', 'openai/gpt-5.4-mini'),
    code('x = 1')
  ]);
  await simulator.script({ text: 'A line.\n\n'.repeat(60) + 'The end.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'The end.');
  await selectCell(page, 0);
  await runCommand(page, 'Insert Prompt');
  const active = page.locator('.jp-Cell.jp-mod-active');
  await expect(active).toHaveClass(/jp-AiJup-promptCell/);
  await expect(active.locator('.cm-content')).toBeFocused();
  await expect(active).toBeInViewport({ ratio: 0.9 });
  const { y } = (await active.boundingBox())!;
  expect(y).toBeGreaterThan((await answers(page).boundingBox())!.y);
});

test('undo takes an inserted prompt away, and redo brings it back with what was typed', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/undo.ipynb`, [prompt('Go on.')]);
  const prompts = page.locator('.jp-AiJup-promptCell');
  await selectCell(page, 0);
  await runCommand(page, 'Insert Prompt');
  await expect(prompts).toHaveCount(2);
  await expect(prompts.last().locator('.cm-content')).toBeFocused();
  await page.keyboard.type('And?');
  // in the cell what was typed is a step of its own, or several
  await page.keyboard.press('Control+z');
  await expect(prompts.last()).not.toContainText('And?');
  await page.keyboard.press('Control+Shift+z');
  await expect(prompts.last()).toContainText('And?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect(prompts).toHaveCount(1);
  await expect(prompts).toContainText('Go on.');
  await page.keyboard.press('Shift+Z');
  await expect(prompts).toHaveCount(2);
  await expect(prompts.last()).toContainText('And?');
});
