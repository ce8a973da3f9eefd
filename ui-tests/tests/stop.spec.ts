import {
  answers,
  expect,
  openNotebook,
  prompt,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  test,
  words
} from './lab';

test.use({ keepsPage: false });

test('Stop keeps what has come, ends the request, and the prompt runs again', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/stop.ipynb`;
  const cell = prompt('Write a long story.', 'anthropic/claude-sonnet-5');
  const events: string[] = [];
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => events.push(String(payload)))
  );
  await openNotebook(page, path, [cell]);
  await simulator.script({ text: words(400), pace: 0.1 });
  await runPromptAt(page, 0);
  await seePartial(page, 'word5', 'word400');
  const answer = answers(page);
  await answer.locator('.jp-AiJup-stop').click();

  const ending = answer.locator('.jp-AiJup-ending');
  await expect(ending).toHaveClass(/jp-mod-stopped/);
  await expect(ending).toContainText('You stopped this answer.');
  await expect(answer.locator('.jp-MarkdownOutput')).toContainText('word5');
  await page.screenshot({ path: 'test-results/stopped.png' });
  // the keyboard is the notebook's again
  await expect(page.locator('.jp-Notebook :focus')).toHaveCount(1);
  await expect
    .poll(async () => (await simulator.received())[0].closed_after)
    .not.toBeNull();
  expect(events.filter(data => data.includes('run-stopped'))).toHaveLength(1);
  await expect
    .poll(async () => {
      const [saved] = await savedAnswers(page, path);
      return saved?.metadata.ai_jup.run?.state;
    })
    .toBe('stopped');
  const [stopped] = await savedAnswers(page, path);
  expect(stopped.metadata.ai_jup.run).toMatchObject({
    parameters: { estimated: true },
    input_tokens: expect.any(Number),
    output_tokens: expect.any(Number),
    cost: expect.any(Number)
  });
  await expect(answer.locator('.jp-AiJup-record')).toContainText(
    /about [\d,]+ tokens in, [\d,]+ out · about \$/
  );
  expect(stopped.source).toMatch(/^word1 word2[^]*> \*\*Stopped\.\*\*/);

  await simulator.script({ text: 'A short story.' });
  await answer.getByRole('button', { name: 'Run again' }).click();
  await seeWhole(page, 'A short story.');
  await expect(answer).toHaveCount(1);
  await expect(answer).not.toContainText('word5');
  await expect(ending).toBeHidden();
  expect(await simulator.received()).toHaveLength(2);
});
