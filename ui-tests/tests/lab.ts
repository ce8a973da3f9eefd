import { expect } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { test as base } from './keptpage';
import { Simulator } from './simulator';

export { expect };

type Page = IJupyterLabPageFixture;
type Metadata = Record<string, any>;

export interface ICell {
  cell_type: 'code' | 'markdown';
  source: string;
  metadata: Metadata;
  outputs?: any[];
  execution_count?: number | null;
}

export interface INotebook {
  cells: ICell[];
  metadata: Metadata;
}

/**
 * Every test begins with a simulator that knows of nothing, and ends with one that has no complaint: no request that
 * the real provider would have refused, and no reply that was not asked for.
 */
export const test = base.extend<{ simulator: Simulator }>({
  simulator: [
    async ({}, use) => {
      const simulator = new Simulator();
      await simulator.reset();
      await use(simulator);
      expect(await simulator.problems()).toEqual([]);
      expect(await simulator.waiting()).toBe(0);
    },
    { auto: true }
  ]
});

export function code(source: string, outputs: any[] = []): ICell {
  const execution_count = outputs.length ? 1 : null;
  return { cell_type: 'code', source, metadata: {}, outputs, execution_count };
}

export function markdown(source: string, ai_jup?: Metadata): ICell {
  const metadata = ai_jup ? { ai_jup } : {};
  return { cell_type: 'markdown', source, metadata };
}

export function prompt(source: string, model?: string): ICell {
  const ours = { isPromptCell: true, id: crypto.randomUUID() };
  return markdown(source, model ? { ...ours, model } : ours);
}

/**
 * Save a notebook as its user would, and open it: Jupyter signs it.
 */
export async function openNotebook(
  page: Page,
  path: string,
  cells: ICell[],
  model?: string
): Promise<void> {
  await saveNotebook(page, path, notebookOf(cells, model));
  await openSaved(page, path);
}

/**
 * Put a notebook there that comes from elsewhere, and open it.
 */
export async function openStrangersNotebook(
  page: Page,
  path: string,
  cells: ICell[],
  model?: string
): Promise<void> {
  const content = JSON.stringify(notebookOf(cells, model));
  await page.contents.uploadContent(content, 'text', path);
  await openSaved(page, path);
}

/**
 * Save a notebook as its user would, who has run its code: its outputs are trusted.
 */
export async function saveNotebook(
  page: Page,
  path: string,
  notebook: INotebook
): Promise<void> {
  const cells = notebook.cells.map(cell =>
    cell.cell_type === 'code'
      ? { ...cell, metadata: { ...cell.metadata, trusted: true } }
      : cell
  );
  const content = { ...notebook, cells };
  const data = { type: 'notebook', format: 'json', content };
  const saved = await page.request.put(`/api/contents/${path}`, { data });
  expect(saved.ok()).toBe(true);
}

export function notebookOf(cells: ICell[], model?: string) {
  const kernelspec = {
    name: 'python3',
    display_name: 'Python 3 (ipykernel)',
    language: 'python'
  };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec, ...(model ? { ai_jup: { model } } : {}) },
    // without ids JupyterLab takes a notebook for changed as soon as it is open
    cells: cells.map((cell, at) => ({ id: `cell-${at}`, ...cell }))
  };
}

/**
 * Open a notebook that is there. Galata would look for it in the file browser, as only the newest JupyterLab has it.
 */
export async function openSaved(page: Page, path: string): Promise<void> {
  await page.evaluate(async path => {
    const { commands } = (window as any).jupyterapp;
    await commands.execute('docmanager:open', { path });
  }, path);
  // the indicator says "idle" before there is a kernel too
  await page.waitForFunction(() => {
    const { currentWidget } = (window as any).jupyterapp.shell;
    const session = currentWidget?.sessionContext?.session;
    return session?.kernel?.status === 'idle';
  });
  // the notebook takes the focus when its kernel is ready
  await page
    .locator('.jp-NotebookPanel:not(.lm-mod-hidden)')
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor();
}

/**
 * Close the notebook that is shown, and save it if JupyterLab asks: Galata looks for that question at once, when it may not
 * be there yet.
 */
export async function closeNotebook(page: Page): Promise<void> {
  const panels = page.locator('.jp-NotebookPanel');
  const open = await panels.count();
  await page.activity
    .getTabLocator()
    .locator('.lm-TabBar-tabCloseIcon')
    .click();
  const save = page.locator('.jp-Dialog .jp-mod-accept:not(.jp-mod-warn)');
  await expect(async () => {
    if (await save.isVisible()) {
      await save.click();
    }
    expect(await panels.count()).toBeLessThan(open);
  }).toPass();
}

/**
 * A notebook as its file has it.
 */
export async function readNotebook(
  page: Page,
  path: string
): Promise<INotebook> {
  const read = () => page.request.get(`/api/contents/${path}`);
  let response = await read();
  // while the server saves the file it is not whole
  await expect(async () => {
    response = response.ok() ? response : await read();
    expect(response.ok()).toBe(true);
  }).toPass({ timeout: 20_000 });
  return (await response.json()).content as INotebook;
}

/**
 * The answer cells of a notebook as its file has them.
 */
export async function savedAnswers(page: Page, path: string): Promise<ICell[]> {
  const { cells } = await readNotebook(page, path);
  return cells.filter(cell => cell.metadata.ai_jup?.isOutputCell);
}

/**
 * Run a command by its name, from the command palette.
 */
export async function runCommand(page: Page, label: string): Promise<void> {
  const input = page.locator('.lm-CommandPalette-input');
  const item = page.locator('.lm-CommandPalette-item.lm-mod-active', {
    hasText: label
  });
  // the palette goes when something else takes the focus
  await expect(async () => {
    if (!(await input.isVisible())) {
      await page.keyboard.press('Control+Shift+C');
    }
    await input.fill(label, { timeout: 2_000 });
    await expect(item).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await input.press('Enter');
}

/**
 * Make a cell the active one, in command mode.
 */
export async function selectCell(page: Page, index: number): Promise<void> {
  await page.notebook.selectCells(index);
}

/**
 * Select the only prompt and run it with the keyboard.
 */
export async function runPromptAt(page: Page, index: number): Promise<void> {
  await selectCell(page, index);
  await page.keyboard.press('Shift+Enter');
}

/**
 * Run a code cell with the keyboard, and wait until it has a number.
 */
export async function runCodeAt(page: Page, index: number): Promise<void> {
  const count = page.locator('.jp-Cell').nth(index).locator('.jp-InputPrompt');
  // a page that has just opened may not take its first key
  await expect(async () => {
    await selectCell(page, index);
    await page.keyboard.press('Control+Enter');
    await expect(count).toContainText(/\d/, { timeout: 5_000 });
  }).toPass();
}

/**
 * The answers that the page shows.
 */
export function answers(page: Page): Locator {
  return page.locator('.jp-AiJup-answerCell');
}

/**
 * Wait for an answer of which there is a part and not yet the end.
 */
export async function seePartial(
  page: Page,
  part: string,
  end: string
): Promise<void> {
  await expect(
    page
      .locator('.jp-AiJup-answerCell.jp-mod-streaming')
      .filter({ hasText: part, hasNotText: end })
    // the first answer of a server waits until LiteLLM is loaded
  ).toBeVisible({ timeout: 45_000 });
}

/**
 * Wait until an answer has ended and stands there as JupyterLab renders it.
 */
export async function seeWhole(page: Page, text: string): Promise<void> {
  const answer = answers(page);
  await expect(answer.locator('.jp-MarkdownOutput')).toContainText(text, {
    timeout: 45_000
  });
  await expect(answer).not.toHaveClass(/jp-mod-streaming/);
  await expect(answer.locator('.jp-AiJup-stream')).toHaveCount(0);
}

/** Words enough for an answer that takes its time. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, at) => `word${at + 1}`).join(' ');
}
