import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry } from '@jupyterlab/ui-components';

import { LabelledNumber } from '../picker/settings/labellednumber';
import { modelField } from '../picker/settings/modelfield';
import { IModelStore } from '../tokens';

/**
 * Shows the model picker in the Settings editor.
 */
export const modelSetting: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:model-setting',
  description: 'The model picker, Test Connection and keys, in Settings.',
  autoStart: true,
  requires: [IModelStore],
  optional: [IFormRendererRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    store: IModelStore,
    registry: IFormRendererRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    registry?.addRenderer('ai-jup:plugin.model', {
      fieldRenderer: modelField(store, trans)
    });
    for (const name of ['maxSteps', 'earlierAnswers', 'earlierAnswersSize']) {
      registry?.addRenderer(`ai-jup:plugin.${name}`, {
        fieldRenderer: LabelledNumber
      });
    }
  }
};
