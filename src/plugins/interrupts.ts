import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPromptNotebooks } from '../tokens';
import { tellStopped } from '../views/notices/stopnotice';

/** JupyterLab's command, which its button, its keys and its menu execute. */
const INTERRUPT = 'notebook:interrupt-kernel';

/**
 * Whoever interrupts the kernel wants the notebook to stop: its prompts stop too.
 */
export const interrupts: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:interrupts',
  description: "Stops a notebook's prompts when its kernel is interrupted.",
  autoStart: true,
  requires: [IPromptNotebooks, INotebookTracker],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    tracker: INotebookTracker,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    app.commands.commandExecuted.connect((_, { id }) => {
      const model = tracker.currentWidget?.content.model ?? null;
      const current = id === INTERRUPT ? prompts.find(model) : null;
      void current?.stop().then(stopped => tellStopped(stopped, trans));
    });
  }
};
