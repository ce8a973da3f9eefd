import type { ISharedCell } from '@jupyter/ydoc';
import { describe, expect, it } from 'vitest';

import { runStale } from '../../../running/stale/stalerun';
import type { ErrorDetail } from '../../../wire/generated';

const [A, B, C] = ['a', 'b', 'c'] as unknown as ISharedCell[];

/** Prompts that need an answer, as the server tells before each run. */
class States {
  constructor(private _each: ISharedCell[][]) {}

  error: ErrorDetail | null = null;

  get toRun(): ISharedCell[] {
    return this._now;
  }

  refresh(): Promise<ErrorDetail | null> {
    this._now = this._each.shift() ?? [];
    return Promise.resolve(this.error);
  }

  private _now: ISharedCell[] = [];
}

describe('Run Stale Prompts', () => {
  it('runs one after the other, those too that became stale by the one before', async () => {
    const run: ISharedCell[] = [];
    const states = new States([[A], [B, C], [C], []]);
    const done = await runStale(states, prompt => {
      run.push(prompt);
      return Promise.resolve(true);
    });
    expect(run).toEqual([A, B, C]);
    expect(done).toEqual({ asked: 3, error: null });
  });

  it('asks none twice', async () => {
    const run: ISharedCell[] = [];
    const states = new States([[A, B], [A, B], [A]]);
    await runStale(states, prompt => {
      run.push(prompt);
      return Promise.resolve(true);
    });
    expect(run).toEqual([A, B]);
  });

  it('ends with one that fails or is stopped', async () => {
    const states = new States([[A, B], [B]]);
    const done = await runStale(states, () => Promise.resolve(false));
    expect(done).toEqual({ asked: 1, error: null });
  });

  it('runs nothing where it cannot be told what', async () => {
    const states = new States([[A]]);
    states.error = { code: 'x', message: 'No.', hint: '' };
    const done = await runStale(states, () => Promise.resolve(true));
    expect(done).toEqual({ asked: 0, error: states.error });
  });
});
