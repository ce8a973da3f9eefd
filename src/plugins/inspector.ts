import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Inspector } from '../inspector/inspector';
import { SHOW_CONTEXT, showContext } from '../inspector/showcontext';
import { IPromptNotebooks } from '../tokens';
import { ContextClient } from '../wire/contextclient';

/**
 * Shows what would be sent for a prompt: a line under it, and a panel.
 */
export const inspector: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:inspector',
  description: 'Shows before a run what would be sent.',
  autoStart: true,
  requires: [IPromptNotebooks, INotebookTracker],
  optional: [ILabShell, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    tracker: INotebookTracker,
    labShell: ILabShell | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const settings = app.serviceManager.serverSettings;
    const client = new ContextClient({ settings, trans });
    const show = () => void app.commands.execute(SHOW_CONTEXT);
    const inspector = new Inspector({ prompts, client, trans, show });
    const current = () => tracker.currentWidget;
    const command = showContext({ app, inspector, labShell, trans, current });
    app.commands.addCommand(SHOW_CONTEXT, command);
    palette?.addItem({ command: SHOW_CONTEXT, category: trans.__('AI') });
    tracker.forEach(panel => inspector.add(panel));
    tracker.widgetAdded.connect((_, panel) => inspector.add(panel));
    tracker.currentChanged.connect((_, panel) => inspector.setCurrent(panel));
    inspector.setCurrent(tracker.currentWidget);
  }
};
