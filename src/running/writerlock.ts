/** Milliseconds in which a browser that is there has written its answer, and saved it. */
const TURN = 3_000;

/**
 * Wait until this tab is the one that writes a run's answer.
 *
 * #### Notes
 * One notebook can stand in several tabs; each shows the run, one writes it. The first tab that asks is the one, which
 * is the tab that started the run. When it goes, the next one takes over. Where the browser has no locks (pages that
 * are neither https nor on localhost) every tab believes itself to be the one.
 *
 * @param run - the run's id
 * @returns what lets the next tab take over
 */
export function becomeWriter(run: string): Promise<() => void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (!locks) {
    return Promise.resolve(() => undefined);
  }
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>(release => resolve(release));
    locks.request(`ai-jup:writer:${run}`, hold).catch(reject);
  });
}

/**
 * Who is on a shared notebook; its awareness has it.
 */
export interface IPresence {
  readonly clientID: number;
  getStates(): ReadonlyMap<number, unknown>;
}

/**
 * Milliseconds that a browser waits for the others on a notebook to write an answer that it did not ask for.
 *
 * #### Notes
 * Each gets another turn, lest two of them take over from a browser that has gone.
 */
export function turnOf(presence: IPresence): number {
  const { clientID } = presence;
  const others = [...presence.getStates().keys()];
  const before = others.filter(other => other < clientID);
  return TURN * (before.length + 1);
}
