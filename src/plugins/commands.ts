import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPromptNotebooks } from '../tokens';
import { onActiveCell } from '../views/activecell';
import { answerCommands } from '../views/commands/answercommands';
import { currentPanel, promptCommands } from '../views/commands/commands';

/**
 * Adds the commands, and shows them in the palette.
 */
export const commands: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:commands',
  description: 'Commands for prompt cells.',
  autoStart: true,
  requires: [IPromptNotebooks],
  optional: [INotebookTracker, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    tracker: INotebookTracker | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const options = { app, prompts, tracker, trans };
    const panel = () => currentPanel(app, tracker);
    const all = {
      ...promptCommands(options),
      ...answerCommands({ panel, prompts, trans })
    };
    for (const [id, command] of Object.entries(all)) {
      app.commands.addCommand(id, command);
      palette?.addItem({ command: id, category: trans.__('AI') });
    }
    const refresh = () => {
      Object.keys(all).forEach(id => app.commands.notifyCommandChanged(id));
    };
    if (tracker) {
      onActiveCell(tracker, refresh);
    }
    // the shell learns after the tracker which tab is the current one
    app.shell.currentChanged?.connect(refresh);
    prompts.changed.connect(refresh);
    prompts.answersChecked.connect(refresh);
  }
};
