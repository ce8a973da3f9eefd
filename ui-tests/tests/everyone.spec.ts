import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  expect,
  markdown,
  openNotebook,
  prompt,
  runPromptAt,
  seeWhole,
  selectCell,
  test
} from './lab';

type Page = IJupyterLabPageFixture;

const MODEL = 'openai/gpt-4o';

/** What axe finds wrong in nodes of this extension's own. */
async function faults(page: Page, ...selectors: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page: page.context().pages().at(-1)! });
  selectors.forEach(selector => builder.include(selector));
  const { violations } = await builder
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      // what JupyterLab has made of the cell is not ours
      .filter(({ html }) => html.includes('jp-AiJup'))
      .map(({ html }) => `${id}: ${html.slice(0, 200)}`)
  );
}

test('a screen reader is told which cell is a prompt, whose an answer is, and which answer a button is about', async ({
  page,
  tmpPath,
  simulator
}) => {
  await simulator.script({ text: 'So it is.' });
  await openNotebook(page, `${tmpPath}/names.ipynb`, [
    markdown('Mine.'),
    prompt('Why is the sky blue?', MODEL),
    prompt('Is it?')
  ]);
  await runPromptAt(page, 1);
  await seeWhole(page, 'So it is.');
  const names = () =>
    page
      .locator('.jp-Cell')
      .evaluateAll(cells => cells.map(cell => cell.getAttribute('aria-label')));
  expect(await names()).toEqual([
    'Markdown Cell Content',
    'Prompt',
    expect.stringMatching(/^Answer by GPT-4o/),
    'Prompt'
  ]);

  await simulator.script({
    text: '',
    fault: { kind: 'status', status: 400, message: 'No.' }
  });
  await runPromptAt(page, 3);
  await expect(
    page.getByRole('button', { name: 'Run again: “Is it?”' })
  ).toBeVisible({ timeout: 30_000 });
  await expect(
    page.getByRole('button', { name: 'Run again: “Is it?”' })
  ).toHaveText('Run again');
});

test('the Help menu has the keys, and the guide with its pages and pictures', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/help.ipynb`, [
    prompt('Why is the sky blue?', MODEL),
    markdown('Mine.')
  ]);
  await selectCell(page, 1);
  // from the menu it has the keys of the whole notebook alone: no Y and no M either
  await page.keyboard.press('Control+Shift+H');
  const keys = page.getByRole('dialog').locator('tr');
  for (const [label, key] of [
    ['Change to Prompt', 'P'],
    ['Skip in Prompts', 'Shift'],
    ['Pin in Prompts', 'Shift']
  ]) {
    await expect(keys.filter({ hasText: label }).first()).toContainText(key);
  }
  await expect(async () => {
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  }).toPass();

  await page.menu.clickMenuItem('Help>AI Prompts Keys…');
  const ours = page.locator('.jp-AiJup-keys');
  await expect(ours.locator('tr')).toHaveText([
    'Change to PromptP · Q, P',
    'Pin in PromptsShift+P · Q, Shift+P',
    'Skip in PromptsShift+S',
    'Stop PromptEsc'
  ]);
  await page.screenshot({ path: 'test-results/keys.png' });
  await page.keyboard.press('Escape');
  await expect(ours).toHaveCount(0);

  await page.menu.clickMenuItem('Help>AI Prompts Guide');
  const guide = page.locator('.jp-AiJup-guide');
  await expect(guide.locator('h1')).toHaveText(/^ai-jup/);
  await expect
    .poll(() =>
      guide
        .locator('img')
        .evaluateAll(all => all.map(image => (image as any).naturalWidth > 0))
    )
    .toEqual([true, true]);
  await expect(guide.getByRole('link', { name: 'CONTRIBUTING' })).toHaveCount(
    0
  );
  await guide.getByRole('link', { name: 'What the mark means' }).click();
  await expect(
    guide.getByRole('heading', { name: 'Answers that are out of date' })
  ).toBeInViewport();
  await guide.getByRole('button', { name: 'Back to the beginning' }).click();
  await expect(guide.locator('h1')).toHaveText(/^ai-jup/);
  // pages of a folder, and what they lead to beside it
  await guide.getByRole('link', { name: 'a class with 200 students' }).click();
  await guide.getByRole('link', { name: 'Every setting' }).click();
  await expect(guide.locator('h1')).toHaveText(/^For administrators/);
});

test.describe('in a page of its own', () => {
  test.use({ keepsPage: false });

  for (const theme of ['light', 'dark']) {
    test(`axe finds nothing in cells, box and settings: ${theme}`, async ({
      page,
      tmpPath,
      simulator
    }) => {
      await simulator.script(
        { text: 'So it is: `x`.\n\n- one\n- two' },
        { text: '', fault: { kind: 'status', status: 400, message: 'No.' } }
      );
      await openNotebook(page, `${tmpPath}/axe.ipynb`, [
        prompt('Why is the sky blue?', MODEL),
        prompt('And the sea?', MODEL)
      ]);
      await runPromptAt(page, 0);
      await seeWhole(page, 'So it is');
      if (theme === 'dark') {
        await page.evaluate(() =>
          (window as any).jupyterapp.commands.execute('apputils:change-theme', {
            theme: 'JupyterLab Dark'
          })
        );
      }
      await runPromptAt(page, 2);
      await expect(answers(page).last()).toContainText('No answer.', {
        timeout: 30_000
      });
      await selectCell(page, 0);
      await page.keyboard.press('Shift+S');
      await page.screenshot({ path: `test-results/cells-${theme}.png` });
      expect(
        await faults(page, '.jp-AiJup-promptCell', '.jp-AiJup-answerCell')
      ).toEqual([]);

      await page.locator('.jp-AiJup-chipButton').click();
      await page.locator('.jp-AiJup-popup [role=option]').first().waitFor();
      await page.screenshot({ path: `test-results/box-${theme}.png` });
      expect(await faults(page, '.jp-AiJup-popup')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.notebook.save();

      await page.evaluate(() =>
        (window as any).jupyterapp.commands.execute('ai-jup:open-settings')
      );
      await page.locator('.jp-AiJup-picker [role=option]').first().waitFor();
      await page.screenshot({ path: `test-results/settings-${theme}.png` });
      expect(await faults(page, '.jp-AiJup-modelSetting')).toEqual([]);
    });
  }
});
