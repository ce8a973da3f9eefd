import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { WebSocketRoute } from '@playwright/test';

import { models } from '../settings';
import type { INotebook } from './lab';
import { expect, openNotebook, prompt, readNotebook, test } from './lab';
import type { IFault, IReply } from './simulator';

type Page = IJupyterLabPageFixture;

const PAGES = 4;
const PROMPTS = 44;
/** Of each page, besides those of the provider; some take seconds. */
const OF_PAGE = 8;
const WORDS = 8;
/** Of the last answer, in whose midst the page is loaded again. */
const LAST_WORDS = 25;
const SEED = Number(process.env.AI_JUP_FAULTS_SEED);

/** Of the provider: what ends an answer, and what only holds it up. */
const ENDING = ['cut', 'truncate', 'malformed', 'html', 'error-event'] as const;

/** Numbers by chance, the same for the same seed. */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What a prompt is answered, and what must come of it. */
interface IExpected {
  id: string;
  text: string;
  isWhole: boolean;
  reply: IReply;
}

function expectedOf(
  id: string,
  at: number,
  chance: (below: number) => number
): IExpected {
  const isLast = at === PROMPTS - 1;
  const count = isLast ? LAST_WORDS : WORDS;
  const words = Array.from({ length: count }, (_, word) => `p${at}w${word}`);
  const text = words.join(' ');
  if (isLast) {
    return { id, text, isWhole: true, reply: { text, pace: 0.1 } };
  }
  if (chance(5) === 0) {
    const fault: IFault = { kind: 'stall', after: chance(count), seconds: 0.2 };
    return { id, text, isWhole: true, reply: { text, fault, pace: 0.02 } };
  }
  // with nothing of the answer there it would be asked for again
  const after = 1 + chance(count - 1);
  const fault: IFault = { kind: ENDING[chance(ENDING.length)], after };
  const came = words.slice(0, after).join(' ');
  return { id, text: came, isWhole: false, reply: { text, fault, pace: 0.02 } };
}

/** Run prompts one by one, as with the keyboard; each waits for those before it, and none is skipped for them. */
async function runAll(page: Page, ids: string[]): Promise<void> {
  await page.evaluate(async ids => {
    const { commands, shell } = (window as any).jupyterapp;
    const notebook = shell.currentWidget.content;
    for (const id of ids) {
      const at = notebook.widgets.findIndex(
        (cell: any) => cell.model.getMetadata('ai_jup')?.id === id
      );
      notebook.deselectAll();
      notebook.activeCellIndex = at;
      void commands.execute('notebook:run-cell');
      await new Promise(resolve => setTimeout(resolve));
    }
  }, ids);
}

/** What can happen to a page while answers come: each kind is added here. */
const KINDS: Record<
  string,
  (page: Page, sockets: WebSocketRoute[]) => Promise<unknown>
> = {
  'the socket closes': async (_, sockets) => {
    await sockets.at(-1)?.close({ code: 1001 });
  },
  'requests for answers are lost': async page => {
    await page.route('**/ai-jup/runs/**', route => route.abort(), { times: 1 });
  },
  'a save is refused': async page => {
    await page.route(
      '**/api/contents/**',
      route =>
        route.request().method() === 'PUT'
          ? route.fulfill({ status: 500, body: '{"message": "disk full"}' })
          : route.fallback(),
      { times: 1 }
    );
  },
  'the answer is deleted': page => onStreaming(page, 'delete'),
  'the answer is moved': page => onStreaming(page, 'move'),
  'the user undoes': async page => {
    await page.evaluate(() => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      content.model.sharedModel.undo();
    });
  }
};

/**
 * Do something to the cell of the answer that comes now, if one does.
 *
 * @returns the prompt whose answer was deleted, if one was
 */
async function onStreaming(
  page: Page,
  what: 'delete' | 'move'
): Promise<string | undefined> {
  return page.evaluate(what => {
    const notebook = (window as any).jupyterapp.shell.currentWidget.content;
    const at = notebook.widgets.findIndex((cell: any) =>
      cell.node.matches('.jp-mod-streaming:has(.jp-AiJup-stream)')
    );
    const prompt = notebook.widgets[at]?.model.getMetadata('ai_jup').prompt;
    if (at >= 0 && what === 'delete') {
      notebook.model.sharedModel.deleteCell(at);
    } else if (at >= 0) {
      notebook.model.sharedModel.moveCell(at, 0);
    }
    return what === 'delete' ? prompt : undefined;
  }, what);
}

/** Whoever is told that a save has failed says so much. */
async function dismissDialogs(page: Page): Promise<void> {
  await page.evaluate(() => {
    document
      .querySelectorAll<HTMLElement>('.jp-Dialog .jp-mod-accept')
      .forEach(button => button.click());
  });
}

/** The runs of a notebook whose answers its file does not have yet. */
async function unsaved(page: Page, path: string): Promise<unknown[]> {
  const address = `/ai-jup/runs?notebook=${encodeURIComponent(path)}`;
  return (await (await page.request.get(address)).json()) as unknown[];
}

/**
 * The oracle, in words of the file: one answer each, with all that came, whole only if it is. One whose cell was deleted
 * is stopped.
 */
function problemsOf(
  notebook: INotebook,
  expected: IExpected[],
  deleted: ReadonlySet<unknown>
): string[] {
  return expected.flatMap(({ id, text, isWhole, reply }) => {
    const answers = notebook.cells.filter(
      cell =>
        cell.metadata.ai_jup?.isOutputCell && cell.metadata.ai_jup.prompt === id
    );
    const fault = JSON.stringify(reply.fault);
    const [first = ''] = text.split(' ');
    const holding = notebook.cells.filter(({ source }) =>
      source.split(/\s/).includes(first)
    );
    if (answers.length !== 1 || holding.length !== 1) {
      return `${fault}: ${answers.length} answers, ${holding.length} with its words`;
    }
    const [source, notice = ''] = answers[0].source.split('\n\n> ');
    if (
      deleted.has(id) &&
      text.startsWith(source) &&
      notice.startsWith('**Stopped.**')
    ) {
      return [];
    }
    if (source !== text) {
      return `${fault}: ${source}, not ${text}`;
    }
    return notice.startsWith('**Incomplete:**') === isWhole
      ? `${fault}: it is said to be ${isWhole ? 'incomplete' : 'whole'}`
      : [];
  });
}

test.use({ keepsPage: false, autoGoto: false });

for (let number = 0; number < PAGES; number++) {
  test(`answers survive what happens to provider and page, page ${number}`, async ({
    page,
    tmpPath,
    simulator
  }) => {
    test.slow();
    const chance = chanceOf(SEED + number);
    const sockets: WebSocketRoute[] = [];
    await page.routeWebSocket(/\/ai-jup\/events/, socket => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await page.goto();
    const path = `${tmpPath}/faults.ipynb`;
    const names = Object.values(models);
    const cells = Array.from({ length: PROMPTS }, (_, at) =>
      prompt(`Prompt ${at}`, names[at % names.length])
    );
    const expected = cells.map((cell, at) =>
      expectedOf(cell.metadata.ai_jup.id, at, chance)
    );
    await openNotebook(page, path, cells);
    await simulator.script(...expected.map(({ reply }) => reply));
    await runAll(
      page,
      expected.map(({ id }) => id)
    );
    const kinds = Object.keys(KINDS);
    const deleted = new Set<unknown>();
    let happened = 0;
    while ((await simulator.waiting()) > 0) {
      if (happened < OF_PAGE) {
        deleted.add(await KINDS[kinds[chance(kinds.length)]](page, sockets));
        happened++;
      }
      await page.waitForTimeout(100 + chance(700));
      await dismissDialogs(page);
    }
    // in the midst of the last answer
    await page.waitForTimeout(300 + chance(1_500));
    await dismissDialogs(page);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const options: object = { waitForIsReady: false };
    await page.reload(options);
    await expect
      .poll(() => unsaved(page, path), { timeout: 45_000 })
      .toEqual([]);
    const problems = problemsOf(
      await readNotebook(page, path),
      expected,
      deleted
    );
    const injected = PROMPTS + happened + 1;
    console.info(
      `${injected} faults injected (browser ${injected}), ${problems.length} lost, seed ${SEED}`
    );
    expect(problems).toEqual([]);
    // never asked twice
    expect(await simulator.received()).toHaveLength(PROMPTS);
  });
}
