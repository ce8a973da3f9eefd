import { labURL } from '../settings';
import {
  answers,
  code,
  expect,
  markdown,
  openNotebook,
  openStrangersNotebook,
  prompt,
  runCodeAt,
  runPromptAt,
  seeWhole,
  selectCell,
  test,
  words
} from './lab';
import { ordinary, pseudo, speakPseudo, untranslated } from './pseudolanguage';

const MODEL = 'openai/gpt-4o';
const ERROR = [
  { output_type: 'error', ename: 'NameError', evalue: 'x', traceback: ['x'] }
];

/** What comes from elsewhere, and what is no language. */
const DATA = [
  // sentences of the server
  /^'.*is not in the list of models.*$/g,
  /[\w ]*rejects the request: 0\.( Pick .*)?/g,
  /^The values and functions that the prompt names are read .*$/g,
  /^(Cell \d, \w+|System instructions|The prompt|It is marked as skipped\.|May be called: f)$/g,
  // JupyterLab's
  /^(Markdown Cell Content|main area content)$/g,
  /\b(Ctrl|Shift|Enter|Esc)\b/g,
  // the user's
  /“[^”]*”|Why is it &`f`\?/g,
  /\bNameError\b/g,
  // models and their makers
  /\b(openai|anthropic|gemini)\/[\w.*-]+/g,
  /GPT-[\w. -]+|Claude [\w. ]+|Gemini[\w. -]*|gpt-4o|o3-pro|chat-latest/g,
  /OpenAI|Anthropic|Google/g
];

test.use({ autoGoto: false, keepsPage: false });

test.beforeEach(async ({ page }) => {
  await speakPseudo(page);
  await page.goto(`${labURL}/lab`);
});

test('nothing is left untranslated: cells, answers, box, panel, settings, commands', async ({
  page,
  tmpPath,
  simulator
}) => {
  const seen: Record<string, string[]> = {};
  const look = async (where: string) => {
    seen[where] = await untranslated(page, DATA);
    await page.screenshot({ path: `test-results/pseudo-${where}.png` });
  };

  await openNotebook(page, `${tmpPath}/translated.ipynb`, [
    code('x', ERROR),
    code('def f(x: int): return x'),
    markdown('Mine.', { skipped: true }),
    markdown('Mine.', { pinned: true }),
    prompt('Why is it &`f`?', MODEL),
    prompt('', 'openai/nothing')
  ]);
  await runCodeAt(page, 1);
  await look('notebook');

  await simulator.script(
    { text: 'Let me see.', calls: [{ name: 'f', arguments: { x: 3 } }] },
    { text: 'So:\n\n```python\nx = 1\n```' },
    { text: 'Or so.' },
    { text: words(300), pace: 0.1 },
    { text: '', fault: { kind: 'status', status: 400, message: '0' } }
  );
  await runPromptAt(page, 4);
  await seeWhole(page, 'So:');
  await answers(page).hover();
  await look('answer');
  await runPromptAt(page, 4);
  await seeWhole(page, 'Or so.');
  await look('second-answer');
  await runPromptAt(page, 4);
  await expect(answers(page).locator('.jp-AiJup-stream')).toContainText(
    'word2'
  );
  await look('coming');
  await page.keyboard.press('Escape');
  await answers(page).locator('.jp-AiJup-stop').click();
  await expect(answers(page).locator('.jp-AiJup-ending')).toBeVisible();
  await look('stopped');
  await runPromptAt(page, 4);
  await expect(
    answers(page).locator('.jp-AiJup-ending.jp-mod-failed')
  ).toBeVisible();
  await look('failed');
  await page.locator('.jp-Cell').nth(1).locator('.cm-content').fill('y = 2');
  await selectCell(page, 4);
  await look('edited');

  const run = (command: string) =>
    page.evaluate(
      id => void (window as any).jupyterapp.commands.execute(id),
      command
    );
  await run('notebook:clear-all-cell-outputs');
  await expect(page.getByRole('dialog')).toContainText(pseudo('answers'));
  await page.keyboard.press('Escape');
  await run('ai-jup:choose-model');
  await page.locator('.jp-AiJup-popup [role=option]').first().waitFor();
  await look('box');
  await page.keyboard.press('Escape');

  await run('ai-jup:show-context');
  await page.locator('.jp-AiJup-contextParts').waitFor();
  await look('panel');
  await page.notebook.save();
  await run('ai-jup:open-settings');
  await page.locator('.jp-AiJup-picker [role=option]').first().waitFor();
  await look('settings');

  const ours = await page.evaluate(() => {
    const { commands } = (window as any).jupyterapp;
    return commands
      .listCommands()
      .filter((id: string) => id.startsWith('ai-jup:'))
      .flatMap((id: string) => [commands.label(id), commands.caption(id)]);
  });
  seen.commands = ordinary(ours, []);
  expect(ours.length).toBeGreaterThan(30);
  for (const [where, left] of Object.entries(seen)) {
    expect.soft(left, where).toEqual([]);
  }
});

test('nothing is left untranslated where a stranger asks', async ({
  page,
  tmpPath,
  simulator
}) => {
  await simulator.script(
    { text: 'Let me see.', calls: [{ name: 'f', arguments: { x: 3 } }] },
    { text: 'So.' }
  );
  await openStrangersNotebook(page, `${tmpPath}/translated-too.ipynb`, [
    code('def f(x: int): return x\nx = 1'),
    prompt('Why is it &`f` and $`x`?', MODEL),
    prompt('And $`x`?')
  ]);
  await runCodeAt(page, 0);
  await runPromptAt(page, 1);
  await page.locator('.jp-AiJup-sendQuestion').waitFor();
  expect.soft(await untranslated(page, DATA)).toEqual([]);
  const dialog = page.getByRole('dialog');
  const said = await dialog
    .locator('h1, .jp-Dialog-header, button')
    .allInnerTexts();
  expect.soft(ordinary(said, DATA)).toEqual([]);
  await dialog.locator('.jp-Dialog-button.jp-mod-accept').last().click();
  await page.locator('.jp-AiJup-callQuestion button').first().waitFor();
  expect.soft(await untranslated(page, DATA)).toEqual([]);
  await page.screenshot({ path: 'test-results/pseudo-call.png' });
  await page.locator('.jp-AiJup-callQuestion button').first().click();
  await seeWhole(page, 'So.');
});
