import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ModelChip } from '../picker/chip/modelchip';
import { labelOf } from '../picker/list/modelrows';
import { lockOf, troubleOf } from '../picker/obstacles';
import { IModelStore, IPromptNotebooks } from '../tokens';

/**
 * Shows the effective model in the toolbar of notebooks that have a prompt.
 */
export const modelChip: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:model-chip',
  description: "Shows and chooses a notebook's model in its toolbar.",
  autoStart: true,
  requires: [IPromptNotebooks, IModelStore],
  optional: [IToolbarWidgetRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    store: IModelStore,
    registry: IToolbarWidgetRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const tell = () => {
      prompts.defaultModel.lock = lockOf(store.state);
      prompts.knownModels.tell(name => ({
        trouble: troubleOf(store, name, trans),
        label: labelOf(store.state, name)
      }));
    };
    tell();
    store.changed.connect(tell);
    const openSettings = () => {
      void app.commands.execute('ai-jup:open-settings');
    };
    registry?.addFactory<NotebookPanel>('Notebook', 'ai-jup-model', panel => {
      return new ModelChip({ panel, prompts, store, trans, openSettings });
    });
  }
};
