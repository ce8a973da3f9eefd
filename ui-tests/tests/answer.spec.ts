import { keys, models } from '../settings';
import {
  answers,
  closeNotebook,
  code,
  expect,
  openNotebook,
  openSaved,
  prompt,
  readNotebook,
  runCommand,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  selectCell,
  test
} from './lab';
import { lastUserTexts } from './simulator';

const ANSWER = `## Squares

The numbers grow **quadratically**, so the last one is the largest by far:

\`\`\`python
squares = [n**2 for n in range(5)]
print(max(squares))
\`\`\`

| n | square |
| --- | --- |
| 3 | 9 |
| 4 | 16 |

That is where it ends.`;

for (const [provider, model] of Object.entries(models)) {
  test(`answers with ${provider}, from the first word to the file`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/answer.ipynb`;
    await openNotebook(page, path, [code('squares = [1, 4, 9]')], model);
    await selectCell(page, 0);
    await runCommand(page, 'Insert Prompt');
    await expect(page.locator('.jp-AiJup-promptCell')).toHaveCount(1);
    // JupyterLab 4.4 shows a new cell a frame later
    await expect(page.locator('.jp-AiJup-promptCell :focus')).toHaveCount(1);
    await page.keyboard.type('How do they grow?');
    await simulator.script({ text: ANSWER, pace: 0.06 });
    await page.keyboard.press('Shift+Enter');

    await seePartial(page, 'quadratically', 'where it ends');
    await seeWhole(page, 'That is where it ends.');
    const answer = answers(page);
    await expect(answer).toHaveCount(1);
    await expect(answer.locator('table')).toBeVisible();
    await expect(answer.locator('.jp-AiJup-record')).toContainText('tokens in');
    const picture = `test-results/answer-${provider}.png`;
    await page.locator('.jp-AiJup-promptCell').scrollIntoViewIfNeeded();
    await page.screenshot({ path: picture });

    // the answer is saved without anyone's doing
    await expect
      .poll(async () => {
        const [saved] = await savedAnswers(page, path);
        return saved?.metadata.ai_jup.run?.state;
      })
      .toBe('finished');
    const { cells } = await readNotebook(page, path);
    const [saved] = await savedAnswers(page, path);
    expect(saved.source).toBe(ANSWER);
    expect(saved.metadata.ai_jup.prompt).toBe(cells[1].metadata.ai_jup.id);
    expect(saved.metadata.ai_jup.run).toMatchObject({
      model,
      simulated: false,
      finish_reason: 'stop',
      error: null
    });

    await page.notebook.save();
    await closeNotebook(page);
    await openSaved(page, path);
    await seeWhole(page, 'That is where it ends.');
    await expect(answer.locator('.jp-AiJup-record')).toContainText('tokens in');

    const received = await simulator.received();
    expect(received).toHaveLength(1);
    expect(received[0].provider).toBe(provider);
    expect(received[0].model).toBe(model.split('/')[1]);
    expect(lastUserTexts(received[0]).at(-1)).toBe('How do they grow?');
    const sent = JSON.stringify(received);
    for (const [owner, key] of Object.entries(keys)) {
      expect(sent.includes(key), `key of ${owner}`).toBe(owner === provider);
    }
  });
}

test('formulas are shown, however the model marks them', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/formulas.ipynb`;
  await openNotebook(page, path, [prompt('And the area?', models.openai)]);
  const text =
    'The area \\(\\pi r^2\\) is\n\n\\[\n\\int_0^r 2 \\pi x\\,dx\n\\]\n\nIn code: `\\(x\\)`. That is all.';
  await simulator.script({ text });
  await runPromptAt(page, 0);
  await seeWhole(page, 'That is all.');
  await expect(answers(page).locator('mjx-container')).toHaveCount(2);
  await expect(answers(page).locator('code')).toHaveText('\\(x\\)');
  await page.screenshot({ path: 'test-results/formulas.png' });
  await expect
    .poll(async () => (await savedAnswers(page, path))[0]?.source)
    .toBe(
      'The area $\\pi r^2$ is\n\n$$\n\\int_0^r 2 \\pi x\\,dx\n$$\n\nIn code: `\\(x\\)`. That is all.'
    );
});
