import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Dialog, ICommandPalette, showDialog } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { KeysTable } from '../views/keys';

const SHOW = 'ai-jup:show-keys';

/**
 * Lists the keys of prompts; schema/plugin.json has it in the Help menu.
 */
export const keys: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:keys',
  description: 'Lists the keys of prompt cells.',
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('ai_jup');
    commands.addCommand(SHOW, {
      label: trans.__('AI Prompts Keys…'),
      caption: trans.__('List the keys of AI prompts'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        await showDialog({
          title: trans.__('Keys of AI prompts'),
          body: new KeysTable(commands, trans),
          buttons: [Dialog.cancelButton({ label: trans.__('Close') })]
        });
      }
    });
    palette?.addItem({ command: SHOW, category: trans.__('AI') });
  }
};
