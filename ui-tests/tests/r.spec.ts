import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  code,
  expect,
  openSaved,
  prompt,
  runCodeAt,
  runCommand,
  runPromptAt,
  saveNotebook,
  seePartial,
  seeWhole,
  selectCell,
  test
} from './lab';
import type { ICell } from './lab';
import { lastUserTexts } from './simulator';

const MODEL = 'openai/gpt-4o';
const FRAME = 'my.data <- data.frame(town = c("Bern", NA), people = 1:2)';
const KERNELSPEC = { name: 'ir', display_name: 'R', language: 'R' };

async function openR(
  page: IJupyterLabPageFixture,
  path: string,
  cells: ICell[]
): Promise<void> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: KERNELSPEC },
    cells: cells.map((cell, at) => ({ id: `cell-${at}`, ...cell }))
  };
  await saveNotebook(page, path, notebook);
  await openSaved(page, path);
}

test.skip(
  !process.env.UI_TEST_R,
  'needs R with IRkernel, and UI_TEST_R=1 to say that it is there'
);
test.use({ keepsPage: false });

test('R: a value is shown and sent, and the answer becomes cells', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openR(page, `${tmpPath}/r.ipynb`, [
    code(FRAME),
    prompt('How many in $`my.data`, and $`my.data$town`?', MODEL)
  ]);
  await runCodeAt(page, 0);
  await selectCell(page, 1);
  await runCommand(page, 'Show What Would Be Sent');
  const panel = page.locator('.jp-AiJup-context');
  await expect(panel).toContainText('$`my.data`');
  await expect(
    panel.locator('pre', { hasText: 'people: integer' })
  ).toBeVisible();
  await expect(panel.locator('pre', { hasText: '```r' })).toBeVisible();
  await page.screenshot({ path: 'test-results/r-panel.png' });

  await simulator.script({ text: 'Two:\n\n```{r}\nnrow(my.data)\n```\n' });
  await page.locator('.jp-Cell').nth(1).click();
  await page.keyboard.press('Shift+Enter');
  await seeWhole(page, 'Two:');
  const [request] = await simulator.received();
  const sent = lastUserTexts(request).join('\n');
  expect(sent).toContain('Value of my.data (data.frame):');
  expect(sent).toContain('town: character, 1 missing');
  expect(sent).toContain('[1] "Bern" NA');
  await page.theme.setDarkTheme();
  await page.screenshot({ path: 'test-results/r-dark.png' });
  await answers(page).hover();
  await page.getByRole('button', { name: 'Insert and run' }).click();
  const output = page
    .locator('.jp-CodeCell')
    .nth(1)
    .locator('.jp-OutputArea-output');
  await expect(output).toContainText('2');
  await page.theme.setLightTheme();
  await page.screenshot({ path: 'test-results/r-light.png' });
});

test('R: names are completed, and asked for once', async ({
  page,
  tmpPath
}) => {
  const asked: string[] = [];
  page.on('request', request => {
    if (request.url().includes('kernel-names')) {
      asked.push(request.url());
    }
  });
  await openR(page, `${tmpPath}/names.ipynb`, [code(FRAME), prompt('', MODEL)]);
  await runCodeAt(page, 0);
  await selectCell(page, 1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('What is $`my.d');
  const list = page.locator('.jp-Completer');
  await expect(list).toContainText('my.data');
  await expect(list).toContainText('data.frame');
  await page.screenshot({ path: 'test-results/r-completion.png' });
  await page.keyboard.press('Enter');
  await expect(page.locator('.jp-Cell').nth(1)).toContainText('$`my.data`');
  // what it had R's kernel do is told to the page like a cell
  await page.waitForTimeout(1_500);
  expect(asked).toHaveLength(1);
});

test('R: what is wrong is said, functions too, and Stop stops', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openR(page, `${tmpPath}/wrong.ipynb`, [
    prompt('What is $`my.dta`?', MODEL),
    prompt('Call &`nrow`.', MODEL),
    prompt('Tell me more.', MODEL)
  ]);
  await runPromptAt(page, 0);
  await expect(answers(page)).toContainText("'my.dta' is not defined");
  await page.screenshot({ path: 'test-results/r-error.png' });
  await runPromptAt(page, 2);
  await expect(page.locator('.jp-Notebook')).toContainText(
    'functions need a Python kernel'
  );
  await page.screenshot({ path: 'test-results/r-function.png' });
  await simulator.script({ text: 'Here it waits. The end.', pace: 0.5 });
  await page.locator('.jp-Cell', { hasText: 'Tell me more.' }).click();
  await page.keyboard.press('Shift+Enter');
  await seePartial(page, 'Here', 'The end.');
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await expect(page.locator('.jp-mod-streaming')).toHaveCount(0);
});
