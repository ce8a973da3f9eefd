import type { ISharedCell } from '@jupyter/ydoc';
import type { TranslationBundle } from '@jupyterlab/translation';

import { endsInNotice, isOnlyNotice, withoutNotice } from '../../answer/notice';
import { readMetadata } from '../../notebook/metadata';
import { findPrompt } from '../../notebook/pairing';
import { mayContinue } from '../../running/continuing';
import type { NotebookPrompts } from '../../running/notebookprompts';
import { earlierOf, placeOf } from '../../running/writing/earlieranswers';
import type { AnswerAction } from './answeractions';

/**
 * What stands in the way of what can be done with an answer.
 */
export interface IObstacles {
  /** The answer is still coming, or about to be rendered. */
  readonly isStreaming: boolean;
  /** The notebook cannot be written. */
  readonly isReadOnly: boolean;
  /** The administrator has chosen the model. */
  readonly isLocked: boolean;
}

/**
 * What can be done with an answer as it stands.
 */
export function actionsFor(
  answer: ISharedCell,
  prompts: NotebookPrompts,
  { isStreaming, isReadOnly, isLocked }: IObstacles
): Set<AnswerAction> {
  const { prompt = '' } = readMetadata(answer);
  const can = new Set<AnswerAction>();
  // of a mere notice there is nothing to use, but maybe others before it
  if (!isStreaming && !isOnlyNotice(answer.getSource())) {
    can.add('copy');
  }
  if (prompts.idleAnswer(prompt) !== answer || isReadOnly) {
    return can;
  }
  const { at, of } = placeOf(answer);
  const offered: [AnswerAction, boolean][] = [
    ['earlier', at > 1],
    ['later', at < of],
    ['cells', can.has('copy')]
  ];
  if (findPrompt(prompts.cells, prompt)) {
    offered.push(
      ['continue', mayContinue(answer)],
      ['again', true],
      ['elsewhere', !isLocked]
    );
  }
  offered.filter(([, is]) => is).forEach(([action]) => can.add(action));
  return can;
}

/**
 * In words, that the answer before one which is not whole says more; empty if it does not, or there is none.
 */
export function earlierThatHadMore(
  answer: ISharedCell,
  trans: TranslationBundle
): string {
  const earlier = earlierOf(answer);
  if (!earlier) {
    return '';
  }
  const [had, has] = [earlier.source, answer.getSource()].map(
    source => withoutNotice(source).length
  );
  if (had > has) {
    return trans.__('The earlier answer had more.');
  }
  return endsInNotice(earlier.source)
    ? ''
    : trans.__('The earlier answer was complete.');
}
