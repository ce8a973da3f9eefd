import type { ISharedCell } from '@jupyter/ydoc';

import type { IStaleRun } from '../../tokens';
import type { Staleness } from './staleness';

/**
 * Have prompts answered that need it, from the top down, until one fails or is stopped. With each new answer those below
 * it may need another too; none is asked twice.
 *
 * @param run - has a prompt answered; resolves to whether the model ended its answer
 */
export async function runStale(
  states: Pick<Staleness, 'refresh' | 'toRun'>,
  run: (prompt: ISharedCell) => Promise<boolean>
): Promise<IStaleRun> {
  const asked = new Set<ISharedCell>();
  let goesOn = true;
  let error = await states.refresh();
  while (goesOn && !error) {
    const next = states.toRun.find(prompt => !asked.has(prompt));
    if (!next) {
      break;
    }
    asked.add(next);
    goesOn = await run(next);
    error = goesOn ? await states.refresh() : null;
  }
  return { asked: asked.size, error };
}
