import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { labURL, token } from '../settings';

export const MODEL = 'openai/gpt-4o';

/** What stands above: code with a line of output each. */
function above(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    cell_type: 'code',
    source: `value_${at} = ${at}\nprint(value_${at})`,
    metadata: {},
    execution_count: at + 1,
    outputs: [{ output_type: 'stream', name: 'stdout', text: `${at}\n` }]
  }));
}

const PROMPT = {
  cell_type: 'markdown',
  source: 'Go on.',
  metadata: {
    ai_jup: { isPromptCell: true, id: '6f1b7c9e-0000-4000-8000-000000000001' }
  }
};

/**
 * Wait until the server can tell which kernels there are: a page that is faster opens its notebook without one.
 */
export async function ready(page: Page): Promise<void> {
  await page.goto(`${labURL}/lab?reset&token=${token}`);
  await page.locator('.jp-LauncherCard').first().waitFor({ timeout: 60_000 });
}

/**
 * Open a notebook whose last cell is a prompt or code, as a user would: no part of the page is intercepted.
 */
export async function open(
  page: Page,
  count: number,
  last: 'prompt' | string,
  ...others: string[]
): Promise<void> {
  const path = `bench-${count}-${Date.now()}.ipynb`;
  const code = (source: string) => ({
    cell_type: 'code',
    source,
    metadata: {},
    execution_count: null,
    outputs: []
  });
  const content = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3 (ipykernel)',
        language: 'python'
      },
      ai_jup: { model: MODEL }
    },
    cells: [
      ...above(count),
      ...others.map(code),
      last === 'prompt' ? PROMPT : code(last),
      ...(others.length ? [code('')] : [])
    ]
  };
  const saved = await page.request.put(`${labURL}/api/contents/${path}`, {
    data: { type: 'notebook', content }
  });
  expect(saved.ok()).toBe(true);
  await page.goto(`${labURL}/lab/tree/${path}?reset&token=${token}`);
  await page
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor({ timeout: 120_000 });
  // JupyterLab may ask for a kernel although one runs: once the page has come to rest, it is answered
  await page.waitForTimeout(4_000);
  const select = page.locator('.jp-Dialog .jp-mod-accept');
  if (await select.isVisible()) {
    await select.click();
  }
  await allAttached(page);
  await page.locator('.jp-Notebook').focus();
  await selectLast(page);
}

/**
 * JupyterLab brings the cells of a long notebook into the page one by one, and takes every frame for it.
 */
function allAttached(page: Page): Promise<unknown> {
  return page.waitForFunction(
    () => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      return content.widgets.every((cell: any) => cell.isAttached);
    },
    undefined,
    { timeout: 200_000 }
  );
}

/**
 * Make the last cell that is no answer the active one, in command mode.
 */
export async function selectLast(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    const { shell } = (window as any).jupyterapp;
    const notebook = shell.currentWidget.content;
    const cells = [...notebook.widgets];
    const isAnswer = (cell: any) =>
      cell.model.getMetadata('ai_jup')?.isOutputCell;
    notebook.activeCellIndex = cells.findLastIndex(cell => !isAnswer(cell));
    notebook.mode = 'command';
    notebook.activate();
    return notebook.scrollToItem(notebook.activeCellIndex);
  });
  await page.locator('.jp-Notebook :focus').waitFor();
  await page.waitForTimeout(300);
}

/** Make a cell the active one, in command mode. */
export async function select(page: Page, at: number): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(at => {
    const { shell } = (window as any).jupyterapp;
    const notebook = shell.currentWidget.content;
    notebook.activeCellIndex = at;
    notebook.mode = 'command';
    notebook.activate();
    return notebook.scrollToItem(at);
  }, at);
  await page.locator('.jp-Notebook :focus').waitFor();
  await page.waitForTimeout(300);
}
