/**
 * Several people on one notebook, with jupyter-collaboration: `make matrix` has an environment with it. Each browser is
 * somebody else to Jupyter, which gives who has no name one.
 */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Browser, Page } from '@playwright/test';

import { labURL, token } from '../settings';
import type { ICell } from './lab';
import {
  answers,
  code,
  expect,
  prompt,
  savedAnswers,
  saveNotebook,
  seePartial,
  seeWhole,
  test,
  words
} from './lab';

const MODEL = 'anthropic/claude-sonnet-5';
const TEXT = words(80);

// what Galata's page does with users, and with what is open at the end, is not wanted here
test.use({ autoGoto: false });

/** A browser of somebody's own, in which a notebook is opened. Of Galata's additions none is used. */
async function join(
  browser: Browser,
  path: string
): Promise<IJupyterLabPageFixture> {
  const page: Page = await (await browser.newContext()).newPage();
  await open(page, path);
  return page as IJupyterLabPageFixture;
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${labURL}/doc/tree/${path}?token=${token}`);
  await page
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor({ timeout: 45_000 });
  await expect(page.locator('.jp-Notebook .jp-Cell').first()).toBeVisible();
}

/** Two people who see each other. */
async function two(
  page: IJupyterLabPageFixture,
  browser: Browser,
  path: string,
  cells: ICell[]
) {
  const all = cells.map((cell, at) => ({ id: `cell-${at}`, ...cell }));
  const kernelspec = { name: 'python3', display_name: 'Python 3 (ipykernel)' };
  await saveNotebook(page, path, {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: all
  } as Parameters<typeof saveNotebook>[2]);
  const ada = await join(browser, path);
  const bob = await join(browser, path);
  for (const each of [ada, bob]) {
    await expect.poll(() => each.evaluate(peopleHere)).toBe(2);
  }
  return { ada, bob, leave: () => leave(ada, bob) };
}

function peopleHere(): number {
  const { model } = (window as any).jupyterapp.shell.currentWidget.content;
  const states = [...model.sharedModel.awareness.getStates().values()];
  return new Set(states.map((state: any) => state.user?.username)).size;
}

async function leave(...pages: Page[]): Promise<void> {
  await Promise.all(pages.map(page => page.context().close()));
}

function nameOf(page: Page): Promise<string> {
  return page.evaluate(
    () => (window as any).jupyterapp.serviceManager.user.identity.display_name
  );
}

/** Run the first prompt, or another one. */
async function ask(page: Page, at = 0): Promise<void> {
  const cell = page.locator('.jp-AiJup-promptCell').nth(at);
  await cell.locator('.jp-MarkdownOutput').click();
  await page.keyboard.press('Control+Enter');
}

/** Each cell of a notebook in memory: `P`, `A` or nothing, and its source. */
function cellsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { model } = (window as any).jupyterapp.shell.currentWidget.content;
    return model.sharedModel.cells.map((cell: any) => {
      const ours = cell.getMetadata('ai_jup') ?? {};
      const kind = ours.isPromptCell ? 'P' : ours.isOutputCell ? 'A' : '';
      return `${kind} ${cell.getSource()}`;
    });
  });
}

/** The answers in the file, which the server saves by itself: their text, and how their runs ended. */
async function savedIn(page: IJupyterLabPageFixture, path: string) {
  const saved = await savedAnswers(page, path);
  return saved.map(({ source, metadata }) => [
    source,
    metadata.ai_jup.run?.state
  ]);
}

async function seeNoQuestion(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
}

test('together: the other sees a first prompt answered as it comes, and who has asked', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/first.ipynb`;
  const { ada, bob, leave } = await two(page, browser, path, [code('x = 1')]);
  await simulator.script({ text: TEXT, pace: 0.3 });
  await ada.locator('.jp-Cell .jp-InputPrompt').first().click();
  await ada.keyboard.press('b');
  await ada.keyboard.press('p');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('Count.');
  await ada.keyboard.press('Shift+Enter');
  // as it comes, and no text of a notebook that was saved too early
  await seePartial(bob, 'word10', 'word80');
  // what is hidden under the stream is the notebook's own text
  await expect(answers(bob)).not.toContainText('Incomplete', {
    useInnerText: true
  });
  await expect(
    answers(bob).getByRole('button', { name: /^Stop/ })
  ).toBeEnabled();
  const asker = await nameOf(ada);
  const label = (of: Page) => of.locator('.jp-AiJup-promptLabel');
  await expect(label(bob)).toContainText(`asked by ${asker}`);
  await expect(label(ada)).not.toContainText('asked by');
  await seeWhole(ada, TEXT);
  await seeWhole(bob, TEXT);
  await expect(label(bob)).toContainText(`asked by ${asker}`);
  await expect.poll(() => savedIn(page, path)).toEqual([[TEXT, 'finished']]);
  const [saved] = await savedAnswers(page, path);
  expect(saved.metadata.ai_jup.asked_by).toBe(asker);
  await seeNoQuestion(ada, bob);
  expect(await simulator.received()).toHaveLength(1);
  await leave();
});

test('together: a prompt that runs already shows the answer that comes, and the other can stop it', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/stopped.ipynb`;
  const cells = [prompt('Count.', MODEL)];
  const { ada, bob, leave } = await two(page, browser, path, cells);
  await simulator.script({ text: TEXT, pace: 0.2 });
  await ask(ada);
  await seePartial(ada, 'word5', 'word80');
  await ask(bob);
  await seePartial(bob, 'word10', 'word80');
  await answers(bob).getByRole('button', { name: /^Stop/ }).click();
  for (const each of [ada, bob]) {
    await seeWhole(each, 'You stopped this answer');
  }
  await expect
    .poll(async () => (await savedIn(page, path)).map(([, state]) => state))
    .toEqual(['stopped']);
  await seeNoQuestion(ada, bob);
  expect(await simulator.received()).toHaveLength(1);
  await leave();
});

test('together: another browser goes on writing, and one that was loaded again goes on showing', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/left.ipynb`;
  const cells = [prompt('Count.', MODEL)];
  const { ada, bob, leave } = await two(page, browser, path, cells);
  await simulator.script({ text: words(150), pace: 0.15 });
  await ask(ada);
  await seePartial(bob, 'word5', 'word150');
  await ada.context().close();
  await open(bob, path);
  await seePartial(bob, 'word5', 'word150');
  await seeWhole(bob, words(150));
  await expect
    .poll(() => savedIn(page, path))
    .toEqual([[words(150), 'finished']]);
  await seeNoQuestion(bob);
  expect(await simulator.received()).toHaveLength(1);
  await leave();
});

test('together: undo is of what one has done oneself, and keeps prompts with their answers', async ({
  page,
  browser,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/undone.ipynb`;
  const cells = [code('x = 1'), prompt('Count.', MODEL), code('y = 2')];
  const { ada, bob, leave } = await two(page, browser, path, cells);
  const both = async (expected: (string | RegExp)[]) => {
    for (const each of [ada, bob]) {
      await expect
        .poll(() => cellsOf(each))
        .toEqual(
          expected.map(one =>
            typeof one === 'string' ? one : expect.stringMatching(one)
          )
        );
    }
  };
  await simulator.script({ text: TEXT, pace: 0.2 });
  await ask(ada);
  await seePartial(bob, 'word5', 'word80');
  // gone in mid-answer, and back
  await bob.locator('.jp-AiJup-promptCell .jp-MarkdownOutput').click();
  await bob.keyboard.press('d');
  await bob.keyboard.press('d');
  await both([' x = 1', ' y = 2']);
  // the other's step is not this page's to take back
  await ada.locator('.jp-Cell .jp-InputPrompt').first().click();
  await ada.keyboard.press('z');
  await bob.keyboard.press('z');
  await both([' x = 1', 'P Count.', /^A word1 /, ' y = 2']);
  await expect.poll(() => savedIn(page, path)).toHaveLength(1);
  await seeNoQuestion(ada, bob);
  await leave();
});
