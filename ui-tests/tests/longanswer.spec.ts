import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { busiestTask } from './busiesttask';
import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  test
} from './lab';
import { END, longText } from './longtext';

type Page = IJupyterLabPageFixture;

/** Milliseconds. */
const COMES_TO_REST = 2_000;

/** Not by `expect`, which reads all of the page again and again. */
function shows(page: Page, selector: string): Promise<unknown> {
  const state = 'attached';
  return page.waitForSelector(selector, { state, timeout: 60_000 });
}

test('the end of an answer of 200,000 characters does not hold the page up', async ({
  page,
  tmpPath,
  simulator
}) => {
  test.setTimeout(120_000);
  const text = longText();
  await simulator.script({ text, pace: 0 });
  const path = `${tmpPath}/long.ipynb`;
  await openNotebook(page, path, [prompt('Write a book.', 'openai/gpt-4o')]);
  const ours = await busiestTask(page, async () => {
    await runPromptAt(page, 0);
    await shows(page, '.jp-AiJup-answerCell.jp-mod-streaming');
    await shows(page, '.jp-AiJup-answerCell:not(.jp-mod-streaming)');
    await page.waitForTimeout(COMES_TO_REST);
  });

  const shown = answers(page).locator('.jp-MarkdownOutput');
  await expect(shown).toContainText(END);
  await expect(shown.locator('h2')).toHaveCount(
    text.split('## Part').length - 1
  );
  await expect(shown.locator('mjx-container').last()).toBeAttached();

  // its hidden editor is in color only when it is edited
  const editorsType = (rendered: boolean) =>
    page.evaluate(async rendered => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      const cell = content.widgets[1];
      cell.rendered = rendered;
      await new Promise(resolve => setTimeout(resolve, 100));
      return cell.model.mimeType;
    }, rendered);
  expect(await editorsType(true)).toBe('text/x-diff');
  expect(await editorsType(false)).toBe('text/x-ipythongfm');
  expect(await editorsType(true)).toBe('text/x-diff');
  await expect(shown).toContainText(END);

  // the same text in a cell of the user's own
  const ordinary = await busiestTask(page, async () => {
    await page.evaluate(source => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      content.model.sharedModel.insertCell(0, {
        cell_type: 'markdown',
        source,
        metadata: {}
      });
      content.widgets[0].rendered = true;
    }, text);
    await shows(
      page,
      '.jp-Cell:nth-child(1) .jp-MarkdownOutput h2:last-of-type'
    );
    await page.waitForTimeout(COMES_TO_REST);
  });
  process.stdout.write(
    `CPU of the busiest task: ${ours.toFixed(0)} ms, of an ordinary cell ${ordinary.toFixed(0)} ms\n`
  );
  expect(ours).toBeLessThan(ordinary / 10);
});
