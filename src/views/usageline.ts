import type { TranslationBundle } from '@jupyterlab/translation';

import { costInWords, exactTokens } from '../run/amounts';
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
    // the simulator is no model, and has no price
    record.simulated ? '' : costInWords(record.cost, trans)
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
  const input = exactTokens(input_tokens);
  const output = exactTokens(output_tokens);
  return cached_tokens
    ? trans.__(
        '%1 tokens in (%2 from the cache), %3 out',
        input,
        exactTokens(cached_tokens),
        output
      )
    : trans.__('%1 tokens in, %2 out', input, output);
}
