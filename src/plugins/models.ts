import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

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
  activate: (app: JupyterFrontEnd): IModelStore =>
    new ModelStore(new ModelClient(app.serviceManager.serverSettings))
};
