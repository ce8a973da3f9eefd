import type { Page } from '@playwright/test';

/** Times are milliseconds since 1970, as the page's and the simulator's clocks have them. */
export interface ITimes {
  /** When a key was pressed last. */
  key: number;
  /** When each word was in the page for the first time, by its number from 1. */
  words: number[];
  /** When frames began. */
  frames: number[];
}

/**
 * Watch for words `<name>1`, `<name>2` ... in what a selector finds: a word is there when the page's tree has it.
 */
export async function watch(
  page: Page,
  selector: string,
  name: string
): Promise<void> {
  await page.evaluate(
    ([selector, name]) => {
      const times = { key: 0, words: [0], frames: [] as number[] };
      const pattern = new RegExp(`${name}(\\d+)`, 'g');
      const now = () => performance.timeOrigin + performance.now();
      const isStopped = () => (window as any).stopwatch !== times;
      const look = () => {
        const text = document.querySelector(selector)?.textContent ?? '';
        for (const [, number] of text.matchAll(pattern)) {
          times.words[Number(number)] ??= now();
        }
      };
      const changes = new MutationObserver(() =>
        isStopped() ? changes.disconnect() : look()
      );
      const tree = { childList: true, characterData: true, subtree: true };
      changes.observe(document.body, tree);
      const frame = () => {
        times.frames.push(now());
        if (!isStopped()) {
          requestAnimationFrame(frame);
        }
      };
      (window as any).stopwatch = times;
      const pressed = ({ key }: KeyboardEvent) => {
        // not the Shift before it
        if (key === 'Enter') {
          times.key = now();
          window.removeEventListener('keydown', pressed, true);
        }
      };
      window.addEventListener('keydown', pressed, true);
      requestAnimationFrame(frame);
    },
    [selector, name] as const
  );
}

/**
 * Wait for the word with a number, and for what the page does afterwards; then stop watching.
 */
export async function timesUntil(page: Page, word: number): Promise<ITimes> {
  await page.waitForFunction(
    word => (window as any).stopwatch.words[word] !== undefined,
    word,
    { timeout: 60_000 }
  );
  await page.waitForTimeout(700);
  return page.evaluate(() => {
    const times = (window as any).stopwatch;
    (window as any).stopwatch = null;
    return times;
  });
}

/** A task that held the page up: when it began, since the page was opened, and for how long; milliseconds. */
export interface ITask {
  readonly at: number;
  readonly for: number;
}

/** Note from now on for how long each task holds the page up. */
export async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: ITask[] = ((window as any).heldUp = []);
    new PerformanceObserver(list =>
      list
        .getEntries()
        .forEach(({ startTime, duration }) =>
          seen.push({ at: startTime, for: duration })
        )
    ).observe({ entryTypes: ['longtask'] });
  });
}

/** Those since it was asked last, when the page has come to rest; the browser tells of those over 50 ms. */
export async function longTasks(page: Page): Promise<ITask[]> {
  await page.waitForTimeout(2_000);
  return page.evaluate(() => {
    const seen: ITask[] = (window as any).heldUp;
    return seen.splice(0);
  });
}

/** How long the longest of them was; 0 if there was none. */
export function longest(tasks: readonly ITask[]): number {
  return Math.max(0, ...tasks.map(task => task.for));
}

/** Now, as the page counts. */
export function nowIn(page: Page): Promise<number> {
  return page.evaluate(() => performance.now());
}

/** The longest that a frame took, of those that began before a time. */
export function longestFrame({ frames }: ITimes): number {
  return Math.max(...frames.slice(1).map((at, index) => at - frames[index]));
}

export function median(values: number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
