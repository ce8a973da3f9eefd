import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';

import { otherExecutor } from '../running/executing/otherexecutor';
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
  activate: async (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks
  ): Promise<INotebookCellExecutor> =>
    prompts.executor(await otherExecutor(app))
};
