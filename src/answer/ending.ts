import type { TranslationBundle } from '@jupyterlab/translation';

import type { ChosenBy } from '../runstate/effectivemodel';
import type { IRunState } from '../runstate/reducer';
import { hasContent } from '../runstate/reducer';

/**
 * Why an answer is not a whole one.
 */
export interface IEnding {
  /** How grave it is: the user's own stop is nothing to worry about. */
  readonly kind: 'stopped' | 'incomplete' | 'failed';
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  /** Whether another model may do better. */
  readonly isOfModel?: boolean;
  /** Whether the prompt was not sent: it would not run again, but run. */
  readonly isUnsent?: boolean;
}

/** The errors that are of the model, which something names. */
const OF_MODEL = new Set([
  'model-unknown',
  'model-not-allowed',
  'model-not-found',
  'model-cannot-see',
  'model-cannot-call',
  'access-denied',
  'key-missing'
]);

/**
 * The errors that another model may not have.
 */
export const OFFERS_MODELS = new Set([
  ...OF_MODEL,
  'default-model-unusable',
  'key-rejected',
  'quota-exhausted',
  'rate-limited',
  'context-too-large',
  'context-too-long',
  'content-blocked',
  'request-rejected',
  'provider-overloaded',
  'provider-failed',
  'timeout'
]);

/**
 * Why a run's answer is not a whole one.
 *
 * @param chosenBy - who has the model answer; null if that is not known
 * @returns `null` while it runs, and if it ended well
 */
export function endingOf(
  state: IRunState,
  trans: TranslationBundle,
  chosenBy: ChosenBy | null = null
): IEnding | null {
  switch (state.state) {
    case 'running':
      return null;
    case 'stopped':
      return {
        kind: 'stopped',
        title: trans.__('Stopped.'),
        message: trans.__('You stopped this answer.'),
        hint: ''
      };
    case 'failed':
      return failure(state, trans, chosenBy);
    case 'finished':
      return cut(state, trans);
  }
}

/**
 * The codes of errors that are none: the prompt's turn did not come, or the user did not want it sent.
 */
export const NOT_RUN = 'not-run';
export const NOT_SENT = 'not-sent';

function failure(
  state: IRunState,
  trans: TranslationBundle,
  chosenBy: ChosenBy | null
): IEnding {
  const code = state.error?.code ?? '';
  const where = OF_MODEL.has(code) && chosenBy ? place(chosenBy, trans) : '';
  const isUnsent = code === NOT_RUN || code === NOT_SENT;
  return {
    kind: isUnsent ? 'stopped' : 'failed',
    title: hasContent(state) ? trans.__('Incomplete:') : none(code, trans),
    message: state.error?.message ?? '',
    hint: [state.error?.hint, where].filter(Boolean).join(' '),
    isOfModel: OFFERS_MODELS.has(code),
    ...(isUnsent ? { isUnsent } : {})
  };
}

function none(code: string, trans: TranslationBundle): string {
  switch (code) {
    case NOT_RUN:
      return trans.__('Not run.');
    case NOT_SENT:
      return trans.__('Not sent.');
    default:
      return trans.__('No answer.');
  }
}

/** Where the model is to be changed. */
function place(chosenBy: ChosenBy, trans: TranslationBundle): string {
  switch (chosenBy) {
    case 'cell':
      return trans.__('This prompt names the model.');
    case 'notebook':
      return trans.__('This notebook names the model.');
    case 'setting':
      return trans.__('The model is picked in Settings.');
    case 'server':
      return trans.__("The model is the server's default.");
    case 'lock':
      return trans.__('The administrator of this server chooses the model.');
  }
}

function cut(state: IRunState, trans: TranslationBundle): IEnding | null {
  const kind = 'incomplete';
  const title = hasContent(state)
    ? trans.__('Incomplete:')
    : trans.__('No answer.');
  switch (state.finishReason) {
    case 'length':
      return {
        kind,
        title,
        message: trans.__('The answer reached the length limit.'),
        hint: trans.__(
          'Ask for a shorter answer, or ask the model to continue.'
        )
      };
    case 'content_filter':
      return {
        kind,
        title,
        message: trans.__('The provider withheld the rest of the answer.'),
        hint: trans.__('Put the question another way.')
      };
    case 'max_steps':
      return atLimitOfSteps(state, title, trans);
    case 'stop':
    case null:
      return state.text.trim() ? null : empty(trans);
  }
}

/** Where the model found its words after the last call, nothing is cut off: calls may be missing that it would make. */
function atLimitOfSteps(
  state: IRunState,
  title: string,
  trans: TranslationBundle
): IEnding {
  const { record, text, tools } = state;
  const steps = record?.parameters.max_steps;
  const limit =
    typeof steps === 'number'
      ? trans.__('The limit of %1 steps was reached', steps)
      : trans.__('The limit of steps was reached');
  const isAnswered = text.slice(tools.at(-1)?.at ?? 0).trim() !== '';
  return {
    kind: 'incomplete',
    title: isAnswered ? trans.__('Note:') : title,
    message: isAnswered
      ? trans.__('%1; the model answered with what it had so far.', limit)
      : trans.__('%1.', limit),
    hint: trans.__('Ask for less at a time, or ask the model to continue.')
  };
}

function empty(trans: TranslationBundle): IEnding {
  return {
    kind: 'incomplete',
    title: trans.__('No answer.'),
    message: trans.__('The model sent an empty answer.'),
    hint: trans.__('Run the prompt again, or rephrase it.')
  };
}

/**
 * The same of a run that left an earlier answer where it was.
 */
export function overEarlier(
  ending: IEnding,
  trans: TranslationBundle
): IEnding {
  return {
    ...ending,
    title: trans.__('No new answer; the earlier one is kept below.')
  };
}

/**
 * What stands in an empty cell while its prompt waits: the browser may go before it is sent.
 */
export function unsent(trans: TranslationBundle): IEnding {
  return {
    kind: 'stopped',
    title: trans.__('Not run.'),
    message: trans.__(
      'The notebook was saved while the prompt was still waiting to be sent.'
    ),
    hint: ''
  };
}
