import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { models } from '../settings';
import {
  answers,
  expect,
  markdown,
  openNotebook,
  prompt,
  runCommand,
  runPromptAt,
  savedAnswers,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';
import { lastUserTexts } from './simulator';

test.use({ keepsPage: false });

type Page = IJupyterLabPageFixture;

const rendered = (page: Page) => answers(page).locator('.jp-MarkdownOutput');
const place = (page: Page) => answers(page).locator('.jp-AiJup-place');

async function runAgain(page: Page): Promise<void> {
  await answers(page).hover();
  await answers(page).getByRole('button', { name: 'Run again' }).click();
}

/** What the notebook in the page has, saved or not. */
async function sources(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (
      window as any
    ).jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
      (cell: any) => cell.getSource()
    )
  );
}

test('asking again keeps the earlier answers, one click away, and sends only the one that is shown', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/history.ipynb`;
  await openNotebook(page, path, [
    prompt('What is it?', models.openai),
    prompt('And then?', models.openai)
  ]);
  await simulator.script(
    { text: 'The first answer.' },
    { text: 'The second answer.' },
    { text: 'The third answer.' },
    { text: 'What comes then.' }
  );
  await runPromptAt(page, 0);
  await seeWhole(page, 'The first answer.');
  await expect(place(page)).toBeHidden();
  await runAgain(page);
  await seeWhole(page, 'The second answer.');
  await expect(place(page)).toHaveText('2 of 2');
  await runAgain(page);
  await seeWhole(page, 'The third answer.');
  await expect(place(page)).toHaveText('3 of 3');
  const answer = answers(page);
  // where there is no record it begins its row: at the text's edge
  const record = answer.locator('.jp-AiJup-record');
  const { x } = (await record.boundingBox())!;
  await record.evaluate(node => (node.style.display = 'none'));
  expect((await place(page).boundingBox())!.x).toBe(x);
  await record.evaluate(node => (node.style.display = ''));
  const earlier = answer.getByRole('button', {
    name: 'Show the earlier answer: “What is it?”'
  });
  const later = answer.getByRole('button', {
    name: 'Show the later answer: “What is it?”'
  });
  await expect(later).toBeDisabled();
  await earlier.click();
  await expect(rendered(page)).toHaveText('The second answer.');
  await expect(place(page)).toHaveText('2 of 3');
  await page.screenshot({ path: 'test-results/history-light.png' });
  // from the keyboard, the focus is still there
  await earlier.press('Enter');
  await expect(rendered(page)).toHaveText('The first answer.');
  await expect(earlier).toBeDisabled();
  await page.keyboard.press('Control+s');
  await expect
    .poll(async () => (await savedAnswers(page, path))[0].metadata.ai_jup)
    .toMatchObject({
      later: [
        { source: 'The second answer.', run: { state: 'finished' } },
        { source: 'The third answer.', run: { state: 'finished' } }
      ]
    });
  await runPromptAt(page, 2);
  await expect(answers(page)).toHaveCount(2);
  await expect(answers(page).nth(1)).toContainText('What comes then.');
  const last = (await simulator.received())[3];
  const sent = JSON.stringify(last.body);
  expect(sent).toContain('The first answer.');
  expect(sent).not.toContain('The second answer.');
  expect(sent).not.toContain('The third answer.');
  await page.reload({ waitForIsReady: false } as object);
  await expect(rendered(page).first()).toHaveText('The first answer.');
  await expect(place(page).first()).toHaveText('1 of 3');
  await selectCell(page, 0);
  await expect(later).toBeEnabled();
  const shown = rendered(page).first();
  await expect(async () => {
    // before the notebook is ready the palette's command does nothing
    if ((await shown.textContent())?.includes('first')) {
      await runCommand(page, 'Show Later Answer');
    }
    await expect(shown).toHaveText('The second answer.', { timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await runCommand(page, 'Show Earlier Answer');
  await expect(rendered(page).first()).toHaveText('The first answer.');
});

test('z takes a re-run back as one step, and Shift+Z brings it again', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/undo.ipynb`, [
    prompt('What is it?', models.anthropic)
  ]);
  await simulator.script(
    { text: 'The first answer.' },
    { text: `The second answer. ${words(60)}`, pace: 0.02 }
  );
  await runPromptAt(page, 0);
  await seeWhole(page, 'The first answer.');
  await runAgain(page);
  await seeWhole(page, 'word60');
  await selectCell(page, 0);
  await page.keyboard.press('z');
  await expect(rendered(page)).toHaveText('The first answer.');
  await expect(place(page)).toBeHidden();
  await page.keyboard.press('Shift+Z');
  await expect(rendered(page)).toContainText('word60');
  await expect(place(page)).toHaveText('2 of 2');
});

test('a stopped re-run that has less says so, shows the earlier answer, and goes on in the same answer', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/continue.ipynb`;
  await openNotebook(page, path, [prompt('Tell it all.', models.anthropic)]);
  const first = `The first answer. ${words(80)}`;
  await simulator.script(
    { text: first },
    { text: `\`\`\`python\nx = 1\n${words(400)}`, pace: 0.1 }
  );
  await runPromptAt(page, 0);
  await seeWhole(page, 'word80');
  await runAgain(page);
  const stream = answers(page).locator('.jp-AiJup-stream');
  await expect(stream).toContainText('word4');
  await answers(page).locator('.jp-AiJup-stop').click();
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('The earlier answer had more.');
  await page.screenshot({ path: 'test-results/less-light.png' });
  await page.theme.setDarkTheme();
  await page.screenshot({ path: 'test-results/less-dark.png' });
  await page.theme.setLightTheme();
  await ending.getByRole('button', { name: 'Show the earlier answer' }).click();
  await expect(rendered(page)).toHaveText(first);
  await expect(ending).toBeHidden();
  await answers(page).hover();
  await answers(page)
    .getByRole('button', { name: 'Show the later answer' })
    .click();
  await expect(ending).toBeVisible();
  // there is no later one: the keys go on from the button that leads back
  await expect(answers(page).locator('[data-action="earlier"]')).toBeFocused();
  const [, half] = await sources(page);
  await simulator.script({ text: ' and more\n```\n\nSo it ends.' });
  await ending.getByRole('button', { name: 'Continue' }).click();
  await seeWhole(page, 'So it ends.');
  const [, whole] = await sources(page);
  const kept = half.slice(0, half.indexOf('\n```\n\n> **Stopped.**'));
  expect(half).toContain('word3');
  expect(whole).toBe(`${kept.trimEnd()} and more\n\`\`\`\n\nSo it ends.`);
  await expect(place(page)).toHaveText('2 of 2');
  const [, stopped, last] = await simulator.received();
  expect(stopped.closed_after).not.toBeNull();
  const turns = last.body.messages;
  expect(turns.at(-2).role).toBe('assistant');
  expect(turns.at(-2).content.at(-1).text).toBe(kept.trimEnd());
  expect(lastUserTexts(last).at(-1)).toContain('Go on with it exactly where');
  // the record is of both
  await expect
    .poll(async () => (await savedAnswers(page, path))[0].metadata.ai_jup.run)
    .toMatchObject({ state: 'finished', parameters: { estimated: true } });
  await selectCell(page, 0);
  await page.keyboard.press('z');
  await expect(ending).toBeVisible();
  expect((await sources(page))[1]).toBe(half);
  // what was turned through, and the re-run itself, are steps too
  for (const shown of [first, half, first]) {
    await page.keyboard.press('z');
    await expect.poll(async () => (await sources(page))[1]).toBe(shown);
  }
});

test('a broken stream and the length limit can be continued, from the palette too', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/broken.ipynb`, [
    prompt('Tell it all.', models.openai)
  ]);
  await simulator.script(
    { text: words(40), fault: { kind: 'truncate', after: 60 } },
    { text: ' and the rest.' }
  );
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText('Incomplete:');
  await selectCell(page, 1);
  await runCommand(page, 'Continue Answer');
  await seeWhole(page, 'and the rest.');
  await expect(ending).toBeHidden();
  expect((await sources(page))[1]).toMatch(/^word1 .*and the rest\.$/);
});

test('histories that are broken are left as they are', async ({
  page,
  tmpPath,
  simulator
}) => {
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(String(error)));
  const path = `${tmpPath}/odd.ipynb`;
  const asked = prompt('What is it?', models.openai);
  const ours = {
    isOutputCell: true,
    prompt: asked.metadata.ai_jup.id,
    earlier: { some: 'older form' },
    later: [1, null, { source: 2 }]
  };
  await openNotebook(page, path, [asked, markdown('So.', ours)]);
  await expect(rendered(page)).toHaveText('So.');
  await expect(place(page)).toBeHidden();
  await page.keyboard.press('Control+s');
  const [saved] = await savedAnswers(page, path);
  expect(saved.metadata.ai_jup).toMatchObject(ours);
  await simulator.script({ text: 'Another.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Another.');
  await expect(place(page)).toHaveText('2 of 2');
  await expect
    .poll(async () => (await savedAnswers(page, path))[0].metadata.ai_jup)
    .toMatchObject({
      earlier: [
        { some: 'older form' },
        { source: 'So.' },
        1,
        null,
        { source: 2 }
      ]
    });
  expect(errors).toEqual([]);
});

test('a re-run that breaks off says that an edited answer had more, and leads back to it', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/broken.ipynb`;
  await openNotebook(page, path, [prompt('Tell it all.', models.openai)]);
  await simulator.script(
    { text: words(60) },
    { text: words(60), fault: { kind: 'truncate', after: 20 } }
  );
  await runPromptAt(page, 0);
  await seeWhole(page, 'word60');
  await selectCell(page, 1);
  await page.keyboard.press('Enter');
  await expect(answers(page).locator('.cm-content')).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' And mine.');
  await page.keyboard.press('Control+Enter');
  await expect(rendered(page)).toContainText('And mine.');
  await selectCell(page, 0);
  await page.keyboard.press('Control+Enter');
  const ending = answers(page).locator('.jp-AiJup-ending');
  const record = answers(page).locator('.jp-AiJup-record');
  await expect(ending).toContainText('Incomplete:');
  await expect(ending).toContainText('The earlier answer had more.');
  await expect(record).toContainText(/about [\d,]+ tokens in, \d+ out/);
  await expect(place(page)).toHaveText('2 of 2');
  await page.screenshot({ path: 'test-results/broken.png' });
  await ending.getByRole('button', { name: 'Show the earlier answer' }).click();
  await expect(rendered(page)).toContainText('And mine.');
  await expect(record).toContainText('edited');
  await page.screenshot({ path: 'test-results/edited.png' });
});
