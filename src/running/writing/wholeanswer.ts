import type { RunClient } from '../../wire/runclient';
import type { AnswerCell } from '../../wire/generated';
import { RequestError } from '../../wire/http';

/** Milliseconds between two requests; the last is that of all further ones. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000];

/** How often a server may fail to write an answer. */
const REFUSALS = 3;

const COMES_BACK =
  /^(server-unreachable|http-(401|403|424|502|503|504)|unauthorized|forbidden)$/;

/** The server knows of no such run. */
const UNKNOWN = 'run-unknown';

/**
 * The answer of a run that has ended, as the server writes it.
 *
 * @param isGivenUp - whether no one wants it any more
 * @param onAway - called each time that it does not come, before it is asked for again
 * @returns null where the server has it no more, or cannot write it
 *
 * #### Notes
 * A server that is not reached is asked again until it is: it keeps the answer on its disk, and the page keeps its text.
 */
export async function wholeAnswer(
  client: Pick<RunClient, 'answer'>,
  run: string,
  isGivenUp: () => boolean,
  onAway: () => void
): Promise<AnswerCell | null> {
  let refusals = 0;
  for (let at = 0; !isGivenUp(); at++) {
    try {
      return await client.answer(run);
    } catch (reason) {
      refusals += isRefusal(reason) ? 1 : 0;
      if (isUnknown(reason) || refusals === REFUSALS) {
        return null;
      }
    }
    onAway();
    const pause = PAUSES[Math.min(at, PAUSES.length - 1)];
    await new Promise(resolve => setTimeout(resolve, pause));
  }
  return null;
}

function isUnknown(reason: unknown): boolean {
  return reason instanceof RequestError && reason.detail.code === UNKNOWN;
}

/** Not a server that is away, a proxy that waits for it, or a login that has expired: those come back. */
function isRefusal(reason: unknown): boolean {
  return !(
    reason instanceof RequestError && COMES_BACK.test(reason.detail.code)
  );
}
