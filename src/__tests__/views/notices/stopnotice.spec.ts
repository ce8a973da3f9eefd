import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { stoppedWords } from '../../../views/notices/stopnotice';

describe('What is said of a stop', () => {
  it.each([
    [[], [], ''],
    [[2], [], 'Stopped the answer to the prompt in cell 2.'],
    [[], [4], 'Not sent: the prompt in cell 4.'],
    [
      [2, 5],
      [7, 9],
      'Stopped the answers to the prompts in cells 2, 5. Not sent: the prompts in cells 7, 9.'
    ]
  ])('of %j that were sent and %j that waited', (sent, waiting, words) => {
    const trans = nullTranslator.load('ai_jup');
    expect(stoppedWords({ sent, waiting }, trans)).toBe(words);
  });
});
