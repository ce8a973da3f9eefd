import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { labURL } from '../settings';
import { Beacon, countRuns, ran, watch } from './beacon';
import {
  answers,
  closeNotebook,
  code,
  expect,
  markdown,
  openNotebook,
  openSaved,
  openStrangersNotebook,
  prompt,
  runCodeAt,
  runCommand,
  runPromptAt,
  savedAnswers,
  seePartial,
  seeWhole,
  test
} from './lab';
import type { ICell } from './lab';

type Page = IJupyterLabPageFixture;

/** The texts that the server's writer is tested with. */
interface ICorpus {
  ordinary: string[];
  lines: string[];
  blocks: string[];
}

const MODEL = 'openai/gpt-4o';
const STRANGER = [{ output_type: 'stream', name: 'stdout', text: 'hello' }];
const COLORED = 'code.language-python span[class]';
const END = 'That is all of it.';

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    // every cell is in the page
    '@jupyterlab/notebook-extension:tracker': {
      ...galata.DEFAULT_SETTINGS['@jupyterlab/notebook-extension:tracker'],
      windowingMode: 'none'
    },
    'ai-jup:plugin': { maxSteps: 100 }
  }
});

function readCorpus(beacon: string): ICorpus {
  const script =
    'import json; from tests.answer import corpus as c; ' +
    'print(json.dumps([[*c.ORDINARY, *c.ORDINARY_BLOCKS], c.HOSTILE, c.HOSTILE_BLOCKS]))';
  const cwd = path.join(__dirname, '..', '..');
  const made = execFileSync('python', ['-c', script], {
    cwd,
    encoding: 'utf8'
  });
  const read = JSON.parse(made) as string[][];
  const [ordinary, lines, blocks] = read.map(texts =>
    texts.map(text =>
      text
        .replace(/https?:\/\/(evil|e)\.example/g, beacon)
        // no file may have half a character
        .replace(/\ud800/g, '')
    )
  );
  return { ordinary, lines, blocks };
}

/** What stands in answers that could load, run, or act when it is clicked. */
function live(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown =
      '.jp-AiJup-answerCell :is(.jp-MarkdownOutput, .jp-AiJup-stream)';
    const nodes = document.querySelectorAll<HTMLElement>(
      `:is(${shown}) :not(mjx-container *)`
    );
    const element =
      'script, style, iframe, object, embed, video, audio, source, svg, form, button, link, meta, base, ' +
      'input:not([type=checkbox]), img:not([src^="data:image/png"])';
    return Array.from(nodes)
      .filter(
        node =>
          // our own, at each block of code
          (node.matches(element) && !node.matches('button.jp-AiJup-action')) ||
          node
            .getAttributeNames()
            .some(name => /^(on|data-command|poster|background)/.test(name)) ||
          (node.closest('mjx-container') === null &&
            /url\(/.test(node.getAttribute('style') ?? ''))
      )
      .map(({ outerHTML }) => outerHTML.slice(0, 200));
  });
}

/** As the settings of this page's JupyterLab have it. */
async function showAllCells(page: Page): Promise<void> {
  await page.route('**/api/settings*', async route => {
    const response = await route.fetch();
    const all = await response.json();
    for (const each of all.settings) {
      if (each.id === '@jupyterlab/notebook-extension:tracker') {
        each.raw = '{"windowingMode": "none"}';
      }
    }
    await route.fulfill({ json: all });
  });
}

/** Wait until each answer is there, and MathJax has been: hundreds of them, on a machine that may be busy. */
async function settled(page: Page): Promise<void> {
  await expect(
    answers(page).last().locator('.jp-MarkdownOutput mjx-container')
  ).toHaveCount(2, { timeout: 90_000 });
  await page.waitForTimeout(500);
}

function grouped(texts: string[], size: number): string[] {
  const count = Math.ceil(texts.length / size);
  return Array.from({ length: count }, (_, at) =>
    texts.slice(at * size, (at + 1) * size).join('\n\n')
  );
}

/** Answers that someone else's file claims to have: each text as it is. */
function foreign({ ordinary, lines, blocks }: ICorpus): ICell[] {
  const last = '$a<b>c$ and $$\\sum_{i<j>k} x$$';
  return [...ordinary, ...lines, ...blocks, last].map(text =>
    markdown(text, { isOutputCell: true, prompt: 'none' })
  );
}

test('an answer loads and runs nothing: coming, ended, reopened, or claimed by a stranger', async ({
  page,
  tmpPath,
  simulator
}) => {
  // a corpus of 200 texts, shown in four states
  test.setTimeout(600_000);
  const beacon = new Beacon();
  await beacon.start();
  const corpus = readCorpus(beacon.url);
  const { ordinary, lines, blocks } = corpus;
  const claimed = `${tmpPath}/claimed.ipynb`;
  const asked = await watch(page);

  const harmless = async () => {
    expect(await live(page)).toEqual([]);
    expect(asked).toEqual([]);
    expect(beacon.seen).toEqual([]);
    expect(await ran(page)).toBe(0);
  };

  /** The same file in Jupyter Notebook. */
  const harmlessInNotebook = async () => {
    const other = (await page.context().newPage()) as Page;
    const askedThere = await watch(other);
    await showAllCells(other);
    await other.goto(`${labURL}/notebooks/${claimed}`);
    await settled(other);
    await other.screenshot({ path: 'test-results/inert-notebook.png' });
    expect(await live(other)).toEqual([]);
    expect(askedThere).toEqual([]);
    expect(beacon.seen).toEqual([]);
    expect(await ran(other)).toBe(0);
    await other.close();
  };

  // while it comes: pieces, and a call between each two
  const pieces = [
    ordinary.join('\n\n'),
    ...grouped(lines, 12),
    ...grouped(blocks, 3)
  ];
  await simulator.script(
    ...pieces.map((text, at) => ({
      text,
      calls: [{ name: at ? 'unknown' : 'look', arguments: { x: lines[0] } }]
    })),
    { text: `$a<b>c$\n\n$$\\sum_{i<j>k} x$$\n\nHere: ${END}`, pace: 1 }
  );
  const answer = `${tmpPath}/answer.ipynb`;
  const look = `def look(x: str):\n    return ${JSON.stringify(lines.join('\n'))}`;
  await openNotebook(page, answer, [
    code(look),
    prompt('Go on. Use &`look`.', MODEL)
  ]);
  await runCodeAt(page, 0);
  await runPromptAt(page, 1);
  await seePartial(page, 'Here:', END);
  const stream = answers(page).locator('.jp-AiJup-stream');
  await expect(stream).toHaveCount(pieces.length + 1);
  await expect(stream.last().locator('mjx-container')).toHaveCount(2);
  await expect(stream.first().locator('table').first()).toBeVisible();
  await expect(stream.first().locator('mjx-container').nth(20)).toBeAttached();
  await expect(stream.first().locator(COLORED).first()).toBeAttached();
  await harmless();

  await expect(answers(page)).not.toHaveClass(/jp-mod-streaming/);
  await seeWhole(page, END);
  await harmless();
  const whole = answers(page).locator('.jp-MarkdownOutput');
  for (const ordinary of ['li', 'table', 'a[href^="https:"]', COLORED]) {
    await expect(whole.locator(ordinary).first()).toBeAttached();
  }
  await expect(whole.locator('mjx-container').nth(20)).toBeAttached();

  // with a stranger's answers below it, in a notebook that is not trusted, and when it is
  const stored = () => savedAnswers(page, answer);
  await expect.poll(async () => (await stored())[0]?.source).toContain(END);
  const [written] = await stored();
  await closeNotebook(page);
  await openStrangersNotebook(page, claimed, [
    code('print("hello")', STRANGER),
    written,
    ...foreign(corpus)
  ]);
  await settled(page);
  await harmless();
  await page.screenshot({ path: 'test-results/inert.png' });
  await page.notebook.save();
  await harmlessInNotebook();

  await runCommand(page, 'Trust Notebook');
  await page.getByRole('button', { name: 'Confirm Trusting' }).click();
  await page.notebook.save();
  await closeNotebook(page);
  await openSaved(page, claimed);
  await settled(page);
  await harmless();
  await harmlessInNotebook();

  // what claims nothing is shown as JupyterLab shows it: the texts would load
  await page.evaluate(
    sources => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      const cells = sources.map(source => ({
        cell_type: 'markdown',
        source,
        metadata: {}
      }));
      content.model.sharedModel.insertCells(0, cells);
    },
    lines.filter(text => text.startsWith('!['))
  );
  await expect.poll(() => beacon.seen.length).toBeGreaterThan(0);
  // else the page would ask about it when it goes
  await page.notebook.save();
  beacon.stop();
});

test('an exported answer loads and runs nothing, as a page and as slides', async ({
  browser
}, { outputDir }) => {
  const beacon = new Beacon();
  await beacon.start();
  const { ordinary, lines, blocks } = readCorpus(beacon.url);
  mkdirSync(outputDir, { recursive: true });
  execFileSync('python', [path.join(__dirname, '..', 'export.py'), outputDir], {
    input: JSON.stringify([...ordinary, ...lines, ...blocks])
  });

  /** What a page asks for besides itself, and how much is run in it. */
  const opened = async (name: string) => {
    beacon.seen.length = 0;
    const page = (await (await browser.newContext()).newPage()) as Page;
    await page.addInitScript(countRuns);
    const asked: string[] = [];
    // what every export has from elsewhere is not here
    await page.route(/^(?!file:|data:)/, route => {
      const url = route.request().url();
      asked.push(url);
      return url.startsWith(beacon.url) ? route.continue() : route.abort();
    });
    await page.goto(`file://${outputDir}/${name}.html`);
    // what runs may lead elsewhere, where nothing has run yet
    let most = 0;
    for (let look = 0; look < 10; look++) {
      await page.waitForTimeout(100);
      most = Math.max(most, await ran(page).catch(() => 0));
    }
    const result = { asked, seen: [...beacon.seen], ran: most };
    await page.context().close();
    return result;
  };

  for (const kind of ['html', 'slides']) {
    const none = await opened(`none-${kind}`);
    expect(none.seen).toEqual([]);
    expect(await opened(`stored-${kind}`)).toEqual(none);
    // as the model wrote them they would
    const written = await opened(`as-written-${kind}`);
    expect(written.seen.length).toBeGreaterThan(0);
    expect(written.ran).not.toBe(0);
  }
  beacon.stop();
});
