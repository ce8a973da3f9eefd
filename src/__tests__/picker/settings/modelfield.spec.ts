import { SettingRegistry } from '@jupyterlab/settingregistry';
import { describe, expect, it } from 'vitest';

import schema from '../../../../schema/plugin.json';
import { saveSetting } from '../../../picker/settings/modelfield';
import { GPT } from '../knownmodels';

/** The settings of one window; `file` is what the server keeps for all of them. */
async function openWindow(file: { raw: string }) {
  const id = 'ai-jup:plugin';
  const data = { composite: {}, user: {} };
  const stored = { id, version: '0', schema, data };
  const connector = {
    fetch: () => Promise.resolve({ ...stored, raw: file.raw }),
    save: (_id: string, raw: string) => {
      file.raw = raw;
      return Promise.resolve();
    }
  };
  const registry = new SettingRegistry({
    connector: connector as never
  });
  return registry.load(id);
}

describe('a setting that is picked', () => {
  it('leaves the others as another window has set them', async () => {
    const file = { raw: '{"model": "openai/old"}' };
    const first = await openWindow(file);
    const second = await openWindow(file);
    await first.set('history', false);
    await saveSetting(second as never, 'model', GPT.name);
    const third = await openWindow(file);
    expect(third.user).toEqual({ history: false, model: GPT.name });
    expect(second.get('history').composite).toBe(false);
    await saveSetting(first as never, 'model', null);
    expect((await openWindow(file)).user).toEqual({ history: false });
  });
});
