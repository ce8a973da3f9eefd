import path from 'node:path';

import { defineConfig } from '@playwright/test';

import {
  keylessPort,
  keylessURL,
  keys,
  labURL,
  port,
  results,
  settingsPort,
  settingsURL,
  simulatorPort,
  simulatorURL,
  token
} from './settings';

const noKeys = {
  OPENAI_API_KEY: '',
  ANTHROPIC_API_KEY: '',
  GEMINI_API_KEY: ''
};

interface ILab {
  port: number;
  url: string;
  folder: string;
  env: Record<string, string>;
}

/** A Jupyter server with folders of its own. */
function lab({ port, url, folder, env }: ILab) {
  const work = path.join(results, folder);
  return {
    command: 'jupyter lab --config jupyter_server_test_config.py',
    cwd: __dirname,
    url: `${url}/api`,
    timeout: 120_000,
    reuseExistingServer: false,
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

export default defineConfig({
  testDir: './tests',
  testIgnore: process.env.UPDATE_PICTURES ? [] : ['pictures.spec.ts'],
  globalSetup: './tests/warm.ts',
  outputDir: './test-results/runs',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // one: the tests share the simulator, whose script each of them writes
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: labURL,
    extraHTTPHeaders: { Authorization: `token ${token}` },
    viewport: { width: 1280, height: 800 },
    // a video needs the ffmpeg that playwright downloads: keep it off
    video: 'off',
    trace: 'retain-on-failure',
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
  webServer: [
    {
      command: `python simulator.py ${simulatorPort}`,
      cwd: __dirname,
      url: `${simulatorURL}/control/received`,
      timeout: 60_000,
      reuseExistingServer: false,
      stdout: 'ignore',
      stderr: 'pipe',
      gracefulShutdown: { signal: 'SIGTERM', timeout: 2_000 }
    },
    lab({
      port,
      url: labURL,
      folder: 'server',
      env: {
        UI_TEST_SIMULATOR: simulatorURL,
        OPENAI_API_KEY: keys.openai,
        ANTHROPIC_API_KEY: keys.anthropic,
        GEMINI_API_KEY: keys.gemini
      }
    }),
    lab({
      port: keylessPort,
      url: keylessURL,
      folder: 'keyless',
      env: { UI_TEST_SIMULATOR: '', ...noKeys }
    }),
    lab({
      port: settingsPort,
      url: settingsURL,
      folder: 'settings',
      env: { UI_TEST_SIMULATOR: simulatorURL, ...noKeys }
    })
  ]
});
