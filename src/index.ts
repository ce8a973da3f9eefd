import { cells } from './plugins/cells';
import { commands } from './plugins/commands';
import { executor } from './plugins/executor';
import { foreignExecutor } from './plugins/foreignexecutor';
import { notebooks } from './plugins/notebooks';
import { settings } from './plugins/settings';

export { IPromptNotebooks } from './tokens';

/**
 * The plugins.
 */
export default [
  notebooks,
  executor,
  foreignExecutor,
  cells,
  commands,
  settings
];
