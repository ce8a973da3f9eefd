import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { PromptExecutor } from '../running/executing/executor';
import { putBefore } from '../running/executing/otherexecutor';
import { IPromptNotebooks } from '../tokens';

/**
 * Runs prompts where an extension that package.json does not know has provided the cell executor after us.
 */
export const foreignExecutor: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:foreign-executor',
  description: "Runs prompts under another extension's cell executor.",
  autoStart: true,
  requires: [IPromptNotebooks],
  optional: [INotebookCellExecutor, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    winner: INotebookCellExecutor | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const isOurs = !winner || winner instanceof PromptExecutor;
    if (isOurs || putBefore(winner, other => prompts.executor(other))) {
      return;
    }
    const text = trans.__(
      'Prompts cannot run: another extension controls how cells run.'
    );
    // before that nobody would show it
    void app.restored.then(() => {
      Notification.warning(text, { autoClose: false });
    });
  }
};
