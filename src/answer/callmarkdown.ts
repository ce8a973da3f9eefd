import type { TranslationBundle } from '@jupyterlab/translation';

import type { IPicture } from '../run/calls';
import {
  endOf,
  expressionOf,
  picturesOf,
  secondsOf,
  textOf
} from '../run/calls';
import type { IToolActivity } from '../run/reducer';
import { secondsIn, wordsFor } from './callwords';

/**
 * A call of a kernel function as it stands in the notebook.
 */
export interface ICallMarkdown {
  /** Folded: a line that opens; the pictures below it. */
  readonly source: string;
  /** The pictures, by the names that the source has for them. */
  readonly pictures: ReadonlyMap<string, IPicture>;
}

/**
 * Write a call as Markdown that is read in every viewer of notebooks, with or without this extension.
 *
 * @param number - the call's place in its answer, from 1: names its pictures
 *
 * #### Notes
 * Nothing of it can load or run: names and arguments are escaped, results stand in a fence that they cannot close.
 *
 * While the call runs `CallView` is shown in place of this. It is read where no run writes on, such as in a copy of the
 * file: so it never says that the call runs.
 */
export function callMarkdown(
  activity: IToolActivity,
  number: number,
  trans: TranslationBundle
): ICallMarkdown {
  const { call, result } = activity;
  const pictures = new Map(
    picturesOf(result).map((picture, at) => [
      `call-${number}-${at + 1}.${picture.mediaType.slice('image/'.length)}`,
      picture
    ])
  );
  const status = [
    wordsFor(endOf(activity), trans),
    secondsIn(secondsOf(result), trans)
  ];
  const line = [`<code>${escaped(expressionOf(call))}</code>`, ...status];
  const alternative = call.name.replace(/[^\w.]/g, '');
  const shown = [...pictures.keys()].map(
    name => `![${alternative}](attachment:${name})`
  );
  const parts = [
    `<details><summary>${line.filter(part => part).join(' · ')}</summary>`,
    fenced(JSON.stringify(call.arguments, null, 2), 'json'),
    fenced(textOf(result), 'text'),
    '</details>',
    ...shown
  ];
  return { source: parts.filter(part => part).join('\n\n'), pictures };
}

/** A dollar sign would begin a formula. */
function escaped(text: string): string {
  return text.replace(
    /[&<>"$`\\]/g,
    character => `&#${character.charCodeAt(0)};`
  );
}

function fenced(text: string, language: string): string {
  if (!text || text === '{}') {
    return '';
  }
  const runs = text.match(/`+/g) ?? [];
  const longest = Math.max(2, ...runs.map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
