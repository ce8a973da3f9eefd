import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { NotebookPanel } from '@jupyterlab/notebook';

import { showAnswersInertly } from '../views/markdown/inertrendering';

/**
 * Sees to it that no answer loads or runs anything where it is shown.
 */
export const inertAnswers: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:inert-answers',
  description: 'Shows answers without loading or running anything in them.',
  autoStart: true,
  requires: [NotebookPanel.IContentFactory],
  activate: (
    app: JupyterFrontEnd,
    factory: NotebookPanel.IContentFactory
  ): void => showAnswersInertly(factory)
};
