import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { keepHeadings } from '../views/answer/answerheadings';
import { settings } from './settings';

/**
 * Keeps the headings of answers from folding the user's cells, and from the table of contents.
 */
export const answerHeadings: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:answer-headings',
  description: "Keeps answers' headings out of the notebook's outline.",
  autoStart: true,
  requires: [NotebookPanel.IContentFactory],
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    factory: NotebookPanel.IContentFactory,
    registry: ISettingRegistry | null
  ): void => {
    let areShown = false;
    keepHeadings(factory, () => areShown);
    void registry?.load(settings.id).then(loaded => {
      const apply = () => {
        areShown = loaded.get('answerHeadings').composite as boolean;
      };
      apply();
      loaded.changed.connect(apply);
    });
  }
};
