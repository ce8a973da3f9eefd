import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPromptNotebooks } from '../tokens';
import { PromptNotebooks } from '../views/promptnotebooks';
import { RunClient } from '../wire/runclient';
import { EventSocket } from '../wire/socket';

/**
 * Provides the open notebooks' prompts. It needs no notebook tracker: that one waits for the cell executor, which
 * waits for this.
 */
export const notebooks: JupyterFrontEndPlugin<IPromptNotebooks> = {
  id: 'ai-jup:notebooks',
  description: 'Provides the prompts of the open notebooks.',
  autoStart: true,
  provides: IPromptNotebooks,
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): IPromptNotebooks => {
    const { contents, serverSettings } = app.serviceManager;
    const client = new RunClient(serverSettings);
    const socket = new EventSocket(serverSettings);
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const reveal = (panel: NotebookPanel) => app.shell.activateById(panel.id);
    return new PromptNotebooks({ client, socket }, contents, trans, reveal);
  }
};
