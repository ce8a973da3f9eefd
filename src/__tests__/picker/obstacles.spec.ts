import { describe, expect, it } from 'vitest';

import { troubleOf } from '../../picker/obstacles';
import type { IModelsState, IModelStore } from '../../tokens';
import { GONE, GPT, OPUS, READY, trans } from './knownmodels';

describe('what is known of a model that a prompt names', () => {
  it('is asked for where no list has it, and says why it cannot answer', () => {
    const asked: string[] = [];
    const troubles = (state: IModelsState) => {
      const store = {
        state,
        load: () => Promise.resolve(void asked.push('the lists')),
        inquire: (name: string) => Promise.resolve(void asked.push(name))
      } as unknown as IModelStore;
      return [OPUS.name, GPT.name, GONE.name].map(name =>
        troubleOf(store, name, trans)
      );
    };
    expect(troubles({ ...READY, phase: 'loading' })).toEqual([
      null,
      null,
      null
    ]);
    expect(asked).toEqual([]);
    const known = { ...READY, statuses: { [GONE.name]: GONE } };
    expect(troubles(known)).toEqual([
      null,
      'No key for openai.',
      'OpenAI retired it.'
    ]);
    expect(asked).toEqual([GONE.name]);
    troubles({ ...READY, phase: 'idle' });
    expect(asked).toContain('the lists');
  });
});
