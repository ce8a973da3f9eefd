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
  runCodeAt,
  runCommand,
  savedAnswers,
  seeWhole,
  selectCell,
  test
} from './lab';
import { lastUserTexts } from './simulator';

test.use({ keepsPage: false });

type Page = IJupyterLabPageFixture;

const ANSWER = `Define it:

\`\`\`python
def twice(x):
    return 2 * x
\`\`\`

In a list:

- a fence that is nested

  \`\`\`python
  nested = 1
  \`\`\`

\`\`\`bash
ls
\`\`\`

And call it:

\`\`\`py
twice(21)
\`\`\`

> **Stopped.** You stopped this answer.`;

function pair(question: string, answer: string, ours = {}): ICell[] {
  const asked = prompt(question, models.openai);
  const { id } = asked.metadata.ai_jup;
  return [asked, markdown(answer, { isOutputCell: true, prompt: id, ...ours })];
}

/** Kind and source of each cell in the page. */
async function cells(page: Page): Promise<[string, string][]> {
  return page.evaluate(() =>
    (
      window as any
    ).jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
      (cell: any) => [cell.cell_type, cell.getSource()]
    )
  );
}

async function allowClipboard(page: Page): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
}

const clipboard = (page: Page) =>
  page.evaluate(() => navigator.clipboard.readText());

test('an answer and its blocks are copied, inserted and run, with the mouse and the keyboard', async ({
  page,
  tmpPath
}) => {
  await allowClipboard(page);
  await openNotebook(page, `${tmpPath}/use.ipynb`, pair('How?', ANSWER));
  const answer = answers(page);
  const action = answer.locator('.jp-AiJup-action');
  await selectCell(page, 0);
  await page.mouse.move(0, 0);
  for (const button of await action.all()) {
    await expect(button).toHaveCSS('opacity', '0');
  }
  await page.screenshot({ path: 'test-results/calm-light.png' });
  await answer.hover();
  await page.screenshot({ path: 'test-results/hovered-light.png' });
  await answer.getByRole('button', { name: 'Copy: “How?”' }).click();
  expect(await clipboard(page)).toBe(
    ANSWER.slice(0, ANSWER.indexOf('\n\n> **Stopped'))
  );
  const block = answer.getByRole('group', { name: 'Code block 1' });
  await answer.locator('pre').first().hover();
  await block.getByRole('button', { name: 'Copy' }).click();
  expect(await clipboard(page)).toBe('def twice(x):\n    return 2 * x');
  await page.screenshot({ path: 'test-results/block-light.png' });
  await page.theme.setDarkTheme();
  await answer.locator('pre').first().hover();
  await page.screenshot({ path: 'test-results/block-dark.png' });
  await page.theme.setLightTheme();
  // a shell's block is none of the kernel
  const shell = answer.getByRole('group', { name: 'Code block 3' });
  await expect(shell.getByRole('button')).toHaveCount(1);
  const last = answer.getByRole('group', { name: 'Code block 4' });
  const insert = last.getByRole('button', {
    name: /^Insert: code block 4 of “/
  });
  await insert.focus();
  await expect(insert).toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => cells(page))
    .toEqual([
      ['markdown', 'How?'],
      ['markdown', ANSWER],
      ['code', 'twice(21)']
    ]);
  await block.getByRole('button', { name: 'Insert and run' }).focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await cells(page))[3])
    .toEqual(['code', 'def twice(x):\n    return 2 * x']);
  await runCodeAt(page, 2);
  await expect(page.locator('.jp-OutputArea-output')).toContainText('42');
  await selectCell(page, 1);
  await page.keyboard.press('z');
  await page.keyboard.press('z');
  await expect.poll(async () => (await cells(page)).length).toBe(2);
  await selectCell(page, 0);
  await runCommand(page, 'Insert Code from Answer');
  await expect
    .poll(async () => (await cells(page))[2])
    .toEqual(['code', 'def twice(x):\n    return 2 * x']);
});

test('an answer is turned into cells as one step of undo', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/cells.ipynb`, [
    ...pair('How?', ANSWER),
    code('last')
  ]);
  await selectCell(page, 1);
  const before = await cells(page);
  await runCommand(page, 'Turn Answer into Cells');
  const [, , list] = ANSWER.split('\n\n').slice(1, 4);
  expect(list).toContain('nested');
  const after = [
    ['markdown', 'How?'],
    ['markdown', 'Define it:'],
    ['code', 'def twice(x):\n    return 2 * x'],
    [
      'markdown',
      ANSWER.slice(
        ANSWER.indexOf('In a list:'),
        ANSWER.indexOf('\n\n```py\ntwice')
      )
    ],
    ['code', 'twice(21)'],
    ['code', 'last']
  ];
  await expect.poll(() => cells(page)).toEqual(after);
  await page.screenshot({ path: 'test-results/converted-light.png' });
  await page.keyboard.press('z');
  await expect.poll(() => cells(page)).toEqual(before);
  await expect(answers(page)).toHaveCount(1);
  await page.keyboard.press('Shift+Z');
  await expect.poll(() => cells(page)).toEqual(after);
});

test('under an error a question is asked at once, or edited first', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/error.ipynb`, [
    code('1 / 0'),
    code('2')
  ]);
  await runCodeAt(page, 1);
  const ask = page.getByRole('button', { name: 'Ask about this error' });
  await expect(ask).toHaveCount(0);
  await runCodeAt(page, 0);
  await expect(ask).toBeVisible();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: 'test-results/error-light.png' });
  await simulator.script({ text: 'You divide by zero.' });
  await ask.click();
  await seeWhole(page, 'You divide by zero.');
  expect((await cells(page)).map(([kind]) => kind)).toEqual([
    'code',
    'markdown',
    'markdown',
    'code'
  ]);
  const [asked] = await simulator.received();
  expect(JSON.stringify(asked.body)).toContain('ZeroDivisionError');
  expect(lastUserTexts(asked).at(-1)).toMatch(/^Why does the cell above fail/);
  await page
    .getByRole('button', { name: 'Edit the question first…' })
    .press('Enter');
  await expect(
    page.locator('.jp-AiJup-promptCell .cm-content:focus')
  ).toHaveText(/^Why does the cell above fail/);
  expect(await simulator.received()).toHaveLength(1);
  await selectCell(page, 0);
  await page.notebook.setCell(0, 'code', '1');
  await runCodeAt(page, 0);
  await expect(ask).toBeHidden();
  // as an interrupt by the user
  await page.notebook.setCell(0, 'code', 'raise KeyboardInterrupt');
  await runCodeAt(page, 0);
  await expect(page.locator('.jp-OutputArea-output').first()).toContainText(
    'KeyboardInterrupt'
  );
  await expect(ask).toBeHidden();
});

test('another model is asked once, and its answer says so', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/elsewhere.ipynb`;
  await openNotebook(page, path, [prompt('Who?', models.openai)]);
  await simulator.script({ text: 'One model.' }, { text: 'Another model.' });
  await selectCell(page, 0);
  await page.keyboard.press('Control+Enter');
  await seeWhole(page, 'One model.');
  const answer = answers(page);
  await answer.hover();
  await answer.getByRole('button', { name: 'Ask another model…' }).click();
  const popup = page.getByRole('dialog', {
    name: 'Ask again with another model'
  });
  await expect(popup).toBeVisible();
  await page.screenshot({ path: 'test-results/elsewhere-light.png' });
  await popup.getByText('Anthropic', { exact: true }).click();
  await popup.getByRole('option').first().click();
  await seeWhole(page, 'Another model.');
  await expect(popup).toHaveCount(0);
  const asked = await simulator.received();
  expect(asked.map(({ provider }) => provider)).toEqual([
    'openai',
    'anthropic'
  ]);
  await expect
    .poll(async () => (await savedAnswers(page, path))[0].metadata.ai_jup)
    .toMatchObject({
      run: {
        model: expect.stringMatching(/^anthropic\//),
        parameters: { once: true }
      },
      earlier: [{ source: 'One model.', run: { model: models.openai } }]
    });
});

test('an answer that was edited says so, and is what is sent', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/edited.ipynb`, [
    prompt('Who?', models.openai)
  ]);
  await simulator.script({ text: 'It is A.' }, { text: 'So it is.' });
  await selectCell(page, 0);
  await page.keyboard.press('Control+Enter');
  await seeWhole(page, 'It is A.');
  const record = answers(page).first().locator('.jp-AiJup-record');
  await expect(record).toContainText('tokens in');
  await expect(record).not.toContainText('edited');
  await page.notebook.enterCellEditingMode(1);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('B.');
  await page.keyboard.press('Control+Enter');
  await expect(record).toContainText('edited');
  await runCommand(page, 'Insert Prompt');
  await page.keyboard.type('Is it?');
  await page.keyboard.press('Control+Enter');
  await expect(answers(page)).toHaveCount(2);
  await expect(answers(page).nth(1)).toContainText('So it is.');
  const [, last] = await simulator.received();
  expect(JSON.stringify(last.body)).toContain('It is B.');
  await expect(record).toContainText('edited');
});
