import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { INITIAL_STATE } from '../../run/reducer';
import type { PromptRun } from '../../running/promptrun';
import { AnswerProgress } from '../../views/answerprogress';

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
});
