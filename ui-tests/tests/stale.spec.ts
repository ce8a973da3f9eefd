import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import {
  answers,
  code,
  expect,
  markdown,
  openNotebook,
  openStrangersNotebook,
  prompt,
  readNotebook,
  runCodeAt,
  runCommand,
  runPromptAt,
  seeWhole,
  test
} from './lab';
import { lastUserTexts } from './simulator';

type Page = IJupyterLabPageFixture;

const MODEL = 'openai/gpt-5.4-mini';
/** Addresses end with the time. */
const ASKED = /\/ai-jup\/stale/;
const STALE = /jp-AiJup-mod-stale/;

/** The line under an answer. */
function line(page: Page, at = 0): Locator {
  return answers(page).nth(at).locator('.jp-AiJup-staleLine');
}

/** The server says which answers are stale. */
async function checked(page: Page): Promise<void> {
  await page.waitForResponse(ASKED);
  // the page has taken it when it draws again
  await page.evaluate(() => new Promise(requestAnimationFrame));
}

/** Do something, and wait until the answers have been looked at after it. */
async function andCheck(page: Page, act: () => Promise<unknown>) {
  await Promise.all([checked(page), act()]);
}

function mayRunStale(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    (window as any).jupyterapp.commands.isEnabled('ai-jup:run-stale')
  );
}

async function save(page: Page): Promise<void> {
  await page.evaluate(() =>
    (window as any).jupyterapp.commands.execute('docmanager:save')
  );
}

test('an answer is marked when a cell above it is edited, until it is run again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/edited.ipynb`;
  await openNotebook(page, path, [
    code('price = 1'),
    prompt('Is that dear?', MODEL),
    code('below = 1')
  ]);
  await simulator.script({ text: 'No.' });
  await andCheck(page, () => runPromptAt(page, 1));
  await seeWhole(page, 'No.');
  await expect(answers(page)).not.toHaveClass(STALE);
  await expect(line(page)).toBeHidden();

  await andCheck(page, () => page.notebook.setCell(3, 'code', 'below = 2'));
  await expect(answers(page)).not.toHaveClass(STALE);

  await andCheck(page, () => page.notebook.setCell(0, 'code', 'price = 2'));
  await expect(answers(page)).toHaveClass(STALE);
  await expect(line(page)).toContainText(
    'Out of date: the cells above were changed'
  );
  await page.screenshot({ path: 'test-results/stale.png' });

  // what is on the page is no part of the file
  await save(page);
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  await expect(answers(page)).toHaveClass(STALE);
  const { cells } = await readNotebook(page, path);
  expect(JSON.stringify(cells)).not.toContain('stale');

  await simulator.script({ text: 'Still no.' });
  await andCheck(page, () =>
    line(page).getByRole('button', { name: 'Run again' }).click()
  );
  await seeWhole(page, 'Still no.');
  await expect(answers(page)).not.toHaveClass(STALE);
  await expect(line(page)).toBeHidden();
});

test('an answer is marked when a value that its prompt names is another, and the kernel is not held up for that', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/value.ipynb`, [
    prompt('Is $`price` dear?', MODEL),
    code('price = 1')
  ]);
  await runCodeAt(page, 1);
  await simulator.script({ text: 'No.' });
  await andCheck(page, () => runPromptAt(page, 0));
  await seeWhole(page, 'No.');
  await page.notebook.setCell(2, 'code', 'price = 2000');
  await runCodeAt(page, 2);
  await expect(line(page)).toContainText('price has another value');

  // while the kernel is busy it stays so, and is not asked
  await page.notebook.setCell(
    2,
    'code',
    'import time; time.sleep(8); price = 1'
  );
  await page.notebook.selectCells(2);
  await page.keyboard.press('Control+Enter');
  const asked = await page.waitForRequest(ASKED);
  expect(asked.postDataJSON().notebook.kernel_id).toBeNull();
  await asked.response();
  await expect(answers(page)).toHaveClass(STALE);
  await expect(answers(page)).not.toHaveClass(STALE);
});

test('Run Stale Prompts asks those that need it, in their order', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/some.ipynb`, [
    prompt('First?', MODEL),
    markdown('Between'),
    prompt('Second?', MODEL),
    prompt('Third?', MODEL)
  ]);
  await simulator.script(
    { text: 'One.' },
    { text: 'Two.' },
    { text: 'Three.' }
  );
  await runCommand(page, 'Run Stale Prompts');
  await expect(answers(page).nth(2)).toContainText('Three.');
  expect(await simulator.received()).toHaveLength(3);

  await expect.poll(() => mayRunStale(page)).toBe(false);
  await andCheck(page, () =>
    page.notebook.setCell(2, 'markdown', 'Changed between')
  );
  await expect(answers(page).nth(0)).not.toHaveClass(STALE);
  await expect(answers(page).nth(1)).toHaveClass(STALE);
  await expect(answers(page).nth(2)).toHaveClass(STALE);

  await simulator.script({ text: 'Two anew.' }, { text: 'Three anew.' });
  await page.menu.clickMenuItem('Run>Run Stale Prompts');
  await expect(answers(page).nth(2)).toContainText('Three anew.');
  const requests = (await simulator.received()).slice(3);
  expect(requests.map(request => lastUserTexts(request).at(-1))).toEqual([
    'Second?',
    'Third?'
  ]);
  expect(JSON.stringify(requests[1].body)).toContain('Two anew.');
  for (const at of [0, 1, 2]) {
    await expect(answers(page).nth(at)).not.toHaveClass(STALE);
  }
});

test('Run Stale Prompts ends with Stop', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/stopped.ipynb`, [
    prompt('First?', MODEL),
    prompt('Second?', MODEL)
  ]);
  await simulator.script({ text: 'one two three four five six', pace: 1 });
  await runCommand(page, 'Run Stale Prompts');
  await expect(answers(page)).toContainText('one two');
  await answers(page).getByRole('button', { name: 'Stop' }).click();
  await expect(answers(page)).toContainText('You stopped this answer.');
  await checked(page);
  await expect(answers(page)).toHaveCount(1);
  expect(await simulator.received()).toHaveLength(1);
});

test('edited answers, skipped prompts and answers of earlier versions are said to be that', async ({
  page,
  tmpPath,
  simulator
}) => {
  const first = prompt('First?', MODEL);
  const older = prompt('Older?', MODEL);
  const record = {
    run: 'r',
    state: 'finished',
    model: MODEL,
    seconds: 1,
    started: '2026-01-01T00:00:00Z'
  };
  await openNotebook(page, `${tmpPath}/kinds.ipynb`, [
    code('a = 1'),
    older,
    markdown('An older answer.', {
      isOutputCell: true,
      prompt: older.metadata.ai_jup.id,
      run: record
    }),
    first
  ]);
  await simulator.script({ text: 'One.' });
  await andCheck(page, () => runPromptAt(page, 3));
  await expect(answers(page).nth(1)).toContainText('One.');
  await page.notebook.setCell(4, 'markdown', 'My own words.');
  const said = answers(page).nth(1).locator('.jp-AiJup-record');
  await expect(said).toContainText('edited');
  await expect(said).toHaveAttribute('title', /was edited/);
  await andCheck(page, () => page.notebook.setCell(0, 'code', 'a = 2'));
  await expect(said).toContainText('edited');
  await expect(line(page, 1)).toBeHidden();
  await expect(line(page, 0)).toBeHidden();
  await expect(
    answers(page).nth(0).locator('.jp-AiJup-record')
  ).toHaveAttribute('title', /from an earlier version/);

  await page.notebook.selectCells(3);
  await page.keyboard.press('Shift+S');
  await expect(line(page, 1)).toHaveText('Prompt skipped', {
    useInnerText: true
  });
  await expect(page.locator('.jp-AiJup-mod-stale')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/stale-kinds.png' });
});

test("a stranger's notebook has no kernel read", async ({ page, tmpPath }) => {
  const mine = prompt('Is $`price` dear?', MODEL);
  const { id } = mine.metadata.ai_jup;
  const asking = page.waitForRequest(ASKED);
  await openStrangersNotebook(page, `${tmpPath}/stranger.ipynb`, [
    mine,
    markdown('No.', { isOutputCell: true, prompt: id })
  ]);
  const { notebook } = (await asking).postDataJSON();
  expect(notebook).toMatchObject({ trusted: false, kernel_id: null });
});

test('a notebook without answers asks nothing', async ({ page, tmpPath }) => {
  const asked: string[] = [];
  page.on('request', request => asked.push(request.url()));
  await openNotebook(page, `${tmpPath}/none.ipynb`, [
    code('a = 1'),
    prompt('Why?', MODEL)
  ]);
  await page.notebook.setCell(0, 'code', 'a = 2');
  await page.waitForTimeout(2_500);
  expect(asked.filter(url => url.includes('ai-jup/stale'))).toEqual([]);
});

test('in a thousand cells of which few are on the page the marks stay', async ({
  page,
  tmpPath,
  simulator
}) => {
  const cells = Array.from({ length: 1_000 }, (_, at) =>
    code(`x_${at} = ${at}\nprint(x_${at})`)
  );
  await openNotebook(page, `${tmpPath}/long.ipynb`, [
    ...cells.slice(0, 5),
    prompt('Why?', MODEL),
    ...cells.slice(5)
  ]);
  await page.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    const config = { ...content.notebookConfig, windowingMode: 'full' };
    content.notebookConfig = config;
  });
  await simulator.script({ text: 'Because.' });
  await andCheck(page, () => runPromptAt(page, 5));
  await seeWhole(page, 'Because.');
  await andCheck(page, () => page.notebook.setCell(0, 'code', 'x_0 = 1'));
  await expect(answers(page)).toHaveClass(STALE);

  const scroll = (index: number) =>
    page.evaluate(async at => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      await content.scrollToItem(at, 'center');
    }, index);
  await scroll(990);
  await expect(answers(page)).toHaveCount(0);
  // a change far below is sent alone, and changes nothing
  const asking = page.waitForRequest(ASKED);
  await page.evaluate(() => {
    const { model } = (window as any).jupyterapp.shell.currentWidget.content;
    model.sharedModel.cells[995].setSource('x = 5');
  });
  const sent = (await asking).postDataJSON().cells as object[];
  const whole = sent.flatMap((cell, at) => ('digest' in cell ? [] : [at]));
  expect(sent).toHaveLength(1_002);
  expect(whole).toEqual([5, 6, 995]);
  await scroll(5);
  await expect(answers(page)).toHaveClass(STALE);
  await expect(line(page)).toContainText('the cells above were changed');
});
