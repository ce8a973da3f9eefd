import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IStaleRun } from '../../tokens';

/**
 * Say where Run Stale Prompts had nothing to run, or could not tell what. What it has run shows for itself.
 */
export function tellStaleRun(
  { asked, error }: IStaleRun,
  trans: TranslationBundle
): void {
  if (error) {
    Notification.error(
      [
        trans.__('It cannot be told which answers are stale.'),
        error.message,
        error.hint
      ]
        .filter(Boolean)
        .join(' ')
    );
  } else if (!asked) {
    Notification.info(
      trans.__('No prompt is stale: each answer fits what stands above it.'),
      { autoClose: 3_000 }
    );
  }
}
