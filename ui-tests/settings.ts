import path from 'node:path';

/**
 * Addresses and keys of the servers that the browser tests talk to.
 */
export const port = Number(process.env.UI_TEST_PORT ?? 8899);
export const token = process.env.UI_TEST_TOKEN ?? 'browser-test-only';
export const simulatorPort = Number(
  process.env.UI_TEST_SIMULATOR_PORT ?? port + 1
);
/** A second Jupyter server, which has no key. */
export const keylessPort = port + 2;

/** A third one, whose users give their keys in Settings. */
export const settingsPort = port + 3;

export const simulatorURL = `http://127.0.0.1:${simulatorPort}`;
export const labURL = `http://127.0.0.1:${port}`;
export const keylessURL = `http://127.0.0.1:${keylessPort}`;
export const settingsURL = `http://127.0.0.1:${settingsPort}`;

/** Where the tests' servers keep what is theirs. */
export const results = path.join(__dirname, 'test-results');

/** No real keys; distinct, so that a test sees where one went. */
export const keys = {
  openai: 'sk-ui-test-openai-5f1c2a',
  anthropic: 'sk-ant-ui-test-anthropic-8d3b7e',
  gemini: 'AIza-ui-test-gemini-2c9f4d'
} as const;

export type Provider = keyof typeof keys;

/** A model of each provider. */
export const models: Record<Provider, string> = {
  openai: 'openai/gpt-5.4-mini',
  anthropic: 'anthropic/claude-sonnet-5',
  gemini: 'gemini/gemini-3.5-flash'
};
