import { keys } from '../settings';
import {
  answers,
  expect,
  openNotebook,
  prompt,
  readNotebook,
  runPromptAt,
  savedAnswers,
  seeWhole,
  test,
  words
} from './lab';

test.describe('in a page of its own', () => {
  test.use({ keepsPage: false });

  test('a refused key is told in place of the answer, and shown nowhere', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/refused.ipynb`;
    await openNotebook(page, path, [prompt('Hello?', 'openai/gpt-5.4-mini')]);
    const heard: string[] = [];
    page.on('websocket', socket =>
      socket.on('framereceived', ({ payload }) => heard.push(String(payload)))
    );
    await simulator.script({
      text: '',
      fault: {
        kind: 'status',
        status: 401,
        message: 'Incorrect API key provided: {key}.'
      }
    });
    await runPromptAt(page, 0);
    const answer = answers(page);
    const ending = answer.locator('.jp-AiJup-ending');
    await expect(ending).toHaveClass(/jp-mod-failed/);
    await expect(ending).toContainText('No answer.');
    await expect(ending).toContainText('OPENAI_API_KEY');
    await page.screenshot({ path: 'test-results/refused.png' });
    const shown = [await page.content(), ...heard];
    shown.push(JSON.stringify(await readNotebook(page, path)));
    expect(shown.filter(text => text.includes(keys.openai))).toEqual([]);

    await simulator.script({ text: 'Hello yourself.' });
    await runPromptAt(page, 0);
    await seeWhole(page, 'Hello yourself.');
    await expect(ending).toBeHidden();
    await expect(answer).toHaveCount(1);
  });
});

test('an answer that breaks off is shown and kept as incomplete', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/truncated.ipynb`;
  await openNotebook(page, path, [
    prompt('Count.', 'anthropic/claude-sonnet-5')
  ]);
  await simulator.script({
    text: words(50),
    fault: { kind: 'truncate', after: 20 }
  });
  await runPromptAt(page, 0);
  const answer = answers(page);
  const ending = answer.locator('.jp-AiJup-ending');
  await expect(ending).toHaveClass(/jp-mod-failed/);
  await expect(ending).toContainText('Incomplete:');
  await expect(answer.locator('.jp-MarkdownOutput')).toContainText('word10');
  await page.screenshot({ path: 'test-results/truncated.png' });
  await expect
    .poll(async () => {
      const [saved] = await savedAnswers(page, path);
      return saved?.metadata.ai_jup.run?.state;
    })
    .toBe('failed');
  const [saved] = await savedAnswers(page, path);
  expect(saved.source).toMatch(/^word1 word2[^]*\n> \*\*Incomplete:\*\*/);
});

test('an earlier answer goes on to say how it ended where a run comes to nothing', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/earlier.ipynb`;
  await openNotebook(page, path, [prompt('Count.', 'openai/gpt-5.4-mini')]);
  await simulator.script({
    text: words(50),
    fault: { kind: 'truncate', after: 20 }
  });
  await runPromptAt(page, 0);
  const answer = answers(page);
  const ending = answer.locator('.jp-AiJup-ending');
  await expect(ending).toContainText('Incomplete:');
  await simulator.script({
    text: '',
    fault: { kind: 'status', status: 401, message: 'No.' }
  });
  await runPromptAt(page, 0);
  await expect(ending).toContainText(
    'No new answer; the earlier one is kept below.'
  );
  const text = answer.locator('.jp-MarkdownOutput');
  // at the prompt: an earlier answer may be a long one
  const { y } = (await ending.boundingBox())!;
  expect(y).toBeLessThan((await text.boundingBox())!.y);
  await expect(answer.locator('.jp-AiJup-record')).toContainText(
    'Earlier answer · '
  );
  await expect(text).toContainText('word10');
  await expect(text.getByText('Incomplete:')).toBeVisible();
});

test('a prompt that names nothing of the kernel is answered when its kernel is gone', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/gone.ipynb`;
  await openNotebook(page, path, [
    prompt('Hello?', 'openai/gpt-5.4-mini'),
    prompt('What is $`x`?', 'openai/gpt-5.4-mini')
  ]);
  // the page goes on to name it: as when the server was started anew
  await page.route(/ai-jup\/prompt/, async route => {
    const sent = route.request().postDataJSON();
    if (sent.notebook.kernel_id) {
      sent.notebook.kernel_id = '00000000-0000-4000-8000-000000000000';
    }
    await route.continue({ postData: JSON.stringify(sent) });
  });
  await simulator.script({ text: 'Hello yourself.' });
  await runPromptAt(page, 0);
  await seeWhole(page, 'Hello yourself.');
  await runPromptAt(page, 2);
  await expect(answers(page).nth(1).locator('.jp-AiJup-ending')).toContainText(
    'the notebook has no kernel'
  );
});

test('a proxy that refuses the addresses of ai-jup is named, without a question about trust', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/kept-out.ipynb`;
  const ours = (url: URL) => url.pathname.startsWith('/ai-jup/');
  await page.route(ours, route => route.fulfill({ status: 403 }));
  await openNotebook(page, path, [prompt('Hello?', 'openai/gpt-5.4-mini')]);
  await runPromptAt(page, 0);
  const ending = answers(page).locator('.jp-AiJup-ending');
  await expect(ending).toContainText(
    'A proxy in front of the Jupyter server answered 403'
  );
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/kept-out.png' });
  await page.unroute(ours);
  await simulator.script({ text: 'Hello yourself.' });
  await ending.getByRole('button', { name: 'Run again' }).click();
  await seeWhole(page, 'Hello yourself.');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
