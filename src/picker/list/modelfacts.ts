import type { TranslationBundle } from '@jupyterlab/translation';

import { pricePerMillion, shortTokens } from '../../runstate/amounts';
import type { ModelEntry } from '../../wire/generated';

/**
 * What a model can do, how much it reads, and what it costs; a few words each, the unknown left out.
 */
export function facts(entry: ModelEntry, trans: TranslationBundle): string[] {
  return [
    entry.max_input_tokens !== null &&
      trans.__('%1 context', shortTokens(entry.max_input_tokens)),
    ...abilities(entry, trans),
    price(entry, trans)
  ].filter(fact => typeof fact === 'string');
}

/**
 * What a model can do, a word each.
 */
export function abilities(
  entry: ModelEntry,
  trans: TranslationBundle
): string[] {
  return [
    entry.supports_function_calling && trans.__('tools'),
    entry.supports_reasoning && trans.__('reasoning'),
    entry.supports_pdf_input && trans.__('PDF'),
    !entry.supports_vision && trans.__('no pictures')
  ].filter(ability => typeof ability === 'string');
}

function price(entry: ModelEntry, trans: TranslationBundle): string | false {
  const { input_cost_per_token: input, output_cost_per_token: output } = entry;
  if (input === null || output === null) {
    return false;
  }
  if (input === 0 && output === 0) {
    return trans.__('free');
  }
  return trans.__(
    '%1 in, %2 out per 1M tokens',
    pricePerMillion(input),
    pricePerMillion(output)
  );
}
