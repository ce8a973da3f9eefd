/** Milliseconds in which a browser that is there has written its answer, and saved it. */
const TURN = 3_000;

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
export function patienceOf(presence: IPresence): number {
  const { clientID } = presence;
  const others = [...presence.getStates().keys()];
  const before = others.filter(other => other < clientID);
  return TURN * (before.length + 1);
}
