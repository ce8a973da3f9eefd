import { answers, code, expect, openNotebook, prompt, test } from './lab';
import { runCommand, runPromptAt, seeWhole, selectCell } from './lab';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

const MODEL = 'openai/gpt-5.4-mini';

/** Each cell's kind from the top; the active one stands in brackets. */
async function outline(page: IJupyterLabPageFixture): Promise<string> {
  return page.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    const kind = (cell: any) => {
      const ours = cell.model.getMetadata('ai_jup') ?? {};
      return ours.isPromptCell
        ? 'prompt'
        : ours.isOutputCell
          ? 'answer'
          : cell.model.type;
    };
    return content.widgets
      .map((cell: any) =>
        cell === content.activeCell ? `[${kind(cell)}]` : kind(cell)
      )
      .join(' ');
  });
}

test('each way to run a cell goes on from the answer', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/keys.ipynb`, [
    prompt('Go on.', MODEL),
    code('1')
  ]);
  await simulator.script(
    { text: 'One.' },
    { text: 'Two.' },
    { text: 'Three.' },
    { text: 'Four.' }
  );
  await selectCell(page, 0);
  await page.keyboard.press('Control+Enter');
  await seeWhole(page, 'One.');
  expect(await outline(page)).toBe('[prompt] answer code');
  await runPromptAt(page, 0);
  await seeWhole(page, 'Two.');
  expect(await outline(page)).toBe('prompt answer [code]');
  await selectCell(page, 0);
  await page.keyboard.press('Alt+Enter');
  await seeWhole(page, 'Three.');
  expect(await outline(page)).toBe('prompt answer [code] code');
  await page.keyboard.press('Escape');
  await selectCell(page, 0);
  await page
    .locator(
      '.jp-NotebookPanel-toolbar [data-command="notebook:run-cell-and-select-next"]'
    )
    .click();
  await seeWhole(page, 'Four.');
  expect(await outline(page)).toBe('prompt answer [code] code');
  await expect(answers(page)).toHaveCount(1);
});

test('a prompt at the end gets a new cell below its answer', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/end.ipynb`, [prompt('Go on.', MODEL)]);
  await simulator.script({ text: 'One.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'One.');
  expect(await outline(page)).toBe('prompt answer [code]');
});

test('keys go on in cells that were made prompts, where new cells are shown late', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/made.ipynb`, [code('1'), code('2')]);
  await page.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    // JupyterLab 4.4 has it by default
    content.notebookConfig = {
      ...content.notebookConfig,
      windowingMode: 'full'
    };
  });
  await selectCell(page, 0);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('p');
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(2);
  await expect(page.locator('.jp-Notebook .jp-mod-active')).toBeFocused();
  await page.keyboard.press('z');
  await expect.poll(() => outline(page)).not.toContain('prompt');
  await runCommand(page, 'Insert Prompt');
  await expect(page.locator('.jp-AiJup-promptCell :focus')).toHaveCount(1);
});

test('the palette shows P, and Q P does the same', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/palette.ipynb`, [code('1')]);
  await selectCell(page, 0);
  await page.keyboard.press('Control+Shift+C');
  await page.keyboard.type('Change to Prompt');
  await expect(
    page.locator(
      '.lm-CommandPalette-item[data-command="ai-jup:change-to-prompt"] .lm-CommandPalette-itemShortcut'
    )
  ).toHaveText('P');
  await page.keyboard.press('Escape');
  await selectCell(page, 0);
  await page.keyboard.press('q');
  await page.keyboard.press('p');
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(1);
});
