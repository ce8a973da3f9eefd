import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { ModelStore } from '../picker/modelstore';
import { onWindowFocus } from '../picker/windowfocus';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IModelStore } from '../tokens';
import { ModelClient } from '../wire/modelclient';

/**
 * Provides what is known of models and providers.
 */
export const models: JupyterFrontEndPlugin<IModelStore> = {
  id: 'ai-jup:models',
  description: 'Provides the models and providers that the server offers.',
  autoStart: true,
  provides: IModelStore,
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): IModelStore => {
    const settings = app.serviceManager.serverSettings;
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const client = new ModelClient({ settings, trans });
    const store = new ModelStore(client);
    onWindowFocus(() => void store.renew());
    return store;
  }
};
