import {
  expect,
  galata,
  JupyterLabPage,
  test as base
} from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Page } from '@playwright/test';

/**
 * Galata gives JupyterLab 15 seconds to start, too few on a busy machine; and it goes on asking the page when they are
 * over, which fails as an error of no test, and with it the whole run, when the retry has passed. What cannot be asked
 * while the page is being loaded ("promise was garbage collected") is asked again.
 */
JupyterLabPage.prototype.waitForCondition = async (
  condition,
  timeout = 60_000
) => {
  const holds = async () => condition();
  await expect.poll(() => holds().catch(() => false), { timeout }).toBe(true);
};

interface IOptions {
  /**
   * Whether a test goes on in the page of the one before, its notebooks closed, and leaves it to the next: loading
   * JupyterLab takes half of a short test's time. Not for tests that listen to all that a page does,
   * change its theme, or answer what it asks when it is loaded.
   */
  keepsPage: boolean;
}

interface IWorker {
  /** The page that goes from test to test, while there is one, and what it was loaded with. */
  kept: { page: Page | null; loadedWith: string };
}

/**
 * Close all that is open, and say whether the page can go on. What is being saved is waited for, and the file browser
 * leaves the folder: else a dialog would tell of them when the folder is gone.
 */
async function closeAll(page: Page): Promise<boolean> {
  await page.evaluate(async () => {
    const { commands, shell } = (window as any).jupyterapp;
    for (const widget of [...shell.widgets('main')]) {
      await widget.context?.save();
      widget.dispose();
    }
    await commands.execute('apputils:dismiss-notification');
    await commands.execute('filebrowser:go-to-path', { path: '/' });
    await commands.execute('filebrowser:activate');
    shell.collapseRight();
  });
  return (await page.getByRole('dialog').count()) === 0;
}

export const test = base.extend<IOptions, IWorker>({
  keepsPage: [true, { option: true }],

  kept: [
    async ({}, use) => {
      const kept: IWorker['kept'] = { page: null, loadedWith: '' };
      await use(kept);
      await kept.page?.context().close();
    },
    { scope: 'worker' }
  ],

  page: async (
    {
      browser,
      kept,
      keepsPage,
      appPath,
      autoGoto,
      baseURL,
      kernels,
      mockConfig,
      mockSettings,
      mockState,
      mockUser,
      sessions,
      terminals,
      tmpPath,
      viewport,
      waitForApplication
    },
    use,
    testInfo
  ) => {
    const isKept = keepsPage && autoGoto;
    const loadedWith = JSON.stringify([baseURL, mockConfig, mockSettings]);
    if (kept.loadedWith !== loadedWith) {
      await kept.page?.context().close();
      Object.assign(kept, { page: null, loadedWith });
    }
    const before = isKept ? kept.page : null;
    await before?.setViewportSize(viewport!);
    const own = before ?? (await (await browser.newContext()).newPage());
    const page = await galata.initTestPage(
      appPath,
      autoGoto && !before,
      baseURL!,
      mockConfig,
      mockSettings,
      mockState,
      mockUser,
      own,
      sessions,
      terminals,
      tmpPath,
      waitForApplication,
      kernels
    );
    let isChanged = false;
    const onRequest = (request: { method(): string; url(): string }) => {
      isChanged ||=
        request.method() === 'PUT' && request.url().includes('/api/settings/');
    };
    // what was loaded again restores the folder of its test, even when that is gone
    const onLoad = () => {
      isChanged = true;
    };
    own.on('request', onRequest).on('load', onLoad);
    await use(page as IJupyterLabPageFixture);
    own.off('request', onRequest).off('load', onLoad);
    const isAsBefore =
      isKept && !isChanged && testInfo.status === testInfo.expectedStatus;
    const goesOn = isAsBefore && (await closeAll(own));
    // Galata's own too, which answer for this test
    await own.unrouteAll({ behavior: 'ignoreErrors' });
    if (goesOn) {
      kept.page = own;
    } else {
      kept.page = before ? null : kept.page;
      await own.context().close();
    }
  }
});
