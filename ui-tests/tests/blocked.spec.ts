import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  code,
  expect,
  notebookOf,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  saveNotebook,
  seePartial,
  seeWhole,
  test as base,
  words
} from './lab';
import { Proxy } from './proxy';

type Page = IJupyterLabPageFixture;

const MODEL = 'anthropic/claude-sonnet-5';
const SAID =
  'A proxy blocks the live connection (WebSocket) at ai-jup/events. Answers come by plain requests. An administrator can allow it.';

/** The page comes through a proxy that upgrades the kernels' sockets alone. */
const test = base.extend<{
  cutsAfter: number | undefined;
  blocksAll: boolean;
  blocking: Proxy;
}>({
  cutsAfter: [undefined, { option: true }],
  blocksAll: [false, { option: true }],
  blocking: async ({ cutsAfter, blocksAll }, use) => {
    const proxy = new Proxy(cutsAfter, blocksAll);
    await proxy.start();
    await use(proxy);
    proxy.stop();
  },
  baseURL: async ({ blocking }, use) => {
    await use(blocking.url);
  }
});

test.use({ keepsPage: false });

const notices = (page: Page) =>
  page.locator('.Toastify__toast', { hasText: SAID });

const states = async (page: Page, path: string) =>
  (await savedAnswers(page, path)).map(
    ({ metadata }) => metadata.ai_jup.run?.state
  );

test('where no socket comes through, an answer streams, goes on after a reload, and stops', async ({
  page,
  tmpPath,
  simulator,
  blocking
}) => {
  const path = `${tmpPath}/blocked.ipynb`;
  await openNotebook(page, path, [prompt('Write a long story.', MODEL)]);
  await simulator.script({ text: words(400), pace: 0.1 });
  await runPromptAt(page, 0);
  await seePartial(page, 'word5', 'word400');
  await expect(notices(page)).toHaveCount(1);
  await page.screenshot({ path: 'test-results/blocked.png' });
  // it writes: the file has what has come
  await expect.poll(() => savedAnswers(page, path)).toHaveLength(1);

  const before = blocking.refused;
  expect(before).toBe(2);
  const options: object = { waitForIsReady: false };
  await page.reload(options);
  await seePartial(page, 'word60', 'word400');
  // the socket is tried again in a new page
  expect(blocking.refused).toBe(before + 2);
  await expect(notices(page)).toHaveCount(1);
  await answers(page).locator('.jp-AiJup-stop').click();
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('You stopped this answer.');
  await expect.poll(() => states(page, path)).toEqual(['stopped']);
  await expect
    .poll(async () => (await simulator.received())[0].closed_after)
    .not.toBeNull();

  await simulator.script({ text: 'A short story.' });
  await answers(page).getByRole('button', { name: 'Run again' }).click();
  await seeWhole(page, 'A short story.');
  await expect(answers(page)).toHaveCount(1);
  await expect.poll(() => states(page, path)).toEqual(['finished']);
  // one that waits, and one that takes its place before the proxy has seen it go
  expect(blocking.polls.most).toBeLessThanOrEqual(2);
  expect(blocking.refused).toBe(before + 2);
  // whether it was said a second time
  await expect(notices(page)).toHaveCount(1);
  await notices(page).getByRole('button', { name: 'What to change' }).click();
  const guide = page.locator('.jp-AiJup-guide');
  await expect(
    guide.getByRole('heading', { name: 'When WebSockets are blocked' })
  ).toBeInViewport();
  await page.screenshot({ path: 'test-results/blocked-guide.png' });
});

test.describe('nor those of kernels', () => {
  test.use({ blocksAll: true });

  test('a prompt below code says why it waits', async ({ page, tmpPath }) => {
    const path = `${tmpPath}/all-blocked.ipynb`;
    const cells = [code('1'), prompt('Hello?', MODEL)];
    await saveNotebook(page, path, notebookOf(cells));
    // its kernel is never idle
    await page.evaluate(
      path =>
        (window as any).jupyterapp.commands.execute('docmanager:open', {
          path
        }),
      path
    );
    await page.waitForFunction(() => {
      const { currentWidget } = (window as any).jupyterapp.shell;
      return currentWidget?.sessionContext?.session?.kernel;
    });
    await page.evaluate(() => {
      const { commands } = (window as any).jupyterapp;
      void commands.execute('notebook:run-all-cells');
    });
    await expect(answers(page).locator('.jp-AiJup-waiting')).toContainText(
      'the browser has no connection to the kernel'
    );
    await page.screenshot({ path: 'test-results/blocked-all.png' });
    await answers(page).locator('.jp-AiJup-stop').click();
  });
});

test.describe('and requests are cut off after three seconds, and held back until they are whole', () => {
  test.use({ cutsAfter: 3 });

  test('an answer with long silences comes whole, and nothing is said of a lost server', async ({
    page,
    tmpPath,
    simulator,
    blocking
  }) => {
    const path = `${tmpPath}/cut.ipynb`;
    await openNotebook(page, path, [prompt('Write slowly.', MODEL)]);
    await expect.poll(() => blocking.polls.all).toBeGreaterThan(1);
    await expect.poll(() => blocking.cut, { timeout: 30_000 }).toBe(1);
    await page.evaluate(() => {
      const said = ((window as any).said = new Set<string>());
      new MutationObserver(() => {
        document
          .querySelectorAll('.jp-AiJup-waiting')
          .forEach(({ textContent }) => said.add(textContent));
      }).observe(document.body, {
        childList: true,
        characterData: true,
        subtree: true
      });
    });
    await simulator.script({ text: words(4), pace: 7 });
    await runPromptAt(page, 0);
    await seePartial(page, 'word2', 'word4');
    await page.screenshot({ path: 'test-results/blocked-cut.png' });
    await seeWhole(page, words(4));
    await expect.poll(() => states(page, path)).toEqual(['finished']);
    const said: string[] = await page.evaluate(() => [...(window as any).said]);
    expect(said.filter(text => text.includes('nothing new'))).not.toEqual([]);
    expect(said.filter(text => text.includes('not responding'))).toEqual([]);
    // it waits less from the first time on
    expect(blocking.cut).toBe(1);
    expect(await simulator.received()).toHaveLength(1);
  });
});
