import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { onWindowFocus } from '../picker/windowfocus';
import { SendFacts } from '../running/sendquestion/sendfacts';
import { IPromptNotebooks } from '../tokens';
import { tellBlocked } from '../views/notices/blockednotice';
import { PromptNotebooks } from '../views/promptnotebooks';
import { ContextClient } from '../wire/contextclient';
import { ModelClient } from '../wire/modelclient';
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
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const server = { settings: serverSettings, trans };
    const client = new RunClient(server);
    const socket = new EventSocket(server);
    onWindowFocus(() => socket.resume());
    socket.blocked.connect(() => tellBlocked(app.commands, trans));
    return new PromptNotebooks({
      connection: { client, socket },
      contents,
      facts: new SendFacts(new ContextClient(server), new ModelClient(server)),
      trans,
      reveal: panel => app.shell.activateById(panel.id)
    });
  }
};
