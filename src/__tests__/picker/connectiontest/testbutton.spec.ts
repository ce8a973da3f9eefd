import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { ModelEntry } from '../../../wire/generated';
import { GONE, GPT, OPUS, SONNET } from '../knownmodels';
import { failed, ModelServer, works } from '../modelserver';
import { fill, openSettings } from '../openedpicker';

const NO_KEY = {
  error: 'API key missing',
  code: 'key-missing',
  details: 'There is no key.',
  hint: 'Give one.'
};
const NOT_FOUND = {
  error: 'Model not found',
  code: 'model-unknown',
  details: `'${GONE.name}' is not in the list of models.`,
  hint: 'Pick another model.'
};

describe('Test Connection in Settings', () => {
  it('asks the model that answers prompts, and says what is wrong with it', async () => {
    const server = new ModelServer();
    server.tests = { [GONE.name]: failed(GONE.name, NOT_FOUND) };
    const picker = await openSettings(server, GONE.name);
    await picker.see(`Tests ${GONE.name}, the model picked in`);
    picker.press('Test Connection');
    await picker.see('✗ Model not found');
    expect(picker.failure).toContain(NOT_FOUND.details);
    expect(server.sent).toEqual([JSON.stringify({ model: GONE.name })]);
  });

  it('is forgotten when another model is looked for', async () => {
    const server = new ModelServer();
    server.tests = { [GONE.name]: failed(GONE.name, NOT_FOUND) };
    const picker = await openSettings(server, GONE.name);
    await picker.list();
    picker.press('Test Connection');
    await picker.see('✗ Model not found');
    fill(picker.filter, 'gpt');
    expect(picker.failure).toBeNull();
  });

  it('asks the newest that the key may use where another provider is on show', async () => {
    const server = new ModelServer();
    server.availability = {
      anthropic: { checked: true, unavailable: [SONNET.name] }
    };
    server.tests = { [OPUS.name]: works(OPUS.name) };
    const picker = await openSettings(server, GONE.name);
    await picker.list();
    picker.show('Anthropic');
    await picker.see(
      `Tests ${OPUS.label} (Anthropic). Your prompts use ${GONE.name}.`
    );
    picker.press('Test Connection');
    await picker.see(`✓ ${OPUS.label} answered in 1.2 s.`);
    expect(server.sent).toEqual([JSON.stringify({ model: OPUS.name })]);
  });

  it('shows that a key is gone where it fails for that', async () => {
    const server = new ModelServer();
    server.tests = { [GPT.name]: failed(GPT.name, NO_KEY) };
    const picker = await openSettings(server);
    await picker.see('The key comes from the environment');
    server.loseKeys();
    picker.press('Test Connection');
    await picker.see('No key for OpenAI.');
    await waitFor(() => expect(picker.failure).toContain('✗ API key missing'));
  });

  it('stands when it becomes known that another model is the default', async () => {
    const server = new ModelServer();
    const standard = (model: ModelEntry) => {
      server.defaultModel = { ...server.defaultModel, name: model.name, model };
    };
    standard(OPUS);
    server.tests = { [OPUS.name]: works(OPUS.name) };
    const picker = await openSettings(server);
    await picker.see(`Tests ${OPUS.label}, the server's default.`);
    picker.press('Test Connection');
    await picker.see(`✓ ${OPUS.label} answered in 1.2 s.`);
    standard(SONNET);
    await server.store.renew();
    await picker.see(`Tests ${SONNET.label}, the server's default.`);
    expect(picker.text).toContain(`✓ ${OPUS.label} answered in 1.2 s.`);
  });

  it('is cancelled by the button that has begun it', async () => {
    const server = new ModelServer();
    const picker = await openSettings(server);
    await picker.list();
    picker.press('Test Connection');
    await picker.see('Testing');
    const button = document.activeElement;
    expect(button).toBe(picker.button('Cancel'));
    picker.press('Cancel');
    await picker.see('Canceled.');
    expect(picker.text).not.toContain('Testing');
    expect(document.activeElement).toBe(button);
    expect(button).toBe(picker.button('Test Connection'));
    expect(server.cancelled).toEqual([GPT.name]);
  });
});
