import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { GONE, GPT, OPUS, SONNET } from './knownmodels';
import { ModelServer } from './modelserver';
import { openSettings } from './openedpicker';

describe('The picker in Settings', () => {
  it('reads lists again that could not be read', async () => {
    const server = new ModelServer();
    server.lost.add('models');
    const picker = await openSettings(server);
    await picker.see('The Jupyter server cannot be reached.');
    server.lost.clear();
    picker.press('Retry');
    await picker.list();
  });

  it('marks what the key may not use', async () => {
    const server = new ModelServer();
    server.availability = {
      openai: { checked: true, unavailable: [GPT.name] }
    };
    const picker = await openSettings(server);
    await picker.see('Not in the list of models for your key.');
    const marked = picker.rows.filter(row => row.includes('Not in the list'));
    expect(marked).toEqual([expect.stringContaining(GPT.name)]);
  });

  it('lets nobody pick in place of the administrator', async () => {
    const server = new ModelServer();
    server.defaultModel = {
      name: SONNET.name,
      model: SONNET,
      locked: true,
      problem: null
    };
    const picker = await openSettings(server, OPUS.name);
    await picker.see('The administrator has chosen the model.');
    expect(picker.filter.disabled).toBe(true);
    picker.pick(1);
    await new Promise(resolve => setTimeout(resolve));
    expect(picker.picked).toBe(`Server's default (${SONNET.label})`);
    expect(JSON.parse(picker.file.raw)).toEqual({ model: OPUS.name });
  });

  it('sends to the administrator who has chosen a model that is gone', async () => {
    const server = new ModelServer();
    server.defaultModel = {
      name: 'openai/gpt-dead',
      model: null,
      locked: true,
      problem: {
        code: 'default-model-unusable',
        message: "The server's default model cannot answer.",
        hint: 'Ask the administrator of this server to change AiJup.default_model.'
      }
    };
    const picker = await openSettings(server, GONE.name);
    await picker.see('change AiJup.default_model');
    await picker.see('Tests openai/gpt-dead, the administrator');
    picker.press('Clear');
    await waitFor(() => expect(picker.buttons('Clear')).toEqual([]));
    expect(document.activeElement).toBe(picker.button('Test Connection'));
  });

  it('says what became of a model that has left the list, and replaces it', async () => {
    const server = new ModelServer();
    server.statuses = [GONE];
    const picker = await openSettings(server, GONE.name);
    await picker.see(GONE.message);
    expect(picker.picked).toBeNull();
    picker.press(`Use ${GPT.label}`);
    await waitFor(() => expect(picker.picked).toContain(GPT.name));
    expect(picker.text).not.toContain(GONE.name);
    expect(document.activeElement).toBe(picker.filter);
  });
});
