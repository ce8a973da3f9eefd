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
  readNotebook,
  runCommand,
  seePartial,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';

/** Each cell from the top, by its kind; the active one stands in brackets. */
async function outline(page: IJupyterLabPageFixture): Promise<string> {
  return page.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    return content.widgets
      .map((cell: any) => {
        const ours = cell.model.getMetadata('ai_jup') ?? {};
        const kind = ours.isPromptCell
          ? 'prompt'
          : ours.isOutputCell
            ? 'answer'
            : cell.model.type;
        return cell === content.activeCell ? `[${kind}]` : kind;
      })
      .join(' ');
  });
}

function pair(question: string, answer: string): ICell[] {
  const asked = prompt(question, models.openai);
  const { id } = asked.metadata.ai_jup;
  return [asked, markdown(answer, { isOutputCell: true, prompt: id })];
}

/** A press on a key in command mode, with the focus on the active cell. */
async function press(
  page: IJupyterLabPageFixture,
  ...keys: string[]
): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

test('keys move, cut, paste, copy and delete a prompt with its answer', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/pair.ipynb`, [
    ...pair('Why?', 'So.'),
    code('1'),
    markdown('Words.')
  ]);
  await selectCell(page, 0);
  await press(page, 'Control+Shift+ArrowDown');
  await expect.poll(() => outline(page)).toBe('code [prompt] answer markdown');
  await press(page, 'z');
  await expect.poll(() => outline(page)).toContain('prompt answer');
  await selectCell(page, 1);
  expect(await outline(page)).toBe('prompt [answer] code markdown');
  await selectCell(page, 0);
  await press(page, 'x');
  await expect.poll(() => outline(page)).toBe('[code] markdown');
  await press(page, 'v');
  await expect.poll(() => outline(page)).toBe('code prompt [answer] markdown');
  await selectCell(page, 1);
  await press(page, 'c', 'v');
  await expect
    .poll(() => outline(page))
    .toBe('code prompt answer prompt [answer] markdown');
  await selectCell(page, 3);
  await press(page, 'd', 'd');
  await expect.poll(() => outline(page)).toBe('code prompt answer [markdown]');
  await press(page, 'z');
  await expect
    .poll(async () => (await outline(page)).match(/answer/g))
    .toHaveLength(2);
  await selectCell(page, 1);
  await press(page, 'b');
  await expect
    .poll(() => outline(page))
    .toBe('code prompt answer [code] prompt answer markdown');
});

test('the mouse drags a prompt with its answer', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/drag.ipynb`, [
    ...pair('Why?', 'So.'),
    code('1'),
    code('2')
  ]);
  await selectCell(page, 0);
  const cells = page.locator('.jp-Notebook .jp-Cell');
  const handle = await cells.nth(0).locator('.jp-InputPrompt').boundingBox();
  const target = await cells.nth(3).boundingBox();
  await page.mouse.move(handle!.x + 20, handle!.y + 8);
  await page.mouse.down();
  await page.mouse.move(handle!.x + 30, handle!.y + 30, { steps: 4 });
  await page.mouse.move(target!.x + 100, target!.y + 8, { steps: 8 });
  await page.screenshot({ path: 'test-results/dragged.png' });
  await page.mouse.up();
  await expect.poll(() => outline(page)).toBe('code [prompt] answer code');
});

test('the dropdown, keys and menus make prompts', async ({ page, tmpPath }) => {
  await openNotebook(page, `${tmpPath}/make.ipynb`, [
    code('1'),
    code('2'),
    ...pair('Why?', 'So.')
  ]);
  const dropdown = page.getByRole('combobox', { name: 'Cell type' });
  await selectCell(page, 2);
  await expect(dropdown).toHaveValue('prompt');
  await page.locator('.jp-NotebookPanel-toolbar').screenshot({
    path: 'test-results/toolbar.png'
  });
  await dropdown.selectOption('markdown');
  await expect.poll(() => outline(page)).toBe('code code [markdown] answer');
  await expect(dropdown).toHaveValue('markdown');
  await dropdown.selectOption('prompt');
  await expect.poll(() => outline(page)).toBe('code code [prompt] answer');
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(1);
  await selectCell(page, 0);
  await expect(dropdown).toHaveValue('code');
  await press(page, 'Shift+ArrowDown', 'p');
  await expect
    .poll(() => outline(page))
    .toMatch(/^\[?prompt\]? \[?prompt\]? prompt answer$/);
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(3);
  // JupyterLab 4.4 gives the new cell the focus a moment after it is there
  await expect(page.locator('.jp-Notebook .jp-mod-active')).toBeFocused();
  await press(page, 'z');
  await expect
    .poll(() => outline(page))
    .toMatch(/code\]? \[?prompt\]? answer$/);
  await selectCell(page, 2);
  // the keys that jupyterlab-vim leaves
  await press(page, 'b', 'q', 'p', 'Enter');
  await page.keyboard.type('And?');
  await press(page, 'Escape', 'm');
  await expect
    .poll(() => outline(page))
    .toBe('code code prompt answer [markdown]');
});

test.describe('with kernels that Galata does not watch', () => {
  // it reads the reply to an interrupt, which is empty
  test.use({ kernels: null, keepsPage: false });

  test('an interrupt stops the prompt that runs and those that wait, and says which', async ({
    page,
    tmpPath,
    simulator
  }) => {
    await openNotebook(page, `${tmpPath}/interrupt.ipynb`, [
      prompt('First?', models.openai),
      code('print("below")'),
      prompt('Second?', models.openai)
    ]);
    await simulator.script({ text: words(200), pace: 0.1 });
    await runCommand(page, 'Run All Cells');
    await seePartial(page, 'word3', 'word200');
    await page.screenshot({ path: 'test-results/running.png' });
    await page
      .locator(
        '.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]'
      )
      .click();
    const endings = answers(page).locator('.jp-AiJup-ending');
    await expect(endings).toContainText([
      'You stopped this answer.',
      'You stopped this prompt before it was sent.'
    ]);
    await expect(page.locator('.Toastify__toast')).toContainText(
      'Stopped the answer to the prompt in cell 1. Not sent: the prompt in cell 4.'
    );
    await page.screenshot({ path: 'test-results/interrupted.png' });
    await expect(page.locator('.jp-OutputArea-output')).toHaveCount(0);
    expect(await simulator.received()).toHaveLength(1);
  });
});

test('Esc in a prompt stops its answer, and what it keeps waiting says why', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/esc.ipynb`, [
    prompt('First?', models.openai),
    prompt('Second?', models.openai)
  ]);
  await simulator.script({ text: words(200), pace: 0.1 });
  await runCommand(page, 'Run All Cells');
  await seePartial(page, 'word3', 'word200');
  await selectCell(page, 0);
  await press(page, 'Escape');
  const endings = answers(page).locator('.jp-AiJup-ending');
  await expect(endings).toContainText([
    'You stopped this answer.',
    'You stopped a prompt above this one.'
  ]);
  expect(await simulator.received()).toHaveLength(1);
});

test('a broken notebook is opened without a change, and mended when its prompt runs', async ({
  page,
  tmpPath,
  simulator
}) => {
  const [asked, answer] = pair('Why?', 'So.');
  const orphan = markdown('Lost.', { isOutputCell: true, prompt: 'gone' });
  const path = `${tmpPath}/broken.ipynb`;
  await openNotebook(page, path, [
    answer,
    asked,
    { ...answer, source: 'Else.' },
    asked,
    orphan
  ]);
  await expect(page.locator('.jp-AiJup-answerCell')).toHaveCount(3);
  const shown = () =>
    page.evaluate(() => {
      const { model } = (window as any).jupyterapp.shell.currentWidget.content;
      return model.toJSON().cells;
    });
  const { cells } = await readNotebook(page, path);
  expect(await shown()).toEqual(cells);
  await simulator.script({ text: 'Again.' });
  await selectCell(page, 3);
  await press(page, 'Control+Enter');
  await expect(answers(page).nth(2).locator('.jp-MarkdownOutput')).toHaveText(
    'Again.'
  );
  expect(await outline(page)).toBe(
    'answer prompt answer [prompt] answer answer'
  );
});

test.describe('in a page of their own', () => {
  test.use({ keepsPage: false });

  for (const theme of ['Light', 'Dark']) {
    test(`menus, dropdown and toolbar, ${theme}`, async ({ page, tmpPath }) => {
      await openNotebook(page, `${tmpPath}/menus.ipynb`, [
        ...pair('Why?', 'So.'),
        code('1')
      ]);
      await page.theme.setTheme(`JupyterLab ${theme}`);
      await selectCell(page, 0);
      const shot = (name: string) =>
        page.screenshot({ path: `test-results/${name}-${theme}.png` });
      for (const menu of ['Edit', 'Run']) {
        await page.menu.open(menu);
        await shot(menu);
        await page.menu.closeAll();
      }
      await page
        .locator('.jp-AiJup-promptCell .jp-InputPrompt')
        .click({ button: 'right' });
      await expect(
        page.locator('.lm-Menu-itemLabel', { hasText: 'Insert Prompt' })
      ).toBeVisible();
      await shot('context');
      await page.keyboard.press('Escape');
      await page.theme.setTheme('JupyterLab Light');
    });
  }
});
