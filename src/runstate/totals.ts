import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunRecord } from '../wire/generated';
import { costInWords, exactTokens } from './amounts';

type Record = Partial<
  Pick<
    RunRecord,
    'cost' | 'input_tokens' | 'output_tokens' | 'run' | 'simulated'
  >
>;

/**
 * What the answers that a notebook has took together; nothing where none of them tells. A copy of an answer, and each
 * part of one that was split, has the record of the one run.
 */
export function totalsIn(
  records: readonly Record[],
  trans: TranslationBundle
): string {
  const all = records.filter(
    each =>
      !each.simulated &&
      typeof each.input_tokens === 'number' &&
      typeof each.output_tokens === 'number'
  );
  const told = [...new Map(all.map(each => [each.run ?? each, each])).values()];
  if (!told.length) {
    return '';
  }
  const tokens = trans.__(
    '%1 tokens in, %2 out',
    exactTokens(sum(told, each => each.input_tokens)),
    exactTokens(sum(told, each => each.output_tokens))
  );
  const priced = told.filter(({ cost }) => typeof cost === 'number');
  const cost = costInWords(
    priced.length ? sum(priced, each => each.cost) : null,
    trans
  );
  const words = cost ? trans.__('%1, %2', tokens, cost) : tokens;
  const unknown = told.length - priced.length;
  const rest =
    priced.length && unknown
      ? ' ' +
        trans._n(
          'The price of %1 answer is not known.',
          'The price of %1 answers is not known.',
          unknown,
          unknown
        )
      : '';
  return trans.__('Answers in this notebook: %1.', words) + rest;
}

function sum(
  records: readonly Record[],
  of: (record: Record) => number | null | undefined
): number {
  return records.reduce((total, each) => total + (of(each) ?? 0), 0);
}
