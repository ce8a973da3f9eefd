import {
  code,
  expect,
  markdown,
  openNotebook,
  readNotebook,
  test
} from './lab';

test.use({ autoGoto: false });

test('a notebook without prompts is none of our business', async ({
  page,
  tmpPath,
  simulator
}) => {
  const asked: string[] = [];
  const note = (url: string) => asked.push(new URL(url).pathname);
  page.on('request', request => note(request.url()));
  page.on('websocket', socket => note(socket.url()));
  await page.goto();
  const path = `${tmpPath}/plain.ipynb`;
  await openNotebook(page, path, [
    code('print("six times seven:", 6 * 7)'),
    markdown('# Title')
  ]);
  await page.notebook.run();
  await expect(page.locator('.jp-OutputArea-output')).toHaveText(
    'six times seven: 42'
  );
  await expect(page.locator('.jp-MarkdownOutput h1')).toContainText('Title');
  await page.notebook.save();

  // the extension is there: the command is in the toolbar
  await expect(
    page.locator(
      '.jp-NotebookPanel-toolbar [data-command="ai-jup:insert-prompt"]'
    )
  ).toHaveCount(1);
  expect(await page.locator('.jp-Notebook [class*="jp-AiJup"]').count()).toBe(
    0
  );
  expect(asked.filter(path => path.startsWith('/ai-jup/'))).toEqual([]);
  expect(asked.length).toBeGreaterThan(10);
  expect(await simulator.received()).toEqual([]);
  const saved = JSON.stringify(await readNotebook(page, path));
  expect(saved).toContain('six times seven: 42');
  expect(saved).not.toContain('ai_jup');
});
