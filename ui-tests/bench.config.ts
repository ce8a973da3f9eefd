import { defineConfig } from '@playwright/test';

import tests from './playwright.config';

/** What `make bench` measures in the browser, on the servers of the browser tests. */
export default defineConfig({
  ...tests,
  testDir: './bench',
  testMatch: '*.bench.ts',
  testIgnore: [],
  retries: 0,
  timeout: 300_000,
  reporter: [['./bench/reporter.ts']],
  // a trace takes pictures of the whole page all the time
  use: { ...tests.use, trace: 'off', screenshot: 'only-on-failure' }
});
