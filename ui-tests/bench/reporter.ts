import type {
  Reporter,
  TestCase,
  TestError,
  TestResult
} from '@playwright/test/reporter';

/**
 * Shows what the measurements print, and why one failed; nothing else.
 */
export default class FiguresReporter implements Reporter {
  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { message } of result.errors) {
      process.stdout.write(`${test.title}: ${message}\n`);
    }
  }

  /** What is of no test: a server that does not start. */
  onError({ message }: TestError): void {
    process.stdout.write(`${message}\n`);
  }
}
