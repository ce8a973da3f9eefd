import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Settings } from '@jupyterlab/settingregistry';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IFormRendererRegistry, settingsIcon } from '@jupyterlab/ui-components';

import { LabelledNumber } from '../picker/settings/labellednumber';
import { modelField } from '../picker/settings/modelfield';
import { showSettings } from '../picker/settings/settingsdialog';
import { IModelStore } from '../tokens';

const ID = 'ai-jup:plugin';

/** The id of the command. */
const OPEN_SETTINGS = 'ai-jup:open-settings';

const EDITOR = 'settingeditor:open';

/**
 * Shows the model picker in the Settings editor, and opens that; a dialog, on pages that have none.
 */
export const modelSetting: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:model-setting',
  description: 'The model picker, Test Connection and keys, in Settings.',
  autoStart: true,
  requires: [IModelStore],
  optional: [
    IFormRendererRegistry,
    ISettingRegistry,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    store: IModelStore,
    renderers: IFormRendererRegistry | null,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const fields = {
      model: modelField(store, trans),
      maxSteps: LabelledNumber,
      earlierAnswers: LabelledNumber,
      earlierAnswersSize: LabelledNumber
    };
    for (const [name, fieldRenderer] of Object.entries(fields)) {
      renderers?.addRenderer(`${ID}.${name}`, { fieldRenderer });
    }
    const hasEditor = () => app.commands.hasCommand(EDITOR);
    app.commands.addCommand(OPEN_SETTINGS, {
      // in the Settings menu as the editor has it, and as texts name it: Settings → AI Prompts
      label: ({ isMenu }) =>
        isMenu ? trans._p('schema', 'AI Prompts') : trans.__('AI Settings'),
      caption: trans.__('Open the settings of AI prompts'),
      // the menu's other entries have none
      icon: ({ isMenu }) => (isMenu ? undefined : settingsIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            isMenu: {
              type: 'boolean',
              description: trans.__('Whether it stands in the Settings menu')
            }
          }
        }
      },
      isEnabled: () => hasEditor() || registry !== null,
      execute: async () => {
        if (hasEditor()) {
          // the title in schema/plugin.json, as JupyterLab's server translates it: the Settings editor looks for no id
          const query = trans._p('schema', 'AI Prompts');
          await app.commands.execute(EDITOR, { query });
        } else if (registry) {
          const settings = (await registry.load(ID)) as Settings;
          await showSettings(settings, fields, trans);
        }
      }
    });
    palette?.addItem({ command: OPEN_SETTINGS, category: trans.__('AI') });
  }
};
