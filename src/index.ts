import { PageConfig } from '@jupyterlab/coreutils';

import { answerHeadings } from './plugins/answerheadings';
import { cells } from './plugins/cells';
import { cellType } from './plugins/celltype';
import { clearAnswers } from './plugins/clearanswers';
import { commands } from './plugins/commands';
import { editor } from './plugins/editor';
import { executor } from './plugins/executor';
import { foreignExecutor } from './plugins/otherexecutor';
import { guide } from './plugins/guide';
import { inertAnswers } from './plugins/inertanswers';
import { inspector } from './plugins/inspector';
import { interrupts } from './plugins/interrupts';
import { keys } from './plugins/keys';
import { modelChip } from './plugins/modelchip';
import { models } from './plugins/models';
import { modelSetting } from './plugins/modelsetting';
import { notebooks } from './plugins/notebooks';
import { settings } from './plugins/settings';
import { isTooOld, tooOld } from './plugins/tooold';

export { IModelStore, IPromptNotebooks } from './tokens';

/**
 * The plugins; where they would not work, one that says so.
 */
export default isTooOld(PageConfig.getOption('appVersion'))
  ? [tooOld]
  : [
      notebooks,
      executor,
      foreignExecutor,
      editor,
      cells,
      cellType,
      inertAnswers,
      answerHeadings,
      commands,
      clearAnswers,
      interrupts,
      settings,
      models,
      modelSetting,
      modelChip,
      inspector,
      guide,
      keys
    ];
