import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Browser, BrowserContext, Page } from '@playwright/test';

import { labURL, token } from '../settings';
import {
  expect,
  markdown,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';

const MODEL = 'anthropic/claude-sonnet-5';
const TEXT = words(80);

/** Open a notebook that JupyterLab has saved once: it adds to what was written by hand. */
async function openSaved(
  page: IJupyterLabPageFixture,
  path: string
): Promise<void> {
  await openNotebook(page, path, [prompt('Count.', MODEL)]);
  await page.notebook.save();
  await expectClean(page);
}

/** Another browser, in which a notebook is opened too. */
async function otherBrowser(
  browser: Browser,
  path: string
): Promise<IJupyterLabPageFixture> {
  return otherWindow(await browser.newContext(), path);
}

/** Another window of a browser, with a notebook. */
async function otherWindow(
  context: BrowserContext,
  path: string
): Promise<IJupyterLabPageFixture> {
  const page: Page = await context.newPage();
  await page.goto(`${labURL}/doc/tree/${path}?token=${token}`);
  await page
    .locator('.jp-AiJup-promptCell')
    .first()
    .waitFor({ timeout: 45_000 });
  await page
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor();
  // of Galata's additions none is used
  return page as IJupyterLabPageFixture;
}

/** The answers in the file: their text, and how their runs ended. */
async function savedIn(page: IJupyterLabPageFixture, path: string) {
  const saved = await savedAnswers(page, path);
  return saved.map(({ source, metadata }) => [
    source,
    metadata.ai_jup.run?.state
  ]);
}

/** The text of the first answer, or of another cell, as a page has it, which may be out of sight. */
function shownAnswer(page: Page, at = 1): Promise<string> {
  return page.evaluate(at => {
    const { currentWidget } = (window as any).jupyterapp.shell;
    return currentWidget.content.model.cells.get(at).sharedModel.getSource();
  }, at);
}

async function expectClean(page: Page): Promise<void> {
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
}

test('another browser shows an answer as it comes and when it is whole, and nothing is written twice', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/shown.ipynb`;
  await openSaved(page, path);
  const other = await otherBrowser(browser, path);
  await simulator.script({ text: TEXT, pace: 0.1 });
  await runPromptAt(page, 0);
  await seePartial(other, 'word10', 'word80');
  await seePartial(page, 'word15', 'word80');
  await seeWhole(page, TEXT);
  await seeWhole(other, TEXT);
  await expect.poll(() => savedIn(page, path)).toEqual([[TEXT, 'finished']]);
  await expectClean(page);
  await expectClean(other);
  expect(await simulator.received()).toHaveLength(1);

  // asked again there, it is new here
  await simulator.script({ text: 'Once more.' });
  await other.locator('.jp-AiJup-promptCell').click();
  await other.keyboard.press('Control+Enter');
  await seeWhole(page, 'Once more.');
  await expect
    .poll(() => savedIn(page, path))
    .toEqual([['Once more.', 'finished']]);
  await expectClean(page);
  await expectClean(other);
  await other.context().close();
});

test('another browser goes on writing when the one that asked is closed', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/left.ipynb`;
  // JupyterLab takes it for changed: it was not saved there yet
  await openNotebook(page, path, [prompt('Count.', MODEL)]);
  const asker = await otherBrowser(browser, path);
  await simulator.script({ text: TEXT, pace: 0.15 });
  await asker.locator('.jp-AiJup-promptCell').click();
  await asker.keyboard.press('Control+Enter');
  await seePartial(page, 'word10', 'word80');
  await asker.context().close();
  await seeWhole(page, TEXT);
  await expect.poll(() => savedIn(page, path)).toEqual([[TEXT, 'finished']]);
  await expectClean(page);
  expect(await simulator.received()).toHaveLength(1);
});

test('a prompt that is being answered in another browser is asked once, and can be stopped in both', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/once.ipynb`;
  await openSaved(page, path);
  const other = await otherBrowser(browser, path);
  await simulator.script({ text: TEXT, pace: 0.15 });
  // both at once
  await other.locator('.jp-AiJup-promptCell').click();
  await selectCell(page, 0);
  await Promise.all([
    page.keyboard.press('Control+Enter'),
    other.keyboard.press('Control+Enter')
  ]);
  await seePartial(page, 'word5', 'word80');
  await seePartial(other, 'word5', 'word80');
  await other.getByRole('button', { name: /^Stop/ }).first().click();
  for (const each of [page, other]) {
    await seeWhole(each, 'You stopped this answer');
  }
  await expect
    .poll(async () => (await savedIn(page, path)).map(([, state]) => state))
    .toEqual(['stopped']);
  expect(await simulator.received()).toHaveLength(1);
  await expectClean(page);
  await expectClean(other);
  await other.context().close();
});

test.describe('where the user of the other browser has changed something', () => {
  // this page's notebook is not what the file has at the end
  test.use({ keepsPage: false });

  test("an answer survives what another browser's user makes of the file afterwards", async ({
    page,
    browser,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/overwritten.ipynb`;
    await openSaved(page, path);
    const other = await otherBrowser(browser, path);
    // its user writes something
    await other.locator('.jp-AiJup-promptCell').click();
    await other.keyboard.press('b');
    await other.keyboard.press('Enter');
    await other.keyboard.type('mine = 1');
    await other.keyboard.press('Escape');
    await expect(other.locator('.jp-mod-dirty')).not.toHaveCount(0);
    await simulator.script({ text: 'Here it is.' });
    await runPromptAt(page, 0);
    await seeWhole(page, 'Here it is.');
    await seeWhole(other, 'Here it is.');
    await expect
      .poll(() => savedIn(page, path))
      .toEqual([['Here it is.', 'finished']]);
    await other.keyboard.press('Control+s');
    const dialog = other.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Overwrite' }).click();
    await expect(other.locator('.jp-mod-dirty')).toHaveCount(0);
    expect(await savedIn(page, path)).toEqual([['Here it is.', 'finished']]);
    expect(await simulator.received()).toHaveLength(1);
    await other.context().close();
  });
});

test('two prompts that run in two browsers are both saved, and nobody is asked which file to keep', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/both.ipynb`;
  await openNotebook(page, path, [
    prompt('Count.', MODEL),
    prompt('Once more.', MODEL)
  ]);
  await page.notebook.save();
  await expectClean(page);
  const other = await otherBrowser(browser, path);
  await simulator.script({ text: TEXT, pace: 0.08 });
  await simulator.script({ text: 'Once more.', pace: 1.5 });
  await selectCell(page, 0);
  await page.keyboard.press('Control+Enter');
  await seePartial(other, 'word15', 'word80');
  await other.locator('.jp-AiJup-promptCell').nth(1).click();
  await other.keyboard.press('Control+Enter');
  await expect
    .poll(() => savedIn(page, path), { timeout: 30_000 })
    .toEqual([
      [TEXT, 'finished'],
      ['Once more.', 'finished']
    ]);
  await expectClean(page);
  await expectClean(other);
  expect(await simulator.received()).toHaveLength(2);
  await other.context().close();
});

test('two windows whose answers end together save one after the other, however slow the server is', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/together.ipynb`;
  await openNotebook(page, path, [
    prompt('First?', MODEL),
    prompt('Second?', MODEL)
  ]);
  await page.notebook.save();
  await expectClean(page);
  const other = await otherWindow(page.context(), path);
  await other.keyboard.press('Control+s');
  await expectClean(other);
  for (const each of [page, other]) {
    await each.route('**/api/contents/**', async route => {
      if (route.request().method() === 'GET') {
        await each.waitForTimeout(700);
      }
      await route.fallback();
    });
  }
  const texts = ['a', 'b'].map(letter => words(12).replaceAll('word', letter));
  await simulator.script(...texts.map(text => ({ text, pace: 0.1 })));
  await runPromptAt(page, 0);
  await other.locator('.jp-AiJup-promptCell').nth(1).click();
  await other.keyboard.press('Control+Enter');
  await expect
    .poll(
      async () => (await savedIn(page, path)).map(([source]) => source).sort(),
      { timeout: 60_000 }
    )
    .toEqual(texts);
  for (const each of [page, other]) {
    const shown = () => Promise.all([1, 3].map(at => shownAnswer(each, at)));
    await expect
      .poll(async () => (await shown()).sort(), { timeout: 30_000 })
      .toEqual(texts);
    await expectClean(each);
    await each.unrouteAll({ behavior: 'wait' });
  }
  expect(await simulator.received()).toHaveLength(2);
  await other.close();
});

test('another browser stays where its user is when the answer ends there', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/place.ipynb`;
  const many = Array.from({ length: 60 }, (_, at) => markdown(`Cell ${at}.`));
  await openNotebook(page, path, [prompt('Count.', MODEL), ...many]);
  await page.notebook.save();
  const other = await otherBrowser(browser, path);
  const cell = other.locator('.jp-Cell', { hasText: 'Cell 40.' });
  const scrolled = () =>
    other
      .locator('.jp-WindowedPanel-outer')
      .evaluate(({ scrollTop }) => scrollTop);
  const editor = cell.locator('.cm-content');
  for (const [answer, mode] of [
    ['One.', 'command'],
    ['Two.', 'edit']
  ]) {
    await cell.scrollIntoViewIfNeeded();
    await cell.click();
    if (mode === 'edit') {
      await other.keyboard.press('Enter');
      await expect(editor).toBeFocused();
    }
    const before = await scrolled();
    expect(before).toBeGreaterThan(0);
    await simulator.script({ text: answer, pace: 0.1 });
    await runPromptAt(page, 0);
    await expect
      .poll(() => savedIn(page, path))
      .toEqual([[answer, 'finished']]);
    await expect.poll(() => shownAnswer(other)).toBe(answer);
    await expect(cell).toHaveClass(/jp-mod-active/);
    expect(Math.abs((await scrolled()) - before)).toBeLessThan(60);
    if (mode === 'edit') {
      await expect(editor).toBeFocused();
      await other.keyboard.press('Escape');
    } else {
      await other.keyboard.press('ArrowDown');
      await expect(
        other.locator('.jp-Cell', { hasText: 'Cell 41.' })
      ).toHaveClass(/jp-mod-active/);
      await other.keyboard.press('ArrowUp');
    }
    await expectClean(other);
  }
  await other.context().close();
});
