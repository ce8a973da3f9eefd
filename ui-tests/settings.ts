import path from 'node:path';

/** How many tests run at the same time, each worker with a simulator and servers of its own. */
export const workers = Number(process.env.UI_TEST_WORKERS ?? 2);

/** Which of them this process is. */
const own = Number(process.env.TEST_PARALLEL_INDEX ?? 0);

const firstPort = Number(process.env.UI_TEST_PORT ?? 8899);
export const token = process.env.UI_TEST_TOKEN ?? 'browser-test-only';

/** The servers that a worker's tests talk to. */
export function serversOf(worker: number) {
  const at = firstPort + 4 * worker;
  const ports = [at, at + 1, at + 2, firstPort + 3];
  const [lab, simulator, settings, keyless] = ports.map(port => ({
    port,
    url: `http://127.0.0.1:${port}`
  }));
  return {
    simulator,
    /** A Jupyter server that has keys. */
    lab,
    /** One whose users give their keys in Settings. */
    settings,
    /** One that has none, the same for all workers: nobody changes anything there. */
    keyless
  };
}

const servers = serversOf(own);
export const simulatorURL = servers.simulator.url;
export const labURL = servers.lab.url;
export const keylessURL = servers.keyless.url;
export const settingsURL = servers.settings.url;

/** Where the tests' servers keep what is theirs. */
export const results = path.join(__dirname, 'test-results');

/** The folder of one of them. */
export function folderOf(server: string, worker = own): string {
  return path.join(results, `${server}-${worker}`);
}

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
