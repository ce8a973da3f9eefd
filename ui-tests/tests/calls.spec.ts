import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import {
  answers,
  closeNotebook,
  code,
  expect,
  openNotebook,
  openSaved,
  openStrangersNotebook,
  prompt,
  readNotebook,
  runCodeAt,
  runCommand,
  runPromptAt,
  savedAnswers,
  seeWhole,
  selectCell,
  test
} from './lab';

type Page = IJupyterLabPageFixture;

const MODELS = [
  'openai/gpt-5.4-mini',
  'openai/gpt-4o',
  'anthropic/claude-sonnet-5',
  'gemini/gemini-3.5-flash'
];

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const FUNCTION = `import base64, time
from IPython.display import Image, display

def area(width: float, height: float = 2) -> float:
    """The area of a field.

    Args:
        width: metres from west to east
    """
    print("measuring")
    display(Image(base64.b64decode("${PIXEL}")))
    time.sleep(wait)
    return width * height

wait = 0.5`;

const CALL = { name: 'area', arguments: { width: 3 } };
const ASK = 'How large is it? Use &`area`.';

for (const model of MODELS) {
  test(`calls a function of the kernel for ${model}, and shows what came of it`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/calls.ipynb`;
    await openNotebook(page, path, [code(FUNCTION), prompt(ASK, model)]);
    await runCodeAt(page, 0);
    await simulator.script(
      { text: 'Let me measure.', calls: [CALL] },
      { text: 'It is **6** square metres.' }
    );
    await runPromptAt(page, 1);

    const answer = answers(page);
    const call = answer.locator('.jp-AiJup-call');
    await expect(call.locator('summary')).toContainText('area(width=3)', {
      timeout: 45_000
    });
    await seeWhole(page, 'It is 6 square metres.');
    const folded = answer.locator('.jp-MarkdownOutput details');
    await expect(folded).not.toHaveAttribute('open');
    await expect(folded.locator('summary')).toHaveText(
      /^area\(width=3\) · \d+\.\d s$/
    );
    await folded.locator('summary').click();
    await expect(folded).toContainText('measuring');
    await expect(folded).toContainText('6');
    await expect(
      answer.locator('.jp-MarkdownOutput img[alt="area"]')
    ).toBeVisible();
    await expect(answer).toHaveCount(1);

    const [first, second] = await simulator.received();
    expect(JSON.stringify(first.body.tools)).toContain('metres from west');
    const told = JSON.stringify(second.body);
    expect(told).toContain('measuring');
    expect(told).toContain(PIXEL);
    await expect
      .poll(
        async () => (await savedAnswers(page, path))[0]?.metadata.ai_jup.run
      )
      .toMatchObject({ state: 'finished', finish_reason: 'stop' });
    const [saved] = await savedAnswers(page, path);
    expect(saved.source).toMatch(
      /^Let me measure\.\n\n<details>[^]*6[^]*<\/details>\n\n!\[area\]\(attachment:call-1-1\.png\)\n\nIt is/
    );
    expect(saved).toMatchObject({
      attachments: { 'call-1-1.png': { 'image/png': PIXEL } }
    });
  });
}

/** Have the first prompt of a stranger's notebook sent. */
async function send(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Send this prompt?' });
  await dialog.locator('.jp-Dialog-button.jp-mod-accept').last().click();
}

test('asks in a notebook that is not trusted, and does not call against the user', async ({
  page,
  tmpPath,
  simulator
}) => {
  const stranger = [{ output_type: 'stream', name: 'stdout', text: 'hello' }];
  await openStrangersNotebook(page, `${tmpPath}/stranger.ipynb`, [
    code(FUNCTION),
    code('print("hello")', stranger),
    prompt(ASK, 'anthropic/claude-sonnet-5')
  ]);
  await runCodeAt(page, 0);
  await simulator.script(
    { text: '', calls: [CALL] },
    { text: 'Then I do not know.' }
  );
  await runPromptAt(page, 2);
  await send(page);
  const call = answers(page).locator('.jp-AiJup-call');
  await expect(call).toContainText('This notebook is not trusted', {
    timeout: 45_000
  });
  await expect(call.getByRole('button', { name: 'Always' })).toHaveCount(0);
  await page.screenshot({ path: 'test-results/consent.png' });
  await expect(answers(page).getByRole('status')).toHaveText(
    'Allow the model to run area?'
  );
  const refuse = call.getByRole('button', { name: 'Deny' });
  // from the new cell that Shift+Enter went to: past Stop, to the last of the two answers
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(refuse).toBeFocused();
  await page.keyboard.press('Enter');
  await seeWhole(page, 'Then I do not know.');
  await expect(
    answers(page).locator('.jp-MarkdownOutput summary')
  ).toContainText('not run');
  const [, second] = await simulator.received();
  expect(second.body.messages.at(-1).content).toMatchObject([
    {
      type: 'tool_result',
      content: expect.stringMatching(/^Not called: the user does not allow/)
    }
  ]);
});

test('tells of a question that is not in sight, once, and leads to it', async ({
  page,
  tmpPath,
  simulator
}) => {
  const stranger = [{ output_type: 'stream', name: 'stdout', text: 'hello' }];
  await openStrangersNotebook(page, `${tmpPath}/far.ipynb`, [
    code(FUNCTION),
    code('print("hello")', stranger),
    prompt(ASK, 'anthropic/claude-sonnet-5'),
    ...Array.from({ length: 12 }, (_, at) => code(`${'#\n'.repeat(9)}${at}`)),
    prompt('And now?', 'anthropic/claude-sonnet-5')
  ]);
  await simulator.script(
    { text: '', calls: [CALL] },
    { text: '', calls: [CALL] },
    { text: 'It is 6.' },
    { text: 'Nothing more.' }
  );
  await runCommand(page, 'Run All Cells');
  await send(page);
  const notice = page.locator('.Toastify__toast');
  await expect(notice).toContainText(
    'far.ipynb: Allow the model to run `area`?',
    { timeout: 45_000 }
  );
  const question = page.locator('.jp-AiJup-callQuestion:not(:empty)');
  await expect(question).not.toBeInViewport();
  // from another tab
  await page.contents.uploadContent('', 'text', `${tmpPath}/other.txt`);
  await page.evaluate(
    path =>
      (window as any).jupyterapp.commands.execute('docmanager:open', { path }),
    `${tmpPath}/other.txt`
  );
  await expect(page.locator('.jp-FileEditor')).toBeVisible();
  await notice.getByRole('button', { name: 'Show' }).click();
  await expect(question).toBeInViewport();
  await expect(question).toBeFocused();
  await expect(notice).toHaveCount(0);
  await page.screenshot({ path: 'test-results/led-to-question.png' });

  // trusted meanwhile: the question stands, and says nothing else any more
  await expect(question).toContainText('This notebook is not trusted.');
  await runCommand(page, 'Trust Notebook');
  await page.getByRole('button', { name: 'Confirm Trusting' }).click();
  await expect(question).toHaveText(/^Allow the model to run this function\?/);
  expect(await simulator.received()).toHaveLength(1);

  // the next question is another one; it is answered before anyone is led to it
  expect(await page.activity.activateTab('other.txt')).toBe(true);
  await page.evaluate(() => {
    const asked = '.jp-AiJup-callQuestion:not(:empty) button';
    document.querySelector<HTMLElement>(asked)!.click();
  });
  await expect(notice).toHaveCount(1);
  expect(await page.activity.activateTab('far.ipynb')).toBe(true);
  await question.getByRole('button', { name: 'Allow once' }).click();
  await expect(notice).toHaveCount(0);
  await expect(answers(page).last()).toContainText('Nothing more.', {
    timeout: 45_000
  });
});

test('says that it waits for a kernel that is busy, while that is so', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/busy.ipynb`;
  await openNotebook(page, path, [
    code('import time\nprice = 42'),
    prompt('What is $`price`?', 'openai/gpt-5.4-mini')
  ]);
  await runCodeAt(page, 0);
  await simulator.script({ text: 'It is 42.' });
  // by a widget, say: a prompt waits for cells above it that run
  await page.evaluate(() => {
    const { currentWidget } = (window as any).jupyterapp.shell;
    const { kernel } = currentWidget.sessionContext.session;
    kernel.requestExecute({ code: 'time.sleep(8)' });
  });
  await runPromptAt(page, 1);
  const answer = answers(page);
  await expect(answer.locator('.jp-AiJup-waiting')).toContainText(
    'Waiting for the kernel…',
    { timeout: 45_000 }
  );
  const note = answer.locator('.jp-AiJup-warnings');
  await expect(note).toHaveText(
    'The kernel is busy. This prompt will continue when the kernel is free.'
  );
  await seeWhole(page, 'It is 42.');
  await expect(note).toHaveText('');
  const [saved] = await savedAnswers(page, path);
  expect(JSON.stringify(saved)).not.toContain('busy');
});

test('Stop ends a call that runs, and the kernel is free again', async ({
  page,
  tmpPath,
  simulator
}) => {
  await openNotebook(page, `${tmpPath}/stopped.ipynb`, [
    code(FUNCTION.replace('wait = 0.5', 'wait = 50')),
    prompt(ASK, 'openai/gpt-5.4-mini')
  ]);
  await runCodeAt(page, 0);
  await simulator.script({ text: 'A moment.', calls: [CALL] });
  await runPromptAt(page, 1);
  const answer = answers(page);
  await expect(answer.locator('.jp-AiJup-waiting')).toHaveText(
    'Calling area…',
    {
      timeout: 45_000
    }
  );
  await page.screenshot({ path: 'test-results/calling.png' });
  await answer.locator('.jp-AiJup-stop').click();
  await expect(answer.locator('.jp-AiJup-ending')).toContainText(
    'You stopped this answer.'
  );
  await expect(answer.locator('.jp-MarkdownOutput summary')).toContainText(
    'stopped'
  );
  await page
    .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .waitFor();
});

test('a copy of an answer that was saved while a call ran does not say that it runs', async ({
  page,
  tmpPath,
  simulator
}) => {
  const path = `${tmpPath}/calling.ipynb`;
  const copy = `${tmpPath}/copy.ipynb`;
  await openNotebook(page, path, [
    code(FUNCTION.replace('wait = 0.5', 'wait = 50')),
    prompt(ASK, 'openai/gpt-5.4-mini')
  ]);
  await runCodeAt(page, 0);
  await simulator.script({ text: 'A moment.', calls: [CALL] });
  await runPromptAt(page, 1);
  const call = answers(page).locator('.jp-AiJup-call');
  await expect(call).toContainText('running…', { timeout: 45_000 });
  // until the call is written into the notebook
  await expect(async () => {
    await page.keyboard.press('Control+s');
    const [saved] = await savedAnswers(page, path);
    expect(saved?.source).toContain('area(width=3)');
  }).toPass();
  await expect(call).toContainText('running…');
  const notebook = await readNotebook(page, path);
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', copy);
  await answers(page).locator('.jp-AiJup-stop').click();
  await expect(answers(page).locator('.jp-AiJup-ending')).toContainText(
    'You stopped this answer.'
  );

  await closeNotebook(page);
  await openSaved(page, copy);
  await expect(answers(page).locator('.jp-AiJup-ending')).toContainText(
    'The notebook was saved before the answer was complete.'
  );
  await expect(answers(page).locator('.jp-MarkdownOutput summary')).toHaveText(
    'area(width=3) · may not have finished'
  );
});
