import type { TranslationBundle } from '@jupyterlab/translation';

import { costInWords, exactTokens, tenths } from '../../runstate/amounts';
import type { RunRecord } from '../../wire/generated';
import { pageLanguage } from '../../wire/pagelanguage';

/** Errors of what a prompt names in the kernel, and of a cassette that has no answer: they come before anything is sent. */
const BEFORE_SENDING =
  /^(kernel-|reference-|function-unsuitable$|not-in-cassette$)/;

/**
 * Whether anything was sent to a model: else nobody has answered, and nothing was paid for.
 */
export function wasSent({ error, input_tokens }: Partial<RunRecord>): boolean {
  const isBefore = BEFORE_SENDING.test(error ?? '');
  return !isBefore || typeof input_tokens === 'number';
}

/**
 * The quiet line under an answer: who answered, how long it took, what it cost. Nothing where nothing was sent.
 */
export function describeRecord(
  record: Partial<RunRecord>,
  labelOf: (model: string) => string,
  trans: TranslationBundle
): string {
  if (!wasSent(record)) {
    return '';
  }
  const parts = [
    answererOf(record, labelOf, trans),
    record.replayed
      ? replayed(record, trans)
      : trans.__('%1 s', tenths(record.seconds ?? 0)),
    tokens(record, trans),
    // the simulator is no model, and has no price; nothing is paid for what was recorded
    record.simulated || record.replayed
      ? ''
      : costInWords(record.cost ?? null, trans)
  ];
  return parts.filter(part => part).join(' · ');
}

/**
 * The model that answered, for people: the one that was asked, or the snapshot of it that the provider tells.
 */
export function answererOf(
  record: Partial<RunRecord>,
  labelOf: (model: string) => string,
  trans: TranslationBundle
): string {
  const { answered_by, model = '', simulated } = record;
  const asked = labelOf(model);
  if (simulated) {
    return trans.__('Simulator in place of %1', asked);
  }
  const isAsked =
    !answered_by || model === answered_by || model.endsWith(`/${answered_by}`);
  return isAsked ? asked : answered_by;
}

function replayed(
  { started = '' }: Partial<RunRecord>,
  trans: TranslationBundle
): string {
  const date = new Date(started);
  return isNaN(date.getTime())
    ? trans.__('replayed')
    : trans.__(
        'replayed, recorded %1',
        date.toLocaleDateString(pageLanguage(), { dateStyle: 'medium' })
      );
}

function tokens(record: Partial<RunRecord>, trans: TranslationBundle): string {
  const { input_tokens, cached_tokens, output_tokens } = record;
  if (typeof input_tokens !== 'number' || typeof output_tokens !== 'number') {
    return '';
  }
  const input = exactTokens(input_tokens);
  const output = exactTokens(output_tokens);
  // of a reply that was stopped or broke off the provider tells none
  if (record.parameters?.estimated) {
    return trans.__('about %1 tokens in, %2 out', input, output);
  }
  return cached_tokens
    ? trans.__(
        '%1 tokens in (%2 from the cache), %3 out',
        input,
        exactTokens(cached_tokens),
        output
      )
    : trans.__('%1 tokens in, %2 out', input, output);
}
