import type { TranslationBundle } from '@jupyterlab/translation';

import { tenths } from '../runstate/amounts';
import type { CallStatus } from '../runstate/calls';

/**
 * What became of a call, for people; nothing to say where it went well.
 */
export function wordsFor(status: CallStatus, trans: TranslationBundle): string {
  switch (status) {
    case 'ok':
      return '';
    case 'asked':
      return trans.__('waiting for your decision');
    case 'running':
      return trans.__('running…');
    case 'error':
      return trans.__('failed');
    case 'stopped':
      return trans.__('stopped');
    case 'timeout':
      return trans.__('took too long');
    case 'refused':
      return trans.__('not run');
    case 'unknown':
    case 'lost':
      return trans.__('may not have finished');
  }
}

/**
 * A time for people; nothing if there is none.
 */
export function secondsIn(
  seconds: number | null,
  trans: TranslationBundle
): string {
  return seconds === null ? '' : trans.__('%1 s', tenths(seconds));
}
