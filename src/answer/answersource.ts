import type { TranslationBundle } from '@jupyterlab/translation';

import type { IPicture } from '../run/calls';
import type { IRunState } from '../run/reducer';
import { callMarkdown } from './callmarkdown';
import { closeFence } from './ending';
import { withDollars } from './formulas';
import { inert } from './inert';

/**
 * An answer as it stands in the notebook.
 */
export interface IAnswerSource {
  readonly source: string;
  /** The pictures that it shows, by their names. */
  readonly pictures: ReadonlyMap<string, IPicture>;
}

/**
 * The pieces of an answer's text between its calls: before the first, between two, after the last.
 */
export function textsOf({ text, tools }: IRunState): string[] {
  const ends = [...tools.map(({ at }) => at), text.length];
  return ends.map((end, index) => text.slice(index ? ends[index - 1] : 0, end));
}

/**
 * Write an answer as Markdown: its text made harmless, and each call where the model made it.
 */
export function answerSource(
  run: IRunState,
  trans: TranslationBundle
): IAnswerSource {
  if (!run.tools.length) {
    return { source: shown(run.text), pictures: new Map() };
  }
  const calls = run.tools.map((tool, at) => callMarkdown(tool, at + 1, trans));
  // what is harmless alone may not be so together: a link's address can stand pieces below
  const mark = markNotIn(run.text);
  const joined = textsOf(run)
    .map(text => closeFence(text.trim()))
    .map((text, at) => (at ? `${mark}${at - 1}.\n\n${text}` : text))
    .filter(part => part)
    .join('\n\n');
  const source = calls.reduce(
    (text, call, at) => text.replace(`${mark}${at}.`, () => call.source),
    shown(joined)
  );
  const pictures = calls.flatMap(call => [...call.pictures]);
  return { source: source.trim(), pictures: new Map(pictures) };
}

/**
 * A model's text as the notebook shows it: formulas as Markdown has them, and nothing that loads or runs.
 */
export function shown(text: string): string {
  return inert(withDollars(text));
}

/** A word that stands for a call while the text is read. */
function markNotIn(text: string): string {
  let mark = 'call';
  while (text.includes(mark)) {
    mark += 'x';
  }
  return mark;
}
