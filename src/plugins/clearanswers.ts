import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import {
  askWithOutputs,
  CLEAR_ANSWERS,
  clearing
} from '../views/commands/clearanswers';

/**
 * Takes answers out of a notebook: by a command, and with all outputs if the user wants that.
 */
export const clearAnswers: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:clear-answers',
  description: 'Takes all answers out of a notebook.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    app.commands.addCommand(CLEAR_ANSWERS, clearing(tracker, trans));
    palette?.addItem({ command: CLEAR_ANSWERS, category: trans.__('AI') });
    askWithOutputs(app.commands, tracker, trans);
  }
};
