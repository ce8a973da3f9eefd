import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** Milliseconds that it stands there; JupyterLab's list of notifications keeps it. */
const SHOWN = 15_000;
const GUIDE = 'ai-jup:open-guide';
const WHERE = {
  path: 'docs/administrators.md',
  heading: '#when-websockets-are-blocked'
};

/**
 * Say that no socket can be had, and where it stands what an administrator would change.
 */
export function tellBlocked(
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  // JupyterLab shows no more than 140 characters
  const words = trans.__(
    'A proxy blocks the live connection (WebSocket) at ai-jup/events. Answers come by plain requests. An administrator can allow it.'
  );
  const actions = commands.hasCommand(GUIDE)
    ? [
        {
          label: trans.__('What to change'),
          caption: trans.__('Open the guide for administrators'),
          callback: () => void commands.execute(GUIDE, WHERE)
        }
      ]
    : [];
  Notification.info(words, { autoClose: SHOWN, actions });
}
