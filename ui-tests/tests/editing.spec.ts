import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import {
  code,
  expect,
  openNotebook,
  prompt,
  runCodeAt,
  selectCell,
  test
} from './lab';

const DEFINE = `class Delta:
    shape = (2, 3)

data = [1, 2, 3]
def double(x: int) -> int:
    return 2 * x`;

/** The editor of a cell, with the cursor in it. */
async function edit(
  page: IJupyterLabPageFixture,
  index: number
): Promise<Locator> {
  await page.notebook.enterCellEditingMode(index);
  return page.locator('.jp-Cell').nth(index).locator('.cm-content');
}

function items(page: IJupyterLabPageFixture): Locator {
  return page.locator('.jp-Completer:visible .jp-Completer-item');
}

test('completes the names of the kernel in a prompt, and marks what stands there', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/editing.ipynb`, [
    code(DEFINE),
    prompt('')
  ]);
  await runCodeAt(page, 0);
  const editor = await edit(page, 1);
  await page.keyboard.type('Describe $`d');
  await expect(items(page)).toHaveText([
    /data \(3 items\)list/,
    /Delta/,
    /double/
  ]);
  await page.screenshot({ path: 'test-results/completion-light.png' });
  await page.keyboard.press('Enter');
  // the closing backtick came with the opening one
  await expect(editor).toHaveText('Describe $`data`');
  const marks = editor.locator('.jp-AiJup-reference');
  await expect(marks).toHaveText(['$`data`']);
  await page.keyboard.type('`, call &`');
  // JupyterLab's own provider of words may have marks of the text below them
  await expect(items(page)).toContainText(['double', 'Delta']);
  await expect(items(page).filter({ hasText: 'data' })).toHaveCount(0);
  await page.keyboard.type('dou');
  await expect(items(page)).toHaveText([/double/]);
  await page.keyboard.press('Enter');
  const undefinedName = editor.locator('.jp-AiJup-undefined');
  await page.keyboard.type('` with $`later');
  await expect(marks.last()).toHaveText('$`later`');
  await expect(undefinedName).toHaveCount(0);
  await page.keyboard.type('` and $`data.sort()`');
  await expect(marks).toHaveText([
    '$`data`',
    '&`double`',
    '$`later`',
    '$`data.sort()`'
  ]);
  await expect(undefinedName).toHaveText(['$`later`']);
  await expect(undefinedName).toHaveAttribute(
    'title',
    '`later` is not defined in the kernel.'
  );
  await expect(editor.locator('.jp-AiJup-unreadable')).toHaveText([
    '$`data.sort()`'
  ]);
  await page.keyboard.type(' &`data');
  const uncallable = editor.locator('.jp-AiJup-unreadable').last();
  await expect(uncallable).toHaveText('&`data`');
  await expect(uncallable).toHaveAttribute(
    'title',
    '`data` is not a function (its type is list): use $ instead of & to read its value.'
  );
  await page.keyboard.press('ArrowRight');
  await page.screenshot({ path: 'test-results/references-light.png' });
  // with the opening one it goes
  const text = (await editor.textContent())!;
  await page.keyboard.type(' $`');
  await expect(editor).toHaveText(`${text} $\`\``);
  await expect(items(page).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Backspace');
  await expect(editor).toHaveText(`${text} $`);
});

test('two values are no formula, and one that is not closed is underlined', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/pair.ipynb`, [
    code(DEFINE),
    prompt('Compare $`data` with $`data`, and $x^2$ with $`Delta')
  ]);
  await runCodeAt(page, 0);
  const editor = await edit(page, 1);
  const marks = editor.locator('.jp-AiJup-reference');
  const unclosed = editor.locator('.jp-AiJup-unreadable');
  await page.keyboard.press('Control+End');
  await expect(marks).toHaveText(['$`data`', '$`data`']);
  // JupyterLab's own look of what it takes for a formula
  const looks = await editor.evaluate(node => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found: [string, string, string][] = [];
    while (walker.nextNode()) {
      const { color, fontStyle } = getComputedStyle(
        walker.currentNode.parentElement!
      );
      found.push([walker.currentNode.textContent!, color, fontStyle]);
    }
    return found;
  });
  const [, plain, upright] = looks[0];
  const lookOf = (part: string) =>
    looks.filter(([text]) => text.includes(part)).map(([, ...look]) => look);
  for (const part of ['with', 'data', '`']) {
    expect(new Set(lookOf(part).map(String))).toEqual(
      new Set([String([plain, upright])])
    );
  }
  expect(lookOf('x')).not.toContainEqual([plain, upright]);
  // nothing is said of what is being written
  await expect(unclosed).toHaveCount(0);
  await page.keyboard.press('Control+Home');
  await expect(unclosed).toHaveText(['$`Delta']);
  await expect(unclosed).toHaveAttribute(
    'title',
    'Not read: the closing backtick is missing.'
  );
});

test('prose goes on behind a completed name, an attribute or item inside', async ({
  page,
  tmpPath
}) => {
  const define = 'plot = [1]\nplot_sales = [2]\nprice = 3';
  await openNotebook(page, `${tmpPath}/prose.ipynb`, [
    code(define),
    prompt('')
  ]);
  await runCodeAt(page, 0);
  const editor = await edit(page, 1);
  const { keyboard } = page;
  const complete = async (begun: string, key: string) => {
    await keyboard.type(begun);
    await expect(items(page).first()).toBeVisible();
    await keyboard.press(key);
    await expect(items(page)).toHaveCount(0);
  };
  await complete('look at $`pri', 'Enter');
  await keyboard.type(' and tell');
  await expect(editor).toHaveText('look at $`price` and tell');
  await keyboard.press('Control+a');
  // the only one is taken with Tab too; a closing backtick is typed from habit
  await complete('$`pri', 'Tab');
  await keyboard.type('`. Then');
  await expect(editor).toHaveText('$`price`. Then');
  await keyboard.press('Control+a');
  await complete('$`pri', 'Enter');
  await keyboard.type('.real` of ');
  await complete('$`plot_', 'Enter');
  await keyboard.type('[0]');
  await expect(editor).toHaveText('$`price.real` of $`plot_sales[0]`');
  await keyboard.press('Control+a');
  // Tab takes what all begin with: the list stays open, and so does the reference
  await keyboard.type('$`pl');
  await expect(items(page)).toHaveText([/plot/, /plot_sales/]);
  await keyboard.press('Tab');
  await expect(editor).toHaveText('$`plot`');
  await expect(items(page)).toHaveCount(2);
  await keyboard.type('_');
  await expect(items(page)).toHaveText([/plot_sales/]);
  await keyboard.press('Enter');
  await expect(editor).toHaveText('$`plot_sales`');
  // what is undone is the name: the pair stays closed
  await keyboard.type(' is');
  await expect(editor).toHaveText('$`plot_sales` is');
  await keyboard.press('Control+a');
  await complete('$`pri', 'Enter');
  await keyboard.press('Control+z');
  await expect(editor).not.toContainText('price');
  await expect(editor).not.toContainText('``');
});
