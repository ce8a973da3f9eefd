import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { INITIAL_STATE } from '../../../runstate/reducer';
import type { PromptRun } from '../../../running/promptrun';
import { AnswerProgress } from '../../../views/answer/answerprogress';

const trans = nullTranslator.load('ai_jup');

/** A run of which some text has come. */
function runWith(text: string): PromptRun {
  const state = { ...INITIAL_STATE, label: 'GPT', text };
  return { phase: 'running', sent: 0, isLost: false, state } as PromptRun;
}

describe('The line under an answer that comes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says when nothing more has come for a while, until something does', () => {
    const progress = new AnswerProgress(trans, () => undefined);
    const line = progress.node.querySelector('.jp-AiJup-waiting')!;
    progress.setRun(runWith('Half'), null);
    vi.advanceTimersByTime(4_000);
    expect(line.textContent).toBe('GPT');
    vi.advanceTimersByTime(3_000);
    expect(line.textContent).toBe('GPT · nothing new for 7 s');
    progress.setRun(runWith('Half a'), null);
    expect(line.textContent).toBe('GPT');
    progress.dispose();
  });

  it('says why the cells above do not end where the kernel cannot be reached', () => {
    let hasKernel = true;
    const progress = new AnswerProgress(
      trans,
      () => undefined,
      () => hasKernel
    );
    const line = progress.node.querySelector('.jp-AiJup-waiting')!;
    const run = { ...runWith(''), phase: 'queued', isAsked: false };
    progress.setRun(run as unknown as PromptRun, null);
    vi.advanceTimersByTime(60_000);
    expect(line.textContent).toBe('Waiting for the cells above…');
    hasKernel = false;
    vi.advanceTimersByTime(4_000);
    expect(line.textContent).toBe('Waiting for the cells above…');
    vi.advanceTimersByTime(3_000);
    expect(line.textContent).toContain('has no connection to the kernel');
    hasKernel = true;
    vi.advanceTimersByTime(1_000);
    expect(line.textContent).toBe('Waiting for the cells above…');
    progress.dispose();
  });

  it("does not count the time that the user took as the model's", () => {
    const progress = new AnswerProgress(trans, () => undefined);
    const line = progress.node.querySelector('.jp-AiJup-waiting')!;
    const run = runWith('');
    const call = { id: 'call-1', name: 'f' };
    const withCall = (consent: string, result: object | null) =>
      ({
        ...run,
        state: {
          ...run.state,
          tools: [{ call, at: 0, consent: { state: consent }, result }]
        }
      }) as unknown as PromptRun;
    progress.setRun(run, null);
    progress.setRun(withCall('asked', null), null);
    vi.advanceTimersByTime(60_000);
    progress.setRun(withCall('given', { status: 'ok', content: {} }), null);
    vi.advanceTimersByTime(3_000);
    expect(line.textContent).toBe('Waiting for GPT… 3 s');
    progress.dispose();
  });
});
