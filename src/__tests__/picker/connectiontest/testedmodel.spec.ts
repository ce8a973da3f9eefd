import { describe, expect, it } from 'vitest';

import {
  namedByPrompt,
  testedModel,
  testWords
} from '../../../picker/connectiontest/testedmodel';
import { groups } from '../../../picker/list/modelrows';
import type { IEffectiveModel } from '../../../runstate/effectivemodel';
import {
  GPT,
  MODELS,
  OPUS,
  provider,
  PROVIDERS,
  READY,
  SONNET,
  trans
} from '../knownmodels';

describe('the model that a test asks', () => {
  const ids = groups(MODELS, PROVIDERS);
  const [openai, anthropic, gemini] = ids;
  const asked = (
    group = anthropic,
    effective: IEffectiveModel,
    known = READY
  ) => {
    const tested = testedModel(known, ids, group, effective);
    return tested && [tested.name, tested.by, testWords(known, tested, trans)];
  };

  it('is the effective one, where its provider is on show', () => {
    expect(asked(anthropic, { name: OPUS.name, by: 'setting' })).toEqual([
      OPUS.name,
      'setting',
      'Tests Claude Opus 5, the model picked in Settings.'
    ]);
    expect(asked(openai, { name: GPT.name, by: 'server' })).toEqual([
      GPT.name,
      'server',
      "Tests gpt-6, the server's default."
    ]);
  });

  it('is the effective one also if it is gone', () => {
    const retired = 'anthropic/claude-2';
    const words = "Tests anthropic/claude-2, this notebook's model.";
    expect(asked(anthropic, { name: retired, by: 'notebook' })).toEqual([
      retired,
      'notebook',
      words
    ]);
    expect(testWords(READY, namedByPrompt(READY, retired), trans)).toBe(
      "Tests anthropic/claude-2, this prompt's model."
    );
  });

  it('is the newest of each provider, where the effective one is of none', () => {
    expect(asked(openai, { name: 'lab/gone', by: 'setting' })).toEqual([
      GPT.name,
      null,
      'Tests gpt-6 (openai). Your prompts use lab/gone.'
    ]);
  });

  it("is the administrator's wherever the user looks", () => {
    for (const group of ids) {
      expect(asked(group, { name: OPUS.name, by: 'lock' })).toEqual([
        OPUS.name,
        'lock',
        "Tests Claude Opus 5, the administrator's choice."
      ]);
    }
  });

  it('is the newest of another provider, and says so', () => {
    const effective = { name: OPUS.name, by: 'setting' } as const;
    const words = 'Tests gpt-6 (openai). Your prompts use Claude Opus 5.';
    expect(asked(openai, effective)).toEqual([GPT.name, null, words]);
    expect(asked(gemini, effective)).toBeNull();
    const none = { name: null, by: 'server' } as const;
    expect(asked(openai, none)?.[2]).toBe('Tests gpt-6 (openai).');
    const unavailable = [SONNET.name];
    const availability = { anthropic: { checked: true, unavailable } };
    const known = { ...READY, availability };
    expect(asked(anthropic, none, known)?.[0]).toBe(OPUS.name);
  });

  it('is none where a simulator answers', () => {
    const providers = [...PROVIDERS, provider('simulator', true)];
    const known = { ...READY, providers };
    const effective = { name: OPUS.name, by: 'setting' } as const;
    expect(asked(anthropic, effective, known)?.[2]).toBe(
      'The simulator answers in place of Claude Opus 5.'
    );
  });
});
