import type { IRunState } from '../runstate/reducer';
import { expressionOf, picturesOf, textOf, textsOf } from '../runstate/calls';
import type { AnswerCell } from '../wire/generated';
import type { IEnding } from './ending';
import { noticeOf } from './notice';
import { plainBlock } from './plaintext';

/**
 * An answer's cell that only says why there is no answer.
 *
 * @param ending - why; null for an empty cell
 */
export function noticeCell(ending: IEnding | null): AnswerCell {
  const source = ending ? noticeOf(ending) : '';
  return { source, attachments: {}, metadata: {} };
}

/**
 * An answer's cell of a run that the server cannot write: all that has come of it, as plain text.
 *
 * @param ending - why it is not a whole one; null where it is
 */
export function plainAnswer(
  run: IRunState,
  ending: IEnding | null
): AnswerCell {
  const before = run.continued?.parts ?? [];
  const attachments: AnswerCell['attachments'] = {
    ...run.continued?.attachments
  };
  const calls = before.filter(({ kind }) => kind === 'call').length;
  const parts = textsOf(run).flatMap((text, at) => {
    const written = text.trim() ? [plainBlock(text.trim())] : [];
    const tool = run.tools.at(at);
    if (!tool) {
      return written;
    }
    const { call, result } = tool;
    const said = [expressionOf(call), textOf(result)].join('\n').trim();
    const pictures = picturesOf(result).map(({ mediaType, base64 }, index) => {
      const kind = mediaType.slice('image/'.length);
      const name = `call-${calls + at + 1}-${index + 1}.${kind}`;
      attachments[name] = { [mediaType]: base64 };
      return `![picture](attachment:${name})`;
    });
    return [...written, plainBlock(said), ...pictures];
  });
  const notice = ending ? [noticeOf(ending)] : [];
  return {
    source: [
      ...before.map(({ text }) => plainBlock(text.trim())),
      ...parts,
      ...notice
    ].join('\n\n'),
    attachments,
    metadata: run.record ? { ai_jup: { run: run.record } } : {}
  };
}
