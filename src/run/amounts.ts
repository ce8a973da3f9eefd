import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * A number of tokens in as few characters as say it: `730`, `9.8k`, `200k`, `1.05M`.
 */
export function shortTokens(tokens: number): string {
  if (tokens >= 999_500) {
    return `${Number((tokens / 1e6).toFixed(2))}M`;
  }
  if (tokens < 1_000) {
    return `${tokens}`;
  }
  const thousands = tokens / 1_000;
  return `${Number(thousands.toFixed(thousands < 99.95 ? 1 : 0))}k`;
}

/**
 * A number of tokens to the last one: `12,345`.
 */
export function exactTokens(tokens: number): string {
  return tokens.toLocaleString();
}

/**
 * What something costs or will cost: `about $0.03`, `free`.
 *
 * @param dollars - null where that is not known, of which nothing is said
 */
export function costInWords(
  dollars: number | null,
  trans: TranslationBundle
): string {
  if (dollars === null) {
    return '';
  }
  if (dollars === 0) {
    return trans.__('free');
  }
  return dollars < 0.0001
    ? trans.__('less than $0.0001')
    : trans.__('about $%1', shortDollars(dollars));
}

/**
 * A price per token as one per million: `$3`, `$1.25`, `$0.075`, `$0`.
 */
export function pricePerMillion(perToken: number): string {
  const dollars = Math.round(perToken * 1e9) / 1000;
  if (Number.isInteger(dollars)) {
    return `$${dollars}`;
  }
  const short = dollars.toFixed(2);
  return `$${Number(short) === dollars ? short : dollars.toFixed(3)}`;
}

/** Cents, and of less than ten cents two figures. */
function shortDollars(dollars: number): string {
  const figures = Number(dollars.toPrecision(2));
  return figures < 0.1 ? `${figures}` : dollars.toFixed(2);
}
