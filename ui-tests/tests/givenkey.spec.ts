import fs from 'node:fs';
import path from 'node:path';

import { folderOf, settingsURL } from '../settings';
import {
  expect,
  notebookOf,
  openNotebook,
  prompt,
  runPromptAt,
  saveNotebook,
  seeWhole,
  test
} from './lab';
import { barriersInBoth, openPicker, removeKey } from './settingspage';

test.use({ keepsPage: false });

const WORK = folderOf('settings');
const KEYS = path.join(WORK, 'data', 'ai_jup_keys.json');

const KEY = 'sk-ant-given-in-settings-4e8a1c';
const MODEL = 'anthropic/claude-sonnet-5';

test.use({ baseURL: settingsURL });

/** The files below a folder that have the key in them. */
function filesWithKey(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => fs.readFileSync(file).includes(KEY));
}

test('a key is given, answers, is seen nowhere, and is removed', async ({
  page,
  tmpPath,
  simulator
}) => {
  const heard: string[] = [];
  page.on('response', response => {
    // 204 has no body
    if (response.url().includes('/ai-jup/') && response.status() !== 204) {
      void response.text().then(text => heard.push(text));
    }
  });
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)))
  );
  // a try before this one may have left its key
  expect((await page.request.delete('/ai-jup/keys/anthropic')).ok()).toBe(true);
  const picker = await openPicker(page);
  const anthropic = picker.getByRole('radio', { name: 'Anthropic' });
  await anthropic.check({ force: true });
  await expect(picker).toContainText('Enter a key below, or set ANTHROPIC');
  await picker.locator('input[type="password"]').fill(KEY);
  await picker.getByRole('button', { name: 'Save' }).click();
  await expect(picker.getByText('The key is saved. Test')).toBeInViewport();
  await expect(picker).toContainText(
    'The key was entered in Settings and is stored in a file.'
  );
  expect(
    await barriersInBoth(page, '.jp-AiJup-modelSetting', 'picker-key')
  ).toEqual([]);
  expect(JSON.parse(fs.readFileSync(KEYS, 'utf8'))).toEqual({
    anthropic: KEY
  });
  expect(fs.statSync(KEYS).mode & 0o777).toBe(0o600);

  await openNotebook(page, `${tmpPath}/given.ipynb`, [prompt('Go.', MODEL)]);
  await simulator.script({ text: 'With that key.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'With that key.');
  await page.notebook.save();
  const [request] = await simulator.received();
  expect(request.headers['x-api-key']).toBe(KEY);
  expect(filesWithKey(WORK)).toEqual([KEYS]);

  await openPicker(page);
  await anthropic.check({ force: true });
  await removeKey(picker);
  await expect(picker.getByText('The key is removed.')).toBeInViewport();
  await expect(anthropic).toBeChecked();
  await expect(picker.locator('input[type="password"]')).toBeFocused();
  expect(JSON.parse(fs.readFileSync(KEYS, 'utf8'))).toEqual({});
  expect(filesWithKey(WORK)).toEqual([]);
  expect(heard.length).toBeGreaterThan(5);
  expect(heard.filter(text => text.includes(KEY))).toEqual([]);
  expect(await page.content()).not.toContain(KEY);
});

test('a key is given and removed in Jupyter Notebook, with the keyboard', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/asked.ipynb`;
  await saveNotebook(page, path, notebookOf([prompt('Go.', MODEL)]));
  const other = await page.context().newPage();
  await other.goto(`${settingsURL}/notebooks/${path}`);
  await other.locator('.jp-AiJup-chipButton').click();
  await other.getByRole('button', { name: 'Settings and keys…' }).click();
  const dialog = other.locator('.jp-Dialog');
  await dialog.getByRole('radio', { name: 'Anthropic' }).check({ force: true });
  const key = dialog.locator('input[type="password"]');
  await key.fill(KEY);
  await key.press('Enter');
  await expect(dialog.getByText('The key is saved. Test')).toBeInViewport();

  const remove = dialog.getByRole('button', { name: 'Remove', exact: true });
  await remove.press('Enter');
  const question = dialog.getByRole('alertdialog');
  await expect(question).toBeInViewport();
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await other.screenshot({ path: 'test-results/notebook7-remove.png' });
  await other.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(remove).toBeFocused();
  await other.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(dialog.getByText('The key is removed.')).toBeInViewport();
  expect(JSON.parse(fs.readFileSync(KEYS, 'utf8'))).toEqual({});
  await other.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await other.close();
});
