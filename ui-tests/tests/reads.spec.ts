import {
  answers,
  code,
  expect,
  markdown,
  openNotebook,
  prompt,
  selectCell,
  runPromptAt,
  seePartial,
  seeWhole,
  test
} from './lab';

const MODEL = 'openai/gpt-4o';
const PRICES =
  'It costs $5 or \\$6, and \\$a\\$ is no formula; $x^2$ is one, and so is \\[y = 1\\] here, not \\[1\\].';
const READ =
  /It costs \$5 or \$6, and \$a\$ is no formula; .* is one, and so is .* here, not \[1\]\./;
const FOLDED =
  '<details><summary>More</summary>It is **below** the fold.</details>';
const END = 'The end.';

test('prices are prices and formulas are formulas, while they come and when they stay', async ({
  page,
  tmpPath,
  simulator
}) => {
  await simulator.script({
    text: `${PRICES}\n\nH<sub>2</sub>O<br><kbd>Ctrl</kbd>\n\n${FOLDED}\n\nHere it waits. ${END}`,
    pace: 0.1
  });
  const path = `${tmpPath}/reads.ipynb`;
  await openNotebook(page, path, [prompt('How much?', MODEL)]);
  await runPromptAt(page, 0);
  await seePartial(page, 'Here', END);
  const stream = answers(page).locator('.jp-AiJup-stream');
  await expect(stream.locator('mjx-container')).toHaveCount(2);
  await expect(stream).toContainText(READ);

  await seeWhole(page, END);
  const shown = answers(page).locator('.jp-MarkdownOutput');
  await expect(shown.locator('mjx-container')).toHaveCount(2);
  await expect(shown).toContainText(READ);
  await expect(shown.locator('sub, kbd, br')).toHaveCount(3);
  await expect(shown.locator('strong')).toBeHidden();
  await shown.getByText('More').click();
  await expect(shown.locator('strong')).toBeVisible();
});

test('prices in a prompt are prices, its formulas formulas', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, `${tmpPath}/prices.ipynb`, [
    prompt('It costs $5 and $10 or $x^2$, with $`a` and $`b`.', MODEL),
    markdown('It costs $5 and $10.')
  ]);
  const [asked, other] = [0, 1].map(at =>
    page.locator('.jp-Cell').nth(at).locator('.jp-MarkdownOutput')
  );
  // JupyterLab's own way
  await expect(other.locator('mjx-container')).toHaveCount(1);
  await expect(asked.locator('mjx-container')).toHaveCount(1);
  await expect(asked).toContainText(
    /It costs \$5 and \$10 or .*, with \$a and \$b\./
  );
});

for (const answerHeadings of [false, true]) {
  test.describe(`headings of answers, ${answerHeadings ? 'wanted' : 'not wanted'} in the outline`, () => {
    test.use({ mockSettings: { 'ai-jup:plugin': { answerHeadings } } });

    test('fold cells and fill the table of contents only if they are wanted', async ({
      page,
      tmpPath
    }) => {
      const asked = prompt('What next?', MODEL);
      const path = `${tmpPath}/headings.ipynb`;
      await openNotebook(page, path, [
        markdown('# Mine'),
        asked,
        markdown('# Of the answer\n\nText.', {
          isOutputCell: true,
          prompt: asked.metadata.ai_jup.id
        }),
        code('x = 1')
      ]);
      const folds = answers(page).locator('.jp-collapseHeadingButton');
      const mine = page.locator('.jp-Cell').first();
      await expect(mine.locator('.jp-collapseHeadingButton')).toHaveCount(1);
      await expect(folds).toHaveCount(answerHeadings ? 1 : 0);

      await page.sidebar.openTab('table-of-contents');
      const entries = page.locator('.jp-TableOfContents-content .jp-tocItem');
      await expect(entries).toHaveText(
        answerHeadings ? [/Mine/, /Of the answer/] : [/Mine/]
      );

      // made a prompt it is the user's own, until that is undone
      await selectCell(page, 2);
      await page.keyboard.press('p');
      await expect(answers(page)).toHaveCount(0);
      await page.keyboard.press('z');
      await expect(answers(page)).toHaveCount(1);
      await expect(folds).toHaveCount(answerHeadings ? 1 : 0);
    });
  });
}
