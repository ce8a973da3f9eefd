import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IPromptNotebooks } from '../tokens';
import { PromptTypeSwitcher } from '../views/commands/celltype';

/**
 * Puts prompts among the choices of the cell type dropdown. It asks for the tracker, which comes after JupyterLab's own
 * dropdown: of two, the one that comes last is shown.
 */
export const cellType: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:cell-type',
  description: 'Prompts in the cell type dropdown of notebooks.',
  autoStart: true,
  requires: [IPromptNotebooks, INotebookTracker, IToolbarWidgetRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    tracker: INotebookTracker,
    registry: IToolbarWidgetRegistry,
    translator: ITranslator | null
  ): void => {
    const translations = translator ?? nullTranslator;
    const trans = translations.load('ai_jup');
    registry.addFactory<NotebookPanel>('Notebook', 'cellType', panel => {
      const makePrompt = () => prompts.changeToPrompt(panel);
      return new PromptTypeSwitcher(panel, makePrompt, trans, translations);
    });
  }
};
