/* What is promised of JupyterLab's versions; scripts/matrix.sh runs it with the oldest too. */
import { labURL } from '../settings';
import {
  code,
  expect,
  openSaved,
  prompt,
  runCodeAt,
  saveNotebook,
  test
} from './lab';

const PAGES = { JupyterLab: 'lab/tree', Notebook: 'notebooks' };

test.use({ keepsPage: false });

function notebook(): any {
  const kernelspec = { name: 'python3', display_name: 'Python 3' };
  const cells = [
    { id: 'code', ...code('6 * 7') },
    { id: 'asked', ...prompt('Is it there?') }
  ];
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

for (const [name, address] of Object.entries(PAGES)) {
  test(`the console of ${name} has no warning of versions`, async ({
    page,
    tmpPath
  }) => {
    const path = `${tmpPath}/quiet.ipynb`;
    await saveNotebook(page, path, notebook());
    const other = await page.context().newPage();
    const told: string[] = [];
    other.on('console', message => {
      // Notebook has an extension of its own, which may warn of an older JupyterLab
      const isOurs = message.location().url.includes('/extensions/ai-jup/');
      if (isOurs && message.text().includes('version')) {
        told.push(message.text());
      }
    });
    await other.goto(`${labURL}/${address}/${path}`);
    await other.locator('.jp-AiJup-promptCell').waitFor();
    expect(told).toEqual([]);
    await other.close();
  });
}

test.describe('in JupyterLab 4.3', () => {
  test.use({ autoGoto: false });

  test('it is said that JupyterLab is too old, and code runs', async ({
    page,
    tmpPath
  }) => {
    // where the page is of a newer one it is told otherwise, before the scripts read it
    await page.addInitScript(() => {
      document.addEventListener('readystatechange', () => {
        const config = document.getElementById('jupyter-config-data');
        if (config) {
          config.textContent = config.textContent!.replace(
            /("appVersion": ")4\.\d+/,
            '$14.3'
          );
        }
      });
    });
    await page.goto();
    await expect(
      page.locator('.jp-Notification-Toast-warning, .Toastify__toast')
    ).toContainText(
      /AI prompts are off: they need JupyterLab 4\.4 or Notebook 7\.4, and this is JupyterLab 4\.3\.\d+/
    );
    const path = `${tmpPath}/runs.ipynb`;
    await saveNotebook(page, path, notebook());
    await openSaved(page, path);
    await runCodeAt(page, 0);
    await expect(page.locator('.jp-OutputArea-output')).toContainText('42');
    await page.screenshot({ path: 'test-results/too-old.png' });
  });
});
