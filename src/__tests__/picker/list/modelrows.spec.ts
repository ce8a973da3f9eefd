import { describe, expect, it } from 'vitest';

import type { Row } from '../../../picker/list/modelrows';
import {
  filterRows,
  firstShown,
  groups,
  isSimulated,
  isUnavailable,
  valueOf
} from '../../../picker/list/modelrows';
import {
  GONE,
  GPT,
  LATEST,
  model,
  MODELS,
  OPUS,
  provider,
  PROVIDERS,
  READY,
  SONNET,
  trans
} from '../knownmodels';

describe('the list', () => {
  const all = groups(MODELS, [...PROVIDERS, provider('simulator', true)]);
  const rows: Row[] = [
    { kind: 'inherit', label: "Server's default" },
    ...MODELS.anthropic.map(entry => ({ kind: 'model', entry }) as const)
  ];

  it('is grouped by provider, in the order of the server', () => {
    expect(all.map(group => [group.provider.id, group.models])).toEqual([
      ['openai', [LATEST, GPT]],
      ['anthropic', [SONNET, OPUS]],
      ['gemini', []]
    ]);
  });

  it('has no simulator, which is no choice', () => {
    expect(isSimulated([...PROVIDERS, provider('simulator', true)])).toBe(true);
    expect(isSimulated(PROVIDERS)).toBe(false);
  });

  it('is filtered by words of label and name', () => {
    const found = (filter: string) =>
      filterRows(rows, filter, trans).map(valueOf);
    expect(found('')).toEqual([null, SONNET.name, OPUS.name]);
    expect(found(' 5 OPUS')).toEqual([OPUS.name]);
    expect(found('anthropic/')).toEqual([SONNET.name, OPUS.name]);
    expect(found('default')).toEqual([null]);
    expect(found('none of them')).toEqual([]);
  });

  it('is filtered by ids, and by what the models can do', () => {
    const plain = model('own/m-1', {
      label: 'Mine',
      supports_reasoning: false,
      supports_pdf_input: false
    });
    const more: Row[] = [...rows, { kind: 'model', entry: plain }];
    const found = (filter: string) =>
      filterRows(more, filter, trans).map(valueOf);
    expect(found('own/m-1')).toEqual([plain.name]);
    expect(found('Reasoning')).toEqual([SONNET.name, OPUS.name]);
    expect(found('pdf opus')).toEqual([OPUS.name]);
    expect(found('tools')).toEqual([SONNET.name, OPUS.name, plain.name]);
    // in the middle of "reasoning" it is another word's beginning
    expect(found('son')).toEqual([SONNET.name]);
  });

  it('begins with the provider of the effective model', () => {
    expect(firstShown(all, READY, GPT.name)).toBe('openai');
    expect(firstShown(all, READY, 'gemini/retired')).toBe('gemini');
    expect(firstShown(all, READY, 'nonsense')).toBe('anthropic');
    expect(firstShown(all, READY, null)).toBe('anthropic');
    expect(firstShown([], READY, null)).toBeNull();
    const status = { ...GONE, name: 'gpt-6', entry: GPT };
    const known = { ...READY, statuses: { 'gpt-6': status } };
    expect(firstShown(all, known, 'gpt-6')).toBe('openai');
  });

  it('marks what the key may not use, once that is known', () => {
    const { name } = OPUS;
    const known = { checked: true, unavailable: [name] };
    expect(isUnavailable({ anthropic: known }, 'anthropic', name)).toBe(true);
    expect(isUnavailable({}, 'anthropic', name)).toBe(false);
    const unchecked = { ...known, checked: false };
    expect(isUnavailable({ anthropic: unchecked }, 'anthropic', name)).toBe(
      false
    );
  });
});
