import fs from 'node:fs';
import path from 'node:path';

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
import type { INotebook } from './lab';

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

test('pictures for the documentation', async ({ page, tmpPath, simulator }) => {
  const { cells } = JSON.parse(fs.readFileSync(NOTEBOOK, 'utf8')) as INotebook;
  const asked = prompt('What does the plot show, and how do I fit it?');
  await openNotebook(
    page,
    `${tmpPath}/oscillation.ipynb`,
    [...cells, asked],
    'anthropic/claude-sonnet-5'
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
  await panel.screenshot({ path: path.join(IMAGES, 'answer.png') });
  await page.theme.setDarkTheme();
  await panel.screenshot({ path: 'test-results/answer-dark.png' });
});
