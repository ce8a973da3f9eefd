import type { Page } from '@playwright/test';

/**
 * The most CPU that a task of the page takes while something is done, milliseconds: what else the machine does is not in it.
 */
export async function busiestTask(
  page: Page,
  doing: () => Promise<unknown>
): Promise<number> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel'] });
  await doing();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as {
    traceEvents: ITraceEvent[];
  };
  const pages = new Set(
    traceEvents
      .filter(({ args }) => args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`)
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) =>
      name === 'ThreadControllerImpl::RunTask' && pages.has(`${pid} ${tid}`)
  );
  // microseconds
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

interface ITraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** CPU that it took, microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}
