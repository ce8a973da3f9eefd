import { describe, expect, it } from 'vitest';

import { saveSetting } from '../../../picker/settings/savesetting';
import { GPT } from '../knownmodels';
import { SettingsFile } from '../settingsfile';

describe('a setting that is picked', () => {
  it('leaves the others as another window has set them', async () => {
    const file = new SettingsFile();
    file.raw = '{"model": "openai/old"}';
    const first = await file.openWindow();
    const second = await file.openWindow();
    await first.set('history', false);
    await saveSetting(second as never, 'model', GPT.name);
    const third = await file.openWindow();
    expect(third.user).toEqual({ history: false, model: GPT.name });
    expect(second.get('history').composite).toBe(false);
    await saveSetting(first as never, 'model', null);
    expect((await file.openWindow()).user).toEqual({ history: false });
  });
});
