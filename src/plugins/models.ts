import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { onComingBack } from '../picker/comingback';
import { ModelStore } from '../picker/modelstore';
import { IModelStore } from '../tokens';
import { ModelClient } from '../wire/models';

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
    onComingBack(() => void store.renew());
    return store;
  }
};
