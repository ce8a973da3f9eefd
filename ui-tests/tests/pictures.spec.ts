import fs from 'node:fs';
import path from 'node:path';

import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture as Page } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { models, settingsURL } from '../settings';
import {
  answers,
  code,
  expect,
  openNotebook,
  prompt,
  runCodeAt,
  runPromptAt,
  seeWhole,
  selectCell,
  test
} from './lab';
import type { INotebook } from './lab';
import { answer, openPicker } from './settingspage';
import type { IFault } from './simulator';

/** Runs with UPDATE_PICTURES=1 only. */
const IMAGES = path.join(__dirname, '..', '..', 'docs', 'images');
const NOTEBOOK = path.join(__dirname, '..', 'notebooks', 'plot.ipynb');

const ANSWER = `A **damped oscillation**: the period is about 1.6, and each peak is roughly two thirds as high as the one before. To fit it:

\`\`\`python
from scipy.optimize import curve_fit

def damped(t, tau, period):
    return np.exp(-t / tau) * np.cos(2 * np.pi * t / period)

(tau, period), _ = curve_fit(damped, t, y, p0=(3, 1.5))
\`\`\``;

for (const [provider, model] of Object.entries(models)) {
  test(`a picture of an answer by ${provider}`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    const { cells } = JSON.parse(
      fs.readFileSync(NOTEBOOK, 'utf8')
    ) as INotebook;
    const asked = prompt('What does the plot show, and how do I fit it?');
    await openNotebook(
      page,
      `${tmpPath}/oscillation.ipynb`,
      [...cells, asked],
      model
    );
    await page.sidebar.close();
    await simulator.script({ text: ANSWER });
    await runPromptAt(page, 1);
    await seeWhole(page, 'curve_fit');
    await expect(answers(page)).toHaveCount(1);
    const [request] = await simulator.received();
    expect(JSON.stringify(request.body)).toContain('image/png');
    await selectCell(page, 0);
    await page.keyboard.press('Escape');
    const panel = page.locator('.jp-NotebookPanel');
    fs.mkdirSync(IMAGES, { recursive: true });
    await panel.screenshot({
      path: path.join(IMAGES, `answer-${provider}.png`)
    });
    await page.theme.setDarkTheme();
    await panel.screenshot({
      path: `test-results/answer-${provider}-dark.png`
    });
  });
}

const AREA = `import matplotlib.pyplot as plt

def plot_area(width: float, height: float = 2):
    """Draw a field."""
    figure, axes = plt.subplots(figsize=(4, 1.6), layout="constrained")
    axes.fill_between([0, width], height, alpha=0.4)
    return figure`;

test('pictures of a call', async ({ page, tmpPath, simulator }) => {
  await openNotebook(
    page,
    `${tmpPath}/field.ipynb`,
    [code(AREA), prompt('Draw a field 3 m wide. Use &`plot_area`.')],
    'anthropic/claude-sonnet-5'
  );
  await page.sidebar.close();
  await runCodeAt(page, 0);
  await simulator.script(
    {
      text: 'I draw it.',
      calls: [{ name: 'plot_area', arguments: { width: 3 } }]
    },
    { text: 'The field is **3 m** wide and 2 m deep.' }
  );
  await runPromptAt(page, 1);
  await seeWhole(page, '2 m deep');
  const answer = answers(page);
  await expect(answer.locator('.jp-MarkdownOutput img')).toHaveCount(1);
  await selectCell(page, 0);
  await answer.screenshot({ path: path.join(IMAGES, 'call.png') });
  await answer.locator('.jp-MarkdownOutput summary').click();
  await both(page, answer, '../../ui-tests/test-results/call-open');
});

const FAULTS: IFault[] = [
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 404 },
  { kind: 'status', status: 400, reason: 'low_credit' },
  { kind: 'status', status: 429, retry_after: 34 },
  { kind: 'status', status: 529 },
  { kind: 'status', status: 500 },
  { kind: 'truncate', after: 0 },
  { kind: 'silent', seconds: 0.05 },
  { kind: 'silent', seconds: 30 }
];

/** The same picture in both themes. */
async function both(page: Page, part: Locator, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    if (theme === 'dark') {
      await page.theme.setDarkTheme();
    }
    const file = path.join(IMAGES, `${name}-${theme}.png`);
    await part.screenshot({ path: file });
  }
  await page.theme.setLightTheme();
}

test.describe('of the picker', () => {
  test.use({
    viewport: { width: 1000, height: 1000 },
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'ai-jup:plugin': { model: 'anthropic/claude-sonnet-5' }
    }
  });

  test.beforeEach(async ({ page }) => {
    // the simulator's lists are short
    await answer(page, 'availability', {});
  });

  test('with keys', async ({ page, simulator }) => {
    await page.sidebar.close();
    const picker = await openPicker(page);
    await simulator.script({ text: 'OK' });
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    await expect(picker.locator('.jp-mod-works')).toBeVisible({
      timeout: 40_000
    });
    await both(page, picker, 'picker');
  });

  test('with all that can be wrong', async ({ page, simulator }) => {
    await page.setViewportSize({ width: 1000, height: 1150 });
    await page.sidebar.close();
    const picker = await openPicker(page);
    const failed = picker.locator('.jp-AiJup-test .jp-mod-failed');
    const found: string[] = [];
    for (const fault of FAULTS) {
      await simulator.script({ text: 'one two', fault });
      await picker.getByRole('button', { name: 'Test Connection' }).click();
      await expect(failed).toBeVisible({ timeout: 40_000 });
      found.push(await failed.evaluate(node => node.outerHTML));
      await picker.getByRole('combobox').fill(`${found.length}`);
      await expect(failed).toHaveCount(0);
    }
    await picker.evaluate((node, notices) => {
      node.innerHTML = `<div class="jp-AiJup-picker">${notices.join('')}</div>`;
    }, found);
    await both(page, picker, 'picker-failures');
  });

  test.describe('without', () => {
    test.use({ baseURL: settingsURL });

    test('keys', async ({ page }) => {
      await page.sidebar.close();
      const picker = await openPicker(page);
      await picker.getByRole('button', { name: 'Test Connection' }).click();
      await expect(picker).toContainText('✗ API key missing');
      await both(page, picker, 'picker-no-keys');
    });
  });

  test('in a notebook', async ({ page, tmpPath }) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await openNotebook(page, `${tmpPath}/model.ipynb`, [
      prompt('Go on.', 'openai/gpt-4')
    ]);
    await page.sidebar.close();
    await runPromptAt(page, 0);
    const ending = answers(page).locator('.jp-AiJup-ending');
    await ending.getByRole('button', { name: 'Choose model…' }).click();
    await expect(page.locator('.jp-AiJup-popup')).toContainText('Use ');
    await both(page, page.locator('#jp-main-dock-panel'), 'notebook-model');
  });
});
