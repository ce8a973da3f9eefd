import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { PromptExecutor } from '../cell/executor';
import { otherExecutor } from '../cell/otherexecutor';
import { IPromptNotebooks } from '../tokens';

/**
 * Provides JupyterLab's cell executor in place of its own one and other packages', which package.json disables.
 */
export const executor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'ai-jup:cell-executor',
  description: 'Runs prompts in their place among the cells.',
  autoStart: true,
  provides: INotebookCellExecutor,
  requires: [IPromptNotebooks],
  optional: [ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    translator: ITranslator | null
  ): Promise<INotebookCellExecutor> => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    return new PromptExecutor(prompts, trans, await otherExecutor(app));
  }
};
