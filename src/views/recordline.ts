import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunRecord } from '../wire/generated';

/**
 * The quiet line under an answer: who answered, how long it took, what it cost.
 */
export function describeRecord(
  record: RunRecord,
  trans: TranslationBundle
): string {
  const parts = [
    nameOf(record, trans),
    trans.__('%1 s', record.seconds.toFixed(1)),
    tokens(record, trans),
    cost(record, trans)
  ];
  return parts.filter(part => part).join(' · ');
}

function nameOf(record: RunRecord, trans: TranslationBundle): string {
  const { answered_by, model, simulated } = record;
  const asked = model.slice(model.indexOf('/') + 1);
  return simulated
    ? trans.__('Simulator in place of %1', asked)
    : (answered_by ?? asked);
}

function tokens(record: RunRecord, trans: TranslationBundle): string {
  const { input_tokens, cached_tokens, output_tokens } = record;
  if (input_tokens === null || output_tokens === null) {
    return '';
  }
  const input = input_tokens.toLocaleString();
  const output = output_tokens.toLocaleString();
  return cached_tokens
    ? trans.__(
        '%1 tokens in (%2 from the cache), %3 out',
        input,
        cached_tokens.toLocaleString(),
        output
      )
    : trans.__('%1 tokens in, %2 out', input, output);
}

function cost(
  { cost, simulated }: RunRecord,
  trans: TranslationBundle
): string {
  if (cost === null || simulated) {
    return '';
  }
  const digits = cost < 0.1 ? 4 : 2;
  return trans.__('about $%1', cost.toFixed(digits));
}
