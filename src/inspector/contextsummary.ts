import type { TranslationBundle } from '@jupyterlab/translation';

import type { ContextReply, ContextWarning } from '../wire/generated';

/**
 * How much would be sent, in a line: `12 cells, 2 pictures, 9.8k of 200k tokens, about $0.03`.
 */
export function describeContext(
  reply: ContextReply,
  trans: TranslationBundle
): string {
  const { cells, images } = reply;
  const parts = [
    trans._n('%1 cell', '%1 cells', cells, cells.toLocaleString()),
    images && trans._n('%1 picture', '%1 pictures', images, images),
    tokensOf(reply, trans),
    costOf(reply, trans),
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

/**
 * A number of tokens in as few characters as say it: `730`, `9.8k`, `200k`, `1.05M`.
 */
export function shortNumber(tokens: number): string {
  if (tokens >= 999_500) {
    return `${Number((tokens / 1e6).toFixed(2))}M`;
  }
  if (tokens < 1_000) {
    return `${tokens}`;
  }
  const thousands = tokens / 1_000;
  return `${Number(thousands.toFixed(thousands < 99.95 ? 1 : 0))}k`;
}

function tokensOf(
  { tokens, limit }: ContextReply,
  trans: TranslationBundle
): string {
  const short = shortNumber(tokens);
  return limit === null
    ? trans.__('%1 tokens', short)
    : trans.__('%1 of %2 tokens', short, shortNumber(limit));
}

/** The simulator costs nothing. */
function costOf(
  { cost, simulated }: ContextReply,
  trans: TranslationBundle
): string {
  if (cost === null || simulated) {
    return '';
  }
  if (cost < 0.0001) {
    return trans.__('less than $0.0001');
  }
  const digits = cost < 0.01 ? 4 : 2;
  return trans.__('about $%1', cost.toFixed(digits));
}
