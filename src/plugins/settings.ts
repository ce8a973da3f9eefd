import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { ISettingRegistry as Registry } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { translateSettings } from '../picker/settings/translatedsettings';
import { onWindowFocus } from '../picker/windowfocus';
import { IPromptNotebooks } from '../tokens';

const ID = 'ai-jup:plugin';

/**
 * Hands the settings to the prompts.
 */
export const settings: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'The settings of AI prompt cells.',
  autoStart: true,
  requires: [IPromptNotebooks],
  optional: [ISettingRegistry, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): Promise<void> => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    // each reading brings them anew
    registry?.pluginChanged.connect((_, id) => {
      if (id === ID) {
        translateSettings(registry.plugins[ID]!.schema, trans);
      }
    });
    const loaded = await registry?.load(ID);
    const apply = (current: Registry.ISettings) => {
      const model = current.get('model').composite as string | null;
      // an emptied field of the form is an empty string
      prompts.defaultModel.name = model || null;
      prompts.runOptions = {
        history: current.get('history').composite as boolean,
        ask_before_calls: current.get('askBeforeCalls').composite as boolean,
        max_steps: (current.get('maxSteps').composite as number) || null
      };
      const kilobytes = current.get('earlierAnswersSize').composite as number;
      prompts.historyLimits = {
        number: current.get('earlierAnswers').composite as number,
        characters: kilobytes * 1_000
      };
    };
    if (loaded) {
      translateSettings(loaded.schema, trans);
      apply(loaded);
      loaded.changed.connect(apply);
      // another window may have changed them; without a server they stay as they are
      onWindowFocus(() => void registry?.reload(ID).catch(() => undefined));
    }
  }
};
