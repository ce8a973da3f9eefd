import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';

import { withoutNotice } from '../answer/notice';
import { keepPairs } from '../notebook/pairactions';
import { IPromptNotebooks } from '../tokens';

/**
 * Looks after the prompts of each notebook that is opened.
 */
export const cells: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:cells',
  description:
    'Shows prompts and answers in notebooks, keeps them together, and takes up runs after a reload.',
  autoStart: true,
  requires: [IPromptNotebooks],
  optional: [INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    tracker: INotebookTracker | null
  ): void => {
    keepPairs(withoutNotice);
    tracker?.forEach(panel => prompts.add(panel));
    tracker?.widgetAdded.connect((_, panel) => {
      prompts.add(panel);
    });
  }
};
