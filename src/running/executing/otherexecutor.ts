import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import { runCell } from '@jupyterlab/notebook';

type Provider = JupyterFrontEndPlugin<INotebookCellExecutor>;

/**
 * Where an executor's dependencies are found; JupyterLab's application is one.
 */
export type Services = Pick<
  JupyterFrontEnd,
  'resolveOptionalService' | 'resolveRequiredService'
>;

/**
 * The other packages' executors, which package.json disables so that ours is the one: the first that is installed runs
 * the code.
 */
export const PROVIDERS: readonly string[] = [
  '@datalayer/jupyter-server-nbmodel:notebook-cell-executor',
  '@jupyter/docprovider-extension:notebook-cell-executor'
];

interface IContainer {
  get(module: string): Promise<() => { default: Provider | Provider[] }>;
}

interface IExtension {
  readonly name: string;
  readonly extension?: string;
}

/**
 * The executor of whatever is not a prompt: another package's if there is one, else JupyterLab's.
 *
 * @param app - the application that the executor would have been a plugin of
 */
export async function otherExecutor(
  app: Services
): Promise<INotebookCellExecutor> {
  for (const id of PROVIDERS) {
    const executor = await provided(app, id).catch((reason: unknown) => {
      console.warn(`ai-jup: ${id} cannot run code`, reason);
    });
    if (executor) {
      return executor;
    }
  }
  return { runCell };
}

/**
 * Have an executor hand its cells to another one, in place: JupyterLab may have it already.
 *
 * @param winner - the executor that JupyterLab runs cells with
 * @param create - makes the one to run cells first, from one that does what the winner did until now
 * @returns whether the winner let itself be changed
 */
export function putBefore(
  winner: INotebookCellExecutor,
  create: (other: INotebookCellExecutor) => INotebookCellExecutor
): boolean {
  const ours = create({ runCell: winner.runCell.bind(winner) });
  const value = ours.runCell.bind(ours);
  return Reflect.defineProperty(winner, 'runCell', {
    value,
    configurable: true,
    writable: true
  });
}

async function provided(
  app: Services,
  id: string
): Promise<INotebookCellExecutor | undefined> {
  const plugin = await findPlugin(id);
  if (!plugin) {
    return undefined;
  }
  const { requires = [], optional = [] } = plugin;
  const services: unknown[] = await Promise.all([
    ...requires.map(token => app.resolveRequiredService(token)),
    ...optional.map(token => app.resolveOptionalService(token))
  ]);
  return plugin.activate(app as JupyterFrontEnd, ...services);
}

/** JupyterLab does not hand out what is disabled, so it is found as JupyterLab finds it. */
async function findPlugin(id: string): Promise<Provider | undefined> {
  const [scope] = id.split(':');
  const module = extensions().find(({ name }) => name === scope)?.extension;
  const container = containers()[scope];
  if (!module || !container || PageConfig.Extension.isDisabled(scope)) {
    return undefined;
  }
  const create = await container.get(module);
  return [create().default].flat().find(plugin => plugin.id === id);
}

function extensions(): IExtension[] {
  const listed = PageConfig.getOption('federated_extensions') || '[]';
  return JSON.parse(listed) as IExtension[];
}

function containers(): { [scope: string]: IContainer | undefined } {
  type Page = { _JUPYTERLAB?: { [scope: string]: IContainer } };
  return (globalThis as Page)._JUPYTERLAB ?? {};
}
