import { galata } from '@jupyterlab/galata';

import { labURL } from '../settings';
import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  seeWhole,
  selectCell,
  test
} from './lab';

const MODEL = 'openai/gpt-4o';

test.use({
  autoGoto: false,
  keepsPage: false,
  // Galata's own waits for the English launcher
  waitForApplication: async ({}, use) => {
    await use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    });
  },
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    '@jupyterlab/translation-extension:plugin': { locale: 'de_DE' }
  }
});

test('a German page has German answers, commands and settings', async ({
  page,
  tmpPath,
  simulator
}) => {
  await page.goto(`${labURL}/lab`);
  await openNotebook(page, `${tmpPath}/deutsch.ipynb`, [
    prompt('Why is the sky blue?', MODEL)
  ]);
  await simulator.script({ text: 'Because.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Because.');
  await selectCell(page, 1);
  await answers(page).hover();
  for (const name of ['Antwort als Markdown kopieren', 'Noch einmal fragen']) {
    await expect(answers(page).getByTitle(name).first()).toBeVisible();
  }
  await page.screenshot({ path: 'test-results/german-answer.png' });

  // what the server says
  await simulator.script({ text: '', fault: { kind: 'status', status: 401 } });
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('nimmt den API-Schlüssel nicht an');
  await expect(ending).toContainText('Einen gültigen Schlüssel angeben');
  await page.screenshot({ path: 'test-results/german-error.png' });

  const label = await page.evaluate(() =>
    (window as any).jupyterapp.commands.label('ai-jup:run-stale')
  );
  expect(label).toBe('Veraltete Prompts ausführen');

  // they are read again when the user comes back to the window
  const read = page.waitForResponse(/api\/settings\/ai-jup:plugin/);
  await page.evaluate(() => void window.dispatchEvent(new Event('focus')));
  await read;
  await page.evaluate(
    () =>
      void (window as any).jupyterapp.commands.execute('ai-jup:open-settings')
  );
  const settings = page.locator('.jp-SettingsPanel');
  await expect(settings).toContainText('Höchstzahl der Schritte');
  await expect(settings).toContainText('Frühere Antworten');
  await expect(
    page.locator('.jp-PluginList').getByText('KI-Prompts')
  ).toBeVisible();
  await page.screenshot({ path: 'test-results/german-settings.png' });
});
