import { keylessURL } from '../settings';
import {
  answers,
  code,
  expect,
  openNotebook,
  openStrangersNotebook,
  prompt,
  runCommand,
  savedAnswers,
  seeWhole,
  selectCell,
  test
} from './lab';

test.use({ baseURL: keylessURL });

test('without a key the simulator answers, and says so', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/keyless.ipynb`;
  await openNotebook(page, path, [code('1 + 1')]);
  await selectCell(page, 0);
  await runCommand(page, 'Insert Prompt');
  await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(1);
  await page.keyboard.type('What is this?');
  await page.keyboard.press('Shift+Enter');
  await seeWhole(page, 'Simulator, not a model.');
  const answer = answers(page);
  await expect(answer.locator('.jp-MarkdownOutput')).toContainText(
    'What is this?'
  );
  await expect(answer.locator('.jp-AiJup-record')).toContainText('Simulator');
  await page.screenshot({ path: 'test-results/keyless.png' });
  await expect
    .poll(async () => {
      const [saved] = await savedAnswers(page, path);
      return saved?.metadata.ai_jup.run?.simulated;
    })
    .toBe(true);
  // it was the server's own simulator, not the one of the tests
  expect(await simulator.received()).toEqual([]);
});

test('without a key the way to Settings is in view, however high the window is', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/low.ipynb`, [prompt('Hello?')]);
  const chip = page.locator('.jp-AiJup-chipButton');
  const popup = page.locator('.jp-AiJup-popup');
  const settings = popup.getByRole('button', { name: 'Settings and keys…' });
  for (const height of [850, 560]) {
    await page.setViewportSize({ width: 1280, height });
    await chip.click();
    await expect(popup.getByRole('listbox')).toBeVisible();
    await expect(settings).toBeInViewport({ ratio: 1 });
    await page.screenshot({ path: `test-results/chip-${height}.png` });
    await page.keyboard.press('Escape');
  }
});

test("asks before a stranger's prompt goes to the simulator too, which reads values", async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/keyless-stranger.ipynb`;
  const dear = 'anthropic/claude-opus-5';
  await openStrangersNotebook(page, path, [prompt('What is this?', dear)]);
  await selectCell(page, 0);
  await page.keyboard.press('Shift+Enter');
  const dialog = page.getByRole('dialog', { name: 'Send this prompt?' });
  await expect(dialog).toContainText('Nothing is sent to a provider.');
  await expect(dialog).toContainText('The notebook names:');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await seeWhole(page, 'Simulator, not a model.');
});
