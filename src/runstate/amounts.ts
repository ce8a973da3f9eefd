import type { TranslationBundle } from '@jupyterlab/translation';

import { pageLanguage } from '../wire/pagelanguage';

/**
 * A number as it is written in the page's language: `12,345`, `12.345`.
 */
export function inWords(
  number: number,
  format?: Intl.NumberFormatOptions
): string {
  return number.toLocaleString(pageLanguage(), format);
}

/**
 * A number of seconds to the tenth: `0.2`, `0,2`.
 */
export function tenths(seconds: number): string {
  return inWords(seconds, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1
  });
}

/**
 * A number of tokens in as few characters as say it: `730`, `9.8k`, `200k`, `1.05M`.
 */
export function shortTokens(tokens: number): string {
  if (tokens >= 999_500) {
    return `${inWords(tokens / 1e6, { maximumFractionDigits: 2 })}M`;
  }
  if (tokens < 1_000) {
    return `${tokens}`;
  }
  const thousands = tokens / 1_000;
  const maximumFractionDigits = thousands < 99.95 ? 1 : 0;
  return `${inWords(thousands, { maximumFractionDigits })}k`;
}

/**
 * A number of tokens to the last one: `12,345`.
 */
export function exactTokens(tokens: number): string {
  return inWords(tokens);
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
  return dollars < LEAST
    ? trans.__('less than %1', inDollars(LEAST, 4))
    : trans.__('about %1', shortDollars(dollars));
}

/** Dollars. */
const LEAST = 0.0001;

/**
 * A price per token as one per million: `$3`, `$1.25`, `$0.075`, `$0`.
 */
export function pricePerMillion(perToken: number): string {
  const dollars = Math.round(perToken * 1e9) / 1000;
  if (Number.isInteger(dollars)) {
    return inDollars(dollars, 0);
  }
  return inDollars(dollars, Number(dollars.toFixed(2)) === dollars ? 2 : 3);
}

/** Cents, and of less than ten cents two figures. */
function shortDollars(dollars: number): string {
  const figures = Number(dollars.toPrecision(2));
  return figures < 0.1
    ? inDollars(figures, 0, MOST_DIGITS)
    : inDollars(dollars, 2);
}

const MOST_DIGITS = 20;

/** `$1.25`, `1,25 $` */
function inDollars(dollars: number, digits: number, most = digits): string {
  return inWords(dollars, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: most
  });
}
