import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { testConnection } from '../picker/connection';
import { facts, formatPrice, formatTokens } from '../picker/format';
import { inForce } from '../picker/inforce';
import { moved, moveOf } from '../picker/keyboard';
import type { Row } from '../picker/rows';
import {
  filterRows,
  firstShown,
  groups,
  isSimulated,
  isUnavailable,
  testedModel,
  valueOf
} from '../picker/rows';
import type { ModelEntry, ProviderEntry } from '../wire/generated';
import { RequestError } from '../wire/request';

const trans = nullTranslator.load('ai_jup');

function model(name: string, changes: Partial<ModelEntry> = {}): ModelEntry {
  return {
    name,
    date: '2026-09-28',
    provider_raw: name.split('/')[0],
    label: name.split('/')[1],
    latest_alias: false,
    max_input_tokens: 1_000_000,
    max_output_tokens: 64_000,
    supports_function_calling: true,
    supports_reasoning: true,
    supports_vision: true,
    supports_pdf_input: true,
    input_cost_per_token: 3e-6,
    output_cost_per_token: 15e-6,
    deprecation_date: null,
    retires_soon: false,
    ...changes
  };
}

function provider(id: string, configured: boolean): ProviderEntry {
  return {
    id,
    label: id,
    configured,
    source: configured ? 'env' : null,
    env_vars: [],
    storage: null,
    remedy: ''
  };
}

const SONNET = model('anthropic/claude-sonnet-5', { label: 'Claude Sonnet 5' });
const OPUS = model('anthropic/claude-opus-5', { label: 'Claude Opus 5' });
const LATEST = model('openai/chat-latest', { latest_alias: true });
const GPT = model('openai/gpt-6');
const MODELS = { openai: [LATEST, GPT], anthropic: [SONNET, OPUS], gemini: [] };
const PROVIDERS = [
  provider('openai', false),
  provider('anthropic', true),
  provider('gemini', false)
];

describe('numbers', () => {
  it('are as short as a glance needs them', () => {
    const tokens = [800, 128_000, 272_000, 1_000_000, 1_048_576];
    expect(tokens.map(formatTokens)).toEqual([
      '800',
      '128K',
      '272K',
      '1M',
      '1.05M'
    ]);
    const prices = [3e-6, 1.25e-6, 1e-7, 7.5e-8, 0, 0.000168];
    expect(prices.map(formatPrice)).toEqual([
      '$3',
      '$1.25',
      '$0.10',
      '$0.075',
      '$0',
      '$168'
    ]);
  });
});

describe('what a row says of a model', () => {
  it('is what it can do and what it costs', () => {
    expect(facts(SONNET, trans)).toEqual([
      '1M context',
      'tools',
      'reasoning',
      'PDF',
      '$3 in, $15 out per 1M tokens'
    ]);
  });

  it('leaves out what is unknown', () => {
    const own = model('own/model', {
      max_input_tokens: null,
      supports_function_calling: false,
      supports_reasoning: false,
      supports_vision: false,
      supports_pdf_input: false,
      input_cost_per_token: null
    });
    expect(facts(own, trans)).toEqual(['no pictures']);
  });
});

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
    const found = (filter: string) => filterRows(rows, filter).map(valueOf);
    expect(found('')).toEqual([null, SONNET.name, OPUS.name]);
    expect(found(' 5 OPUS')).toEqual([OPUS.name]);
    expect(found('anthropic/')).toEqual([SONNET.name, OPUS.name]);
    expect(found('default')).toEqual([null]);
    expect(found('none of them')).toEqual([]);
  });

  it('begins with the provider of the picked model', () => {
    expect(firstShown(all, [null, GPT.name])).toBe('openai');
    expect(firstShown(all, ['gemini/retired', GPT.name])).toBe('gemini');
    expect(firstShown(all, [null, undefined])).toBe('anthropic');
    expect(firstShown([], [null])).toBeNull();
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

describe('the model that a test asks', () => {
  const [openai, anthropic, gemini] = groups(MODELS, PROVIDERS);

  it('is the picked one, else the newest', () => {
    expect(testedModel(anthropic, [OPUS.name])).toBe(OPUS);
    expect(testedModel(anthropic, [GPT.name, OPUS.name])).toBe(OPUS);
    expect(testedModel(openai, [OPUS.name, null])).toBe(GPT);
    expect(testedModel(gemini, [OPUS.name])).toBeNull();
  });
});

describe('keys', () => {
  it('move the active row, and stop at the ends', () => {
    expect(moved(0, 9, 'down')).toBe(1);
    expect(moved(8, 9, 'down')).toBe(8);
    expect(moved(0, 9, 'up')).toBe(0);
    expect(moved(-1, 9, 'down')).toBe(0);
    expect(moved(2, 9, 'page-down')).toBe(7);
    expect(moved(2, 9, 'page-up')).toBe(0);
    expect(moved(4, 9, 'first')).toBe(0);
    expect(moved(4, 9, 'last')).toBe(8);
    expect(moved(0, 0, 'down')).toBe(-1);
  });

  it('are those of a list', () => {
    expect(moveOf('Home')).toBe('first');
    expect(moveOf('a')).toBeNull();
    expect(moveOf('toString')).toBeNull();
  });
});

describe('the model in force', () => {
  const names = { cell: 'c', notebook: 'n', setting: 's' };
  const server = { model: GPT, locked: false };

  it("is the cell's, else the notebook's, the setting's, the server's", () => {
    expect(inForce(names, server)).toEqual({ name: 'c', from: 'cell' });
    const noCell = { ...names, cell: null };
    expect(inForce(noCell, server)).toEqual({ name: 'n', from: 'notebook' });
    const setting = { ...noCell, notebook: null };
    expect(inForce(setting, server)).toEqual({ name: 's', from: 'setting' });
    const none = { ...setting, setting: null };
    expect(inForce(none, server)).toEqual({ name: GPT.name, from: 'server' });
    expect(inForce(none, null)).toEqual({ name: null, from: 'server' });
  });

  it("is the administrator's where it is locked", () => {
    const locked = { ...server, locked: true };
    expect(inForce(names, locked)).toEqual({ name: GPT.name, from: 'lock' });
  });
});

describe('a connection test', () => {
  const never = (_model: string, signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });

  it('ends by itself when nothing answers', async () => {
    const { signal } = new AbortController();
    const result = await testConnection({ test: never }, 'a/b', signal, 10);
    expect(result).toMatchObject({ success: false, code: 'timeout' });
  });

  it('is silent when it was cancelled', async () => {
    const controller = new AbortController();
    const test = testConnection({ test: never }, 'a/b', controller.signal);
    controller.abort();
    expect(await test).toBeNull();
  });

  it('says why the server refused', async () => {
    const detail = { code: 'c', message: 'Refused.', hint: 'Ask again.' };
    const test = () => Promise.reject(new RequestError(detail));
    const { signal } = new AbortController();
    expect(await testConnection({ test }, 'a/b', signal)).toEqual({
      success: false,
      model: 'a/b',
      error: '',
      code: 'c',
      details: 'Refused.',
      hint: 'Ask again.'
    });
  });
});
