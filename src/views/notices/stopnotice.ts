import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IStoppedPrompts } from '../../tokens';

/** Milliseconds that it stands there. */
const SHOWN = 6_000;

/**
 * Say which prompts were stopped: they may be out of sight.
 */
export function tellStopped(
  stopped: IStoppedPrompts,
  trans: TranslationBundle
): void {
  const words = stoppedWords(stopped, trans);
  if (words) {
    Notification.info(words, { autoClose: SHOWN });
  }
}

/**
 * What was stopped; nothing if nothing was.
 */
export function stoppedWords(
  { sent, waiting }: IStoppedPrompts,
  trans: TranslationBundle
): string {
  return [
    sent.length === 1 &&
      trans.__('Stopped the answer to the prompt in cell %1.', sent[0]),
    sent.length > 1 &&
      trans.__('Stopped the answers to the prompts in cells %1.', list(sent)),
    waiting.length === 1 &&
      trans.__('Not sent: the prompt in cell %1.', waiting[0]),
    waiting.length > 1 &&
      trans.__('Not sent: the prompts in cells %1.', list(waiting))
  ]
    .filter(Boolean)
    .join(' ');
}

function list(places: readonly number[]): string {
  return places.join(', ');
}
