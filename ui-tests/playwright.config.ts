import path from 'node:path';

import { defineConfig } from '@playwright/test';

import { folderOf, keys, labURL, serversOf, token, workers } from './settings';

// new each time, and the same for all workers, which inherit it
process.env.AI_JUP_FAULTS_SEED ??= String(Date.now() % 1_000_000);

const noKeys = {
  OPENAI_API_KEY: '',
  ANTHROPIC_API_KEY: '',
  GEMINI_API_KEY: ''
};

/** A Jupyter server with folders of its own. */
function lab(port: number, work: string, env: Record<string, string>) {
  return {
    command: 'jupyter lab --config jupyter_server_test_config.py',
    cwd: __dirname,
    stdout: 'ignore' as const,
    stderr: process.env.UI_TEST_LOG ? ('pipe' as const) : ('ignore' as const),
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 5_000 },
    env: {
      UI_TEST_PORT: String(port),
      UI_TEST_TOKEN: token,
      UI_TEST_WORK: work,
      // nothing of the developer's: keys may be kept there
      JUPYTER_DATA_DIR: path.join(work, 'data'),
      PYTHON_KEYRING_BACKEND: 'keyring.backends.fail.Keyring',
      JUPYTER_CONFIG_DIR: path.join(work, 'config'),
      JUPYTER_RUNTIME_DIR: path.join(work, 'runtime'),
      JUPYTERLAB_SETTINGS_DIR: path.join(work, 'settings'),
      IPYTHONDIR: path.join(work, 'ipython'),
      // what the developer has set must not be used
      OPENAI_BASE_URL: '',
      ANTHROPIC_BASE_URL: '',
      GOOGLE_GEMINI_BASE_URL: '',
      GOOGLE_API_KEY: '',
      AI_JUP_SIMULATOR: '1',
      ...env
    }
  };
}

/** All that the tests of a worker talk to; not waited for here, one by one, but in `globalSetup`. */
function servers(worker: number) {
  const { simulator, ...labs } = serversOf(worker);
  const simulating = {
    // the checkout's, where the servers' environment has no more than a user's
    command: `${process.env.UI_TEST_PYTHON ?? 'python'} simulator.py ${simulator.port}`,
    cwd: __dirname,
    stdout: 'ignore' as const,
    stderr: 'pipe' as const,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 2_000 }
  };
  // places.spec.ts starts its own
  if (process.env.UI_TEST_PLACE) {
    return [simulating];
  }
  return [
    simulating,
    lab(labs.lab.port, folderOf('server', worker), {
      UI_TEST_SIMULATOR: simulator.url,
      OPENAI_API_KEY: keys.openai,
      ANTHROPIC_API_KEY: keys.anthropic,
      GEMINI_API_KEY: keys.gemini
    }),
    lab(labs.settings.port, folderOf('settings', worker), {
      UI_TEST_SIMULATOR: simulator.url,
      ...noKeys
    }),
    ...(worker > 0
      ? []
      : [
          lab(labs.keyless.port, folderOf('keyless'), {
            UI_TEST_SIMULATOR: '',
            ...noKeys
          })
        ])
  ];
}

export default defineConfig({
  testDir: './tests',
  testIgnore: [
    ...(process.env.UPDATE_PICTURES
      ? []
      : ['pictures.spec.ts', 'film.spec.ts']),
    // where jupyter-collaboration is installed
    ...(process.env.UI_TEST_TOGETHER ? [] : ['together.spec.ts'])
  ],
  globalSetup: './tests/started.ts',
  outputDir: './test-results/runs',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers,
  fullyParallel: true,
  retries: process.env.CI ? 1 : 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: labURL,
    extraHTTPHeaders: { Authorization: `token ${token}` },
    viewport: { width: 1280, height: 800 },
    // a video needs the ffmpeg that playwright downloads: keep it off
    video: 'off',
    // it takes pictures of the page all the time: a third of a test's time
    trace: process.env.UI_TEST_TRACE ? 'retain-on-failure' : 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none'
      ]
    }
  },
  webServer: Array.from({ length: workers }, (_, worker) =>
    servers(worker)
  ).flat()
});
