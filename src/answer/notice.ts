import type { RunRecord } from '../wire/generated';
import type { IEnding } from './ending';
import { OFFERS_MODELS } from './ending';
import { withEntities } from './plaintext';

const NOTICE = /(?:^|\n)> \*\*([^\n*]*)\*\* ?([^\n]*)$/;

/** The ways in which the server and the page write a character that would be read as something else. */
const WRITTEN = /<\/?span>|\\([!-/:-@[-`{-~])|&(?:#(\d+)|(lt|amp));/g;

/**
 * What is written for an answer that is not a whole one, so that it never looks so, not even without this extension.
 */
export function noticeOf({ title, message, hint }: IEnding): string {
  const words = [message, hint].filter(part => part).join(' ');
  return `> **${withEntities(title)}** ${withEntities(words)}`.trimEnd();
}

/**
 * Why an answer is not a whole one, as its text says; `null` if the text ends otherwise.
 */
export function endingIn(
  text: string,
  run: Partial<Pick<RunRecord, 'state' | 'error'>> | undefined
): IEnding | null {
  const [, title, message] = NOTICE.exec(text.trimEnd()) ?? [];
  return title === undefined
    ? null
    : {
        kind: kindIn(run),
        title: asRead(title),
        message: asRead(message),
        hint: '',
        isOfModel: OFFERS_MODELS.has(run?.error ?? '')
      };
}

/**
 * Whether a text says only why there is no answer, or nothing at all.
 */
export function isOnlyNotice(text: string): boolean {
  return /^(> \*\*[^\n]*)?$/.test(text.trim());
}

/**
 * Whether a text ends with a notice: a kept earlier answer does not.
 */
export function endsInNotice(text: string): boolean {
  return /(^|\n)> \*\*[^\n]*$/.test(text.trimEnd());
}

function kindIn(
  run: Partial<Pick<RunRecord, 'state' | 'error'>> | undefined
): IEnding['kind'] {
  switch (run?.state) {
    case 'stopped':
    case 'failed':
      return run.state;
    default:
      return 'incomplete';
  }
}

function asRead(markdown: string): string {
  return markdown.replace(
    WRITTEN,
    (_, escaped?: string, code?: string, name?: string) =>
      escaped ??
      (code
        ? String.fromCodePoint(Number(code))
        : name === 'lt'
          ? '<'
          : name
            ? '&'
            : '')
  );
}

/**
 * An answer without what says that it is not a whole one.
 */
export function withoutNotice(text: string): string {
  return endsInNotice(text)
    ? text.trimEnd().replace(NOTICE, '').trimEnd()
    : text;
}
