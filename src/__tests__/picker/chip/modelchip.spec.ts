import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { settings } from '../../../plugins/settings';
import { GONE, OPUS } from '../knownmodels';
import { failed, ModelServer } from '../modelserver';
import { SettingsFile } from '../settingsfile';
import { openChip } from './openedchip';

describe('The chip of a notebook', () => {
  it('is not there without a prompt, and asks for nothing', async () => {
    const server = new ModelServer();
    const chip = openChip(server, { hasPrompt: false });
    await new Promise(resolve => setTimeout(resolve));
    expect(chip.isHidden).toBe(true);
    expect(server.asked).toEqual([]);
    chip.names.hasPrompt = true;
    chip.names.changed.emit();
    expect(chip.isHidden).toBe(false);
    await waitFor(() => expect(chip.text).toBe('No model'));
  });

  it('says what another window has picked when the user comes back', async () => {
    const server = new ModelServer();
    const file = new SettingsFile();
    const chip = openChip(server);
    await settings.activate(null as never, chip.prompts, file.openRegistry());
    await waitFor(() => expect(chip.text).toBe('No model'));
    file.raw = JSON.stringify({ model: OPUS.name });
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => expect(chip.text).toBe(OPUS.label));
  });

  it('says that the own model of the user answers where they want that', async () => {
    const server = new ModelServer();
    const chip = openChip(server);
    chip.prompts.defaultModel.name = OPUS.name;
    chip.names.notebook = chip.names.declined = 'openai/dear';
    chip.names.changed.emit();
    await waitFor(() => expect(chip.text).toBe(OPUS.label));
    expect(chip.node.querySelector('button')!.title).toContain(
      'It is picked in Settings. It answers instead of openai/dear.'
    );
    await chip
      .press()
      .see('You chose to have your own model answer in place of those');
  });

  it('opens a choice that tests the model of the settings, and says what is wrong with it', async () => {
    const server = new ModelServer();
    server.statuses = [GONE];
    const why = { error: 'Gone', code: 'c', details: 'D.', hint: 'H.' };
    server.tests = { [GONE.name]: failed(GONE.name, why) };
    const chip = openChip(server);
    chip.prompts.defaultModel.name = GONE.name;
    await waitFor(() => expect(chip.text).toContain(GONE.name));
    const picker = chip.press();
    await picker.see(`As in Settings (${GONE.name})`);
    await picker.see('Pick another model in Settings');
    picker.press('Test Connection');
    await waitFor(() => expect(picker.failure).toContain('✗ Gone'));
    expect(server.sent).toEqual([JSON.stringify({ model: GONE.name })]);
  });
});
