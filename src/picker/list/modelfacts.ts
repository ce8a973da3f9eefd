import type { TranslationBundle } from '@jupyterlab/translation';

import type { ModelEntry } from '../../wire/generated';

/**
 * A number of tokens in as few characters as say it: `200K`, `1M`, `1.5M`.
 */
export function formatTokens(tokens: number): string {
  if (tokens >= 999_500) {
    return `${Math.round(tokens / 50_000) / 20}M`;
  }
  return tokens >= 1000 ? `${Math.round(tokens / 1000)}K` : `${tokens}`;
}

/**
 * A price per token in US dollars as one per million: `$3`, `$1.25`, `$0.075`.
 */
export function formatPrice(perToken: number): string {
  const dollars = Math.round(perToken * 1e9) / 1000;
  if (Number.isInteger(dollars)) {
    return `$${dollars}`;
  }
  const short = dollars.toFixed(2);
  return `$${Number(short) === dollars ? short : dollars.toFixed(3)}`;
}

/**
 * What a model can do, how much it reads, and what it costs; a few words each, the unknown left out.
 */
export function facts(entry: ModelEntry, trans: TranslationBundle): string[] {
  return [
    entry.max_input_tokens !== null &&
      trans.__('%1 context', formatTokens(entry.max_input_tokens)),
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
  return trans.__(
    '%1 in, %2 out per 1M tokens',
    formatPrice(input),
    formatPrice(output)
  );
}
