/* The main path where people's Jupyter really is, and what is said there of the part that fails: `MATRIX=hub make matrix`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type { Locator, Page } from '@playwright/test';
import { test as base, expect } from '@playwright/test';

import { results, simulatorURL } from '../settings';
import { Simulator } from './simulator';

/** A name of place.py's. */
const KIND = process.env.UI_TEST_PLACE ?? '';
const MODEL =
  KIND === 'litellm-proxy' ? 'proxy/small' : 'anthropic/claude-sonnet-5';
const BLOCKED = 'A proxy blocks the live connection';
const CODE = `price = 42

def double(x: int) -> int:
    """Twice as much."""
    return 2 * x`;

/**
 * What place.py has started.
 */
interface IPlace {
  /** Of the Jupyter server, as the browser reaches it. */
  readonly url: string;
  /** The same without a proxy that may refuse what a test puts there. */
  readonly direct: string;
  /** What a user opens. */
  readonly page: string;
  /** For requests beside the page's. */
  readonly token: string;
  readonly user?: string;
  readonly password?: string;
  tell(line: string): Promise<void>;
}

/** All tests have the same place; who breaks it mends it, or is the last. */
const test = base.extend<{ simulator: Simulator }, { place: IPlace }>({
  simulator: [
    async ({}, use) => {
      const simulator = new Simulator();
      await simulator.reset();
      await use(simulator);
      expect(await simulator.problems()).toEqual([]);
    },
    { auto: true }
  ],
  place: [
    async ({}, use, { workerIndex }) => {
      const folder = path.join(results, `${KIND}-${workerIndex}`);
      const child = spawn('python', ['place.py', KIND, folder, simulatorURL], {
        cwd: path.join(__dirname, '..'),
        stdio: ['pipe', 'pipe', 'inherit']
      });
      const lines = createInterface({ input: child.stdout });
      const ended = once(child, 'exit').then(() => ['']);
      const next = async () =>
        String((await Promise.race([once(lines, 'line'), ended]))[0]);
      const where = JSON.parse(await next()) as IPlace;
      const tell = async (line: string) => {
        const told = next();
        child.stdin.write(`${line}\n`);
        expect(await told).toBe('ok');
      };
      await use({ ...where, tell });
      child.stdin.end();
      await ended;
    },
    { scope: 'worker', timeout: 240_000 }
  ]
});

/** Each test has a notebook of its own: an answer that one left would be offered to the next. */
const file = () => `${test.info().testId}-${test.info().retry}.ipynb`;

function cell(cell_type: string, source: string, metadata: object) {
  const ofCode =
    cell_type === 'code' ? { outputs: [], execution_count: null } : {};
  return { id: crypto.randomUUID(), cell_type, source, metadata, ...ofCode };
}

/** Save a notebook as its user would, log in, and open it. */
async function open(page: Page, place: IPlace, prompts: string[]) {
  const cells = [
    cell('code', CODE, { trusted: true }),
    ...prompts.map(source =>
      cell('markdown', source, {
        ai_jup: { isPromptCell: true, id: crypto.randomUUID(), model: MODEL }
      })
    )
  ];
  const kernelspec = { name: 'python3', display_name: 'Python 3' };
  const saved = await fetch(`${place.direct}api/contents/${file()}`, {
    method: 'PUT',
    headers: {
      Authorization: `token ${place.token}`,
      'Content-Type': 'application/json'
    },
    body: JSON.stringify({
      type: 'notebook',
      format: 'json',
      content: {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { kernelspec },
        cells
      }
    })
  });
  expect(saved.ok).toBe(true);
  await page.goto(place.page);
  if (place.user) {
    await page.getByLabel('Username').fill(place.user);
    await page.getByLabel('Password').fill(place.password!);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/lab/);
  }
  // without the tabs that an earlier test left
  await page.goto(`${place.url}lab/tree/${file()}?reset`);
  await page.locator('.jp-AiJup-promptCell').first().waitFor();
  // code that is run before there is a kernel makes JupyterLab ask for one
  await expect(page.locator('#jp-main-statusbar')).toContainText(/\| Idle/, {
    timeout: 60_000
  });
}

/** The notebook as its file has it. */
async function read(place: IPlace): Promise<{ cells: any[] }> {
  const headers = { Authorization: `token ${place.token}` };
  const url = `${place.direct}api/contents/${file()}`;
  return (await (await fetch(url, { headers })).json()).content;
}

async function run(page: Page, at: number): Promise<void> {
  // JupyterLab may tell in a dialog what it misses
  const dismiss = page.locator('.jp-Dialog-footer button').first();
  await expect(async () => {
    if (await dismiss.isVisible()) {
      await dismiss.click({ timeout: 2_000 });
    }
    const cell = page.locator('.jp-Cell .jp-InputPrompt').nth(at);
    await cell.click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await page.keyboard.press('Shift+Enter');
}

async function runCode(page: Page): Promise<void> {
  await run(page, 0);
  const number = page.locator('.jp-CodeCell .jp-InputPrompt').first();
  await expect(number).toContainText(/\d/);
}

const answer = (page: Page): Locator =>
  page.locator('.jp-AiJup-answerCell').first();

async function seeWhole(page: Page, text: string): Promise<void> {
  await expect(answer(page).locator('.jp-MarkdownOutput')).toContainText(text, {
    timeout: 60_000
  });
  await expect(answer(page)).not.toHaveClass(/jp-mod-streaming/);
}

async function seePartial(page: Page, part: string, end: string) {
  await expect(
    page
      .locator('.jp-AiJup-answerCell.jp-mod-streaming')
      .filter({ hasText: part, hasNotText: end })
  ).toBeVisible({ timeout: 60_000 });
}

const words = (count: number): string =>
  Array.from({ length: count }, (_, at) => `word${at + 1}`).join(' ');

const picture = (page: Page, name: string) =>
  page.screenshot({ path: path.join(results, `${KIND}-${name}.png`) });

test.skip(!KIND, 'UI_TEST_PLACE names a place, and what it needs is installed');

test('in its place a value is sent, a function called, and the answer comes', async ({
  page,
  place,
  simulator
}) => {
  const isBlocked = KIND.startsWith('nginx-kernels');
  let polls = 0;
  page.on('request', request => {
    polls += Number(request.url().includes('/ai-jup/polled-events'));
  });
  await open(page, place, ['What is $`price`? Use &`double`.']);
  if (isBlocked) {
    await expect(
      page.locator('.Toastify__toast', { hasText: BLOCKED })
    ).toHaveCount(1);
  }
  await runCode(page);
  await simulator.script(
    { text: '', calls: [{ name: 'double', arguments: { x: 21 } }] },
    { text: 'Both are **42**.' }
  );
  await run(page, 1);
  await seeWhole(page, 'Both are 42.');
  const sent = await simulator.received();
  expect(sent).toHaveLength(2);
  expect(JSON.stringify(sent[0].body)).toContain('Value of price');
  expect(JSON.stringify(sent[1].body)).toContain('int: 42');
  // where our socket comes through nothing else is asked for
  expect(polls > 0).toBe(isBlocked);
  await picture(page, 'answered');
});

test('in its place Stop keeps what has come, after a reload too', async ({
  page,
  place,
  simulator
}) => {
  await open(page, place, ['Write a long story.']);
  await simulator.script({ text: words(400), pace: 0.1 });
  await run(page, 1);
  await seePartial(page, 'word5', 'word400');
  await page.reload();
  await seePartial(page, 'word60', 'word400');
  await answer(page).locator('.jp-AiJup-stop').click();
  await expect(answer(page).locator('.jp-AiJup-ending')).toContainText(
    'You stopped this answer.'
  );
  await expect
    .poll(async () => (await simulator.received())[0].closed_after)
    .not.toBeNull();
});

if (KIND.endsWith('-cuts')) {
  test('in its place an answer with silences longer than the proxy waits comes whole', async ({
    page,
    place,
    simulator
  }) => {
    await open(page, place, ['Write slowly.']);
    await simulator.script({ text: words(4), pace: 7 });
    await run(page, 1);
    await seePartial(page, 'word2', 'word4');
    await picture(page, 'silent');
    await seeWhole(page, words(4));
    expect(await simulator.received()).toHaveLength(1);
  });
}

if (KIND.startsWith('nginx')) {
  test('a request that the proxy does not take is said to be too large', async ({
    page,
    place
  }) => {
    await open(page, place, [`Sum this up: ${'many words '.repeat(100_000)}`]);
    await run(page, 1);
    await expect(answer(page)).toContainText('answered 413', {
      timeout: 60_000
    });
    await expect(answer(page)).toContainText(
      'The notebook is larger than a proxy or the server takes'
    );
    await picture(page, 'too-large');
  });

  test('a server that is away behind its proxy is said to be so', async ({
    page,
    place
  }) => {
    await open(page, place, ['Are you there?']);
    await runCode(page);
    await place.tell('stop jupyter');
    await run(page, 1);
    await expect(answer(page)).toContainText(
      'A proxy in front of the Jupyter server answered 502',
      { timeout: 60_000 }
    );
    await picture(page, 'away');
  });
}

if (KIND.startsWith('gateway')) {
  const UNREACHABLE = "The gateway that runs this server's kernels, 127.0.0.1:";
  const breaks = {
    'that has another token now': 'start gateway of another token',
    'that is down': 'stop gateway'
  };
  for (const [how, line] of Object.entries(breaks)) {
    test(`a gateway ${how} is named`, async ({ page, place, simulator }) => {
      await open(page, place, ['What is $`price`?', 'And without it?']);
      await runCode(page);
      await place.tell(line);
      await run(page, 1);
      await expect(answer(page)).toContainText(UNREACHABLE, {
        timeout: 90_000
      });
      await expect(answer(page)).toContainText('GatewayClient.auth_token');
      await picture(page, line.replaceAll(' ', '-'));
      // what needs no kernel is answered all the same
      await simulator.script({ text: 'Without it.' });
      await run(page, 3);
      await expect(page.locator('.jp-Notebook')).toContainText('Without it.');
      await place.tell('start gateway');
    });
  }
}

if (KIND === 'litellm-proxy') {
  test('the cost is what the proxy has said', async ({
    page,
    place,
    simulator
  }) => {
    await open(page, place, ['What does it cost?']);
    await simulator.script({ text: 'Little.' });
    await run(page, 1);
    await seeWhole(page, 'Little.');
    // the endpoint has no prices of its own
    const cost = async (): Promise<number> =>
      (await read(place)).cells
        .map(each => each.metadata.ai_jup?.run?.cost ?? 0)
        .reduce((one, other) => one + other);
    await expect.poll(cost).toBeGreaterThan(0);
  });

  test('a proxy that is down, or refuses the key, is named', async ({
    page,
    place
  }) => {
    await open(page, place, ['Are you there?', 'And now?']);
    await place.tell('stop proxy');
    await run(page, 1);
    await expect(answer(page)).toContainText('Our proxy', { timeout: 90_000 });
    await picture(page, 'down');
    await place.tell('start proxy of another key');
    await run(page, 3);
    const second = page.locator('.jp-AiJup-answerCell').nth(1);
    await expect(second).toContainText('Our proxy', { timeout: 90_000 });
    await expect(second).toContainText('PROXY_KEY');
    await picture(page, 'wrong-key');
  });
}

if (KIND === 'hub') {
  test('a login that has ended is said to have ended', async ({
    page,
    place
  }) => {
    await open(page, place, ['Are you there?']);
    await runCode(page);
    await page.context().clearCookies();
    await run(page, 1);
    await expect(answer(page)).toContainText('not logged in', {
      timeout: 60_000
    });
    await picture(page, 'logged-out');
  });

  test("a user's server that the hub has stopped is said to be stopped", async ({
    page,
    place
  }) => {
    await open(page, place, ['Are you there?']);
    await runCode(page);
    await place.tell('stop server');
    await run(page, 1);
    await expect(answer(page)).toContainText('The hub (JupyterHub)', {
      timeout: 60_000
    });
    await picture(page, 'stopped');
    await place.tell('start server');
  });

  test('a key of the hub that has expired is said to have ended', async ({
    page,
    place
  }) => {
    await open(page, place, ['Are you there?']);
    await runCode(page);
    await place.tell('expire');
    // longer than the server believes what the hub has said
    await page.waitForTimeout(1_500);
    await run(page, 1);
    await expect(answer(page)).toContainText('not logged in', {
      timeout: 60_000
    });
    await picture(page, 'expired');
  });
}
