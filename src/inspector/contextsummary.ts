import type { TranslationBundle } from '@jupyterlab/translation';

import { costInWords, inWords, shortTokens } from '../runstate/amounts';
import type { ContextReply, ContextWarning } from '../wire/generated';

/**
 * How much would be sent, in a line: `12 cells, 2 pictures, 9.8k of 200k tokens, about $0.029`.
 */
export function describeContext(
  reply: ContextReply,
  trans: TranslationBundle
): string {
  const { cells, images } = reply;
  const parts = [
    trans._n('%1 cell', '%1 cells', cells, inWords(cells)),
    images && trans._n('%1 picture', '%1 pictures', images, images),
    tokensOf(reply, trans),
    // the simulator is no model, and has no price
    !reply.simulated && costInWords(reply.cost, trans),
    reply.warnings.some(isOfNotCounted) &&
      trans.__('without the values and functions it names')
  ];
  return parts.filter(Boolean).join(', ');
}

/**
 * Whether it says that what the prompt names was not read: so it is before every run, and no alarm.
 */
export function isOfNotCounted({ code }: ContextWarning): boolean {
  return code === 'live-not-counted';
}

function tokensOf(
  { tokens, limit }: ContextReply,
  trans: TranslationBundle
): string {
  const short = shortTokens(tokens);
  return limit === null
    ? trans.__('%1 tokens', short)
    : trans.__('%1 of %2 tokens', short, shortTokens(limit));
}
