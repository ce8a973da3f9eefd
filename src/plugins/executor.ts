import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { PromptExecutor } from '../cell/executor';
import { IPromptNotebooks } from '../tokens';

/**
 * Provides JupyterLab's cell executor in place of its own one, which package.json disables.
 */
export const executor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'ai-jup:cell-executor',
  description: 'Runs prompts in their place among the cells.',
  autoStart: true,
  provides: INotebookCellExecutor,
  requires: [IPromptNotebooks],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    translator: ITranslator | null
  ): INotebookCellExecutor => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    return new PromptExecutor(prompts, trans);
  }
};
