import { endsInNotice, isOnlyNotice } from '../answer/notice';
import type { ITextCell } from '../notebook/pairing';
import { readMetadata } from '../notebook/metadata';

/** Of answers that came to no end of their own; what a provider withheld it would withhold again. */
const CUT = new Set(['length', 'max_steps']);

/**
 * Whether the model can be asked to go on with an answer: it was cut off, and there is some of it.
 */
export function mayContinue(answer: ITextCell): boolean {
  const source = answer.getSource();
  if (isOnlyNotice(source)) {
    return false;
  }
  const { run } = readMetadata(answer);
  // the page, or the server, has gone while it came
  return run?.state === undefined
    ? endsInNotice(source)
    : run.state === 'stopped' ||
        run.state === 'failed' ||
        CUT.has(run.finish_reason ?? '');
}
