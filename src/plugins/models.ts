import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { ModelStore } from '../picker/modelstore';
import { onWindowFocus } from '../picker/windowfocus';
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
  activate: (app: JupyterFrontEnd): IModelStore => {
    const client = new ModelClient(app.serviceManager.serverSettings);
    const store = new ModelStore(client);
    onWindowFocus(() => void store.renew());
    return store;
  }
};
