import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { SettingRegistry } from '@jupyterlab/settingregistry';

import schema from '../../../schema/plugin.json';

const ID = 'ai-jup:plugin';

/**
 * What the server keeps of a user's settings of AI prompts.
 */
export class SettingsFile {
  /** In JSON. */
  raw = '{}';

  /** The registry of one of the windows that share it. */
  openRegistry(): ISettingRegistry {
    const data = { composite: {}, user: {} };
    const stored = { id: ID, version: '0', schema, data };
    const connector = {
      fetch: () => Promise.resolve({ ...stored, raw: this.raw }),
      save: (_id: string, raw: string) => {
        this.raw = raw;
        return Promise.resolve();
      }
    };
    return new SettingRegistry({ connector: connector as never });
  }

  /** The settings as one of these windows knows them. */
  openWindow(): Promise<ISettingRegistry.ISettings> {
    return this.openRegistry().load(ID);
  }
}
