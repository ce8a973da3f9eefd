import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import {
  code,
  expect,
  markdown,
  openNotebook,
  prompt,
  readNotebook,
  runCodeAt,
  runCommand,
  runPromptAt,
  saveNotebook,
  seeWhole,
  selectCell,
  test
} from './lab';
import type { IReceived } from './simulator';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const PICTURE = {
  output_type: 'display_data',
  data: { 'image/png': PIXEL },
  metadata: {}
};
const LONG = {
  output_type: 'stream',
  name: 'stdout',
  text: 'a line of a long log\n'.repeat(500)
};
const HOSTILE = '<img src=x onerror="document.title=\'taken\'">';

function line(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-AiJup-contextLine');
}

function panel(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-AiJup-context');
}

/** Each text of a request in OpenAI's chat form. */
function textsOf({ body }: IReceived): string[] {
  return body.messages.flatMap(({ content }: { content: any }) =>
    typeof content === 'string'
      ? [content]
      : content.flatMap((part: { text?: string }) => part.text ?? [])
  );
}

test.describe('in a page of its own', () => {
  test.use({ keepsPage: false });

  test('tells under a prompt, and in a panel, what is then sent', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/context.ipynb`;
    await openNotebook(page, path, [
      markdown(`# Sales ${HOSTILE}`),
      code('plot()', [PICTURE]),
      code('train()', [LONG]),
      code('secret = "not for the model"'),
      prompt('What stands out?', 'openai/gpt-4o')
    ]);
    await selectCell(page, 4);
    await expect(line(page)).toHaveText(
      /^4 cells, 1 picture, \d(\.\d)?k of 128k tokens, about \$0\.\d+$/
    );
    await page.screenshot({ path: 'test-results/context-line.png' });

    await runCommand(page, 'Show What Would Be Sent');
    await expect(panel(page).locator('h2')).toHaveText(
      'What would be sent to GPT-4o'
    );
    const sum = await line(page).innerText();
    await expect(panel(page).locator('.jp-AiJup-contextSum')).toHaveText(sum);
    const rows = panel(page).locator('tbody tr');
    await expect(rows).toHaveCount(6);
    await expect(rows.nth(2).locator('img')).toHaveAttribute(
      'src',
      `data:image/png;base64,${PIXEL}`
    );
    await expect(rows.nth(3)).toContainText('shortened to fit the limits');
    await expect(
      panel(page).locator('pre', { hasText: HOSTILE })
    ).toBeVisible();
    await expect(panel(page).locator('pre *')).toHaveCount(0);

    // Galata selects cells of the current tab, which the panel is in JupyterLab 4.4
    const secret = page.locator('.jp-Cell', { hasText: 'secret' });
    await secret.locator('.jp-InputPrompt').click();
    await page.keyboard.press('Shift+S');
    const skipped = page.locator('.jp-Cell.jp-AiJup-mod-skipped');
    await expect(skipped).toContainText('not for the model');
    await expect(line(page)).toHaveText(/^3 cells, 1 picture, /);
    await expect(rows.nth(4)).toHaveText(/not sent.*marked as skipped/);
    await expect(panel(page)).not.toContainText('secret = ');
    await page.screenshot({ path: 'test-results/context-panel.png' });
    await page.theme.setDarkTheme();
    await page.screenshot({ path: 'test-results/context-dark.png' });

    const shown = await panel(page).locator('pre').allTextContents();
    await simulator.script({ text: 'A peak.' });
    await runPromptAt(page, 4);
    await seeWhole(page, 'A peak.');
    const [request] = await simulator.received();
    expect(textsOf(request)).toEqual(shown);
    expect(shown.at(-1)).toBe('What stands out?');
    await expect
      .poll(
        async () => (await readNotebook(page, path)).cells[3].metadata.ai_jup
      )
      .toEqual({ skipped: true });
  });
});

test('reads what the prompt names in the kernel while the panel is open', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/live.ipynb`;
  const define = 'price = 42\ndef double(x: int): ...';
  await openNotebook(page, path, [
    code(define),
    prompt('Is $`price` much? Ask &`double`.', 'openai/gpt-4o')
  ]);
  await runCodeAt(page, 0);
  await selectCell(page, 1);
  await expect(line(page)).toContainText(
    'without the values and functions it names'
  );
  await runCommand(page, 'Show What Would Be Sent');
  const rows = panel(page).locator('tbody tr');
  await expect(rows).toContainText([
    /System instructions/,
    /Cell 1, code/,
    /\$`price`/,
    /The prompt/,
    /May be called: double/
  ]);
  await expect(line(page)).not.toContainText(
    'without the values and functions it names'
  );
  await expect(panel(page)).toContainText('Value of price (int):');
  await page.screenshot({ path: 'test-results/context-live.png' });

  const shown = await panel(page).locator('pre').allTextContents();
  await simulator.script({ text: 'It is.' });
  await runPromptAt(page, 1);
  await seeWhole(page, 'It is.');
  const [request] = await simulator.received();
  const tools = JSON.stringify(request.body.tools, undefined, 2);
  expect([...textsOf(request), tools]).toEqual(shown);
});

test('cells are skipped and pinned with a key and a click, and it is undone', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/marks.ipynb`, [
    code('one = 1'),
    markdown('two'),
    prompt('What is three?')
  ]);
  const marks = page.locator('.jp-AiJup-mark');
  for (const at of [0, 1, 2]) {
    await selectCell(page, at);
    await page.keyboard.press('Shift+P');
    await expect(marks).toHaveCount(at + 1);
  }
  await selectCell(page, 1);
  // what is done within half a second JupyterLab undoes in one step
  await page.waitForTimeout(1_000);
  await page.keyboard.press('Shift+S');
  await expect(marks).toHaveText(['Pinned', 'Skipped', 'Pinned']);
  await page.keyboard.press('z');
  await expect(marks).toHaveText(['Pinned', 'Pinned', 'Pinned']);
  await marks.first().click();
  await expect(marks).toHaveCount(2);
  await selectCell(page, 1);
  await page.keyboard.press('c');
  await page.keyboard.press('v');
  await expect(marks).toHaveCount(3);
  await page.keyboard.press('Shift+S');
  await expect(marks).toHaveText(['Pinned', 'Skipped', 'Pinned']);
  const first = page.locator('.jp-Notebook .jp-Cell').first();
  await first.locator('.jp-InputPrompt').click({ button: 'right' });
  await expect(first).toHaveClass(/jp-mod-active/);
  await page
    .locator('.lm-Menu-item[data-command="ai-jup:toggle-skipped"]')
    .click();
  await expect(marks).toHaveText(['Skipped', 'Pinned', 'Skipped', 'Pinned']);
});

test('the model is told of code that was edited since it was run', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/edited.ipynb`;
  await openNotebook(page, path, [
    code('x = 1'),
    code('y = 2'),
    prompt('What is x?', 'openai/gpt-4o')
  ]);
  await runCodeAt(page, 0);
  await runCodeAt(page, 1);
  await selectCell(page, 0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type('5');
  await page.keyboard.press('Escape');
  await simulator.script({ text: 'It was 1.' });
  await runPromptAt(page, 2);
  await seeWhole(page, 'It was 1.');
  const [request] = await simulator.received();
  const told = textsOf(request).join('\n');
  expect(told.match(/changed since it was run/g)).toHaveLength(1);
  expect(told).toMatch(/changed since it was run[^]*x = 15[^]*y = 2/);
  await expect
    .poll(async () => (await readNotebook(page, path)).cells[0])
    .toMatchObject({
      source: 'x = 15',
      metadata: expect.not.objectContaining({ ai_jup: expect.anything() })
    });
});

test('sends the code of another language as such, without its kernel too', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/other.ipynb`;
  const content = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {
      kernelspec: { name: 'ir', display_name: 'R', language: 'R' },
      language_info: { name: 'R' },
      ai_jup: { model: 'openai/gpt-4o' }
    },
    cells: [code('summary(cars)'), prompt('What is that?')]
  };
  await saveNotebook(page, path, content);
  await page.filebrowser.open(path);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').selectOption({ label: 'No Kernel' });
  await dialog.getByRole('button', { name: 'Select Kernel' }).click();
  await simulator.script({ text: 'A summary.' });
  await runPromptAt(page, 1);
  await seeWhole(page, 'A summary.');
  const [request] = await simulator.received();
  expect(textsOf(request).join('\n')).toContain('```r\nsummary(cars)\n```');
});
