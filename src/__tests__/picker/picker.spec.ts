import { SettingRegistry } from '@jupyterlab/settingregistry';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it, vi } from 'vitest';

import schema from '../../../schema/plugin.json';
import { wrapped } from '../../picker/chip/focustrap';
import { testConnection } from '../../picker/connectiontest/connectiontest';
import {
  namedByPrompt,
  testedModel,
  testWords
} from '../../picker/connectiontest/testedmodel';
import { moved, moveOf } from '../../picker/list/listkeys';
import { facts, formatPrice, formatTokens } from '../../picker/list/modelfacts';
import type { Row } from '../../picker/list/modelrows';
import {
  filterRows,
  firstShown,
  groups,
  isSimulated,
  isUnavailable,
  valueOf
} from '../../picker/list/modelrows';
import { shortName } from '../../picker/modelnames';
import { lockOf, obstacle, troubleOf } from '../../picker/obstacles';
import { saveSetting } from '../../picker/settings/modelfield';
import { onWindowFocus } from '../../picker/windowfocus';
import type { IEffectiveModel } from '../../run/effectivemodel';
import { effectiveModel } from '../../run/effectivemodel';
import type { IModelsState, IModelStore } from '../../tokens';
import type {
  DefaultModel,
  ModelEntry,
  ModelStatus,
  ProviderEntry
} from '../../wire/generated';
import { RequestError } from '../../wire/http';

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
    remedy: '',
    remedy_in_settings: ''
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

const READY: IModelsState = {
  phase: 'ready',
  error: null,
  models: MODELS,
  providers: PROVIDERS,
  serverDefault: null,
  availability: {},
  statuses: {}
};
const GONE: ModelStatus = {
  name: 'openai/gone',
  state: 'retired',
  entry: null,
  message: 'OpenAI retired it.',
  successor: GPT.name
};

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

describe('the effective model', () => {
  const names = { cell: 'c', notebook: 'n', setting: 's' };
  const server: DefaultModel = {
    name: GPT.name,
    model: GPT,
    locked: false,
    problem: null
  };

  it("is the cell's, else the notebook's, the setting's, the server's", () => {
    expect(effectiveModel(names, server)).toEqual({ name: 'c', by: 'cell' });
    const noCell = { ...names, cell: null };
    expect(effectiveModel(noCell, server)).toEqual({
      name: 'n',
      by: 'notebook'
    });
    const setting = { ...noCell, notebook: null };
    expect(effectiveModel(setting, server)).toEqual({
      name: 's',
      by: 'setting'
    });
    const none = { ...setting, setting: null };
    expect(effectiveModel(none, server)).toEqual({
      name: GPT.name,
      by: 'server'
    });
    expect(effectiveModel(none, null)).toEqual({ name: null, by: 'server' });
  });

  it("is the administrator's where it is locked, also if it cannot answer", () => {
    const locked = { ...server, locked: true };
    expect(effectiveModel(names, locked)).toEqual({
      name: GPT.name,
      by: 'lock'
    });
    const dead = { ...locked, name: 'gone', model: null };
    expect(effectiveModel(names, dead)).toEqual({ name: 'gone', by: 'lock' });
    expect(lockOf({ ...READY, serverDefault: locked })).toBe('gpt-6');
    expect(lockOf({ ...READY, serverDefault: server })).toBeNull();
    expect(lockOf(READY)).toBeNull();
  });

  it('is called what it is, and nothing else', () => {
    const none = { name: null, by: 'server' } as const;
    const loading = { ...READY, phase: 'loading' } as const;
    const short = (state = READY, effective: IEffectiveModel = none) =>
      shortName(state, effective, trans);
    expect(short(loading)).toBe('Model …');
    const failed = {
      ...READY,
      phase: 'failed',
      error: { code: 'c', message: 'It is away.', hint: 'Wait.' }
    } as const;
    expect(short(failed)).toBe('Model unknown');
    expect(obstacle(failed, none, trans)).toBe('It is away. Wait.');
    expect(short(loading, { name: OPUS.name, by: 'setting' })).toBe(
      'Claude Opus 5'
    );
    expect(short()).toBe('No model');
    expect(short(READY, { name: OPUS.name, by: 'cell' })).toBe('Claude Opus 5');
    expect(short({ ...READY, providers: [provider('simulator', true)] })).toBe(
      'Simulator'
    );
  });

  it('says what keeps it from answering', () => {
    const problem = { code: 'c', message: 'It is gone.', hint: 'Ask.' };
    const known: IModelsState = {
      ...READY,
      serverDefault: { ...server, name: 'x', model: null, problem },
      statuses: { 'openai/gone': GONE }
    };
    const of = (name: string | null, by: IEffectiveModel['by']) =>
      obstacle(known, { name, by }, trans);
    expect(of('x', 'lock')).toBe('It is gone. Ask.');
    expect(of(null, 'server')).toBe('It is gone. Ask.');
    expect(of('openai/gone', 'cell')).toBe('OpenAI retired it.');
    expect(of(GPT.name, 'notebook')).toBe('No key for openai.');
    expect(of(OPUS.name, 'notebook')).toBeNull();
    const listed = {
      ...GONE,
      state: 'listed',
      message: '',
      entry: GPT
    } as const;
    const short = { ...READY, statuses: { 'gpt-6': listed } };
    expect(obstacle(short, { name: 'gpt-6', by: 'cell' }, trans)).toBe(
      'No key for openai.'
    );
  });
});

/** The settings of one window; `file` is what the server keeps for all of them. */
async function openWindow(file: { raw: string }) {
  const id = 'ai-jup:plugin';
  const data = { composite: {}, user: {} };
  const stored = { id, version: '0', schema, data };
  const connector = {
    fetch: () => Promise.resolve({ ...stored, raw: file.raw }),
    save: (_id: string, raw: string) => {
      file.raw = raw;
      return Promise.resolve();
    }
  };
  const registry = new SettingRegistry({
    connector: connector as never
  });
  return registry.load(id);
}

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

describe('the keys of a box', () => {
  it('stay in it at both ends', () => {
    const box = document.createElement('div');
    box.tabIndex = -1;
    box.innerHTML = `
      <input type="radio" name="p" id="off"><input type="radio" name="p" id="on" checked>
      <input id="filter"><ul tabindex="-1"></ul><button disabled></button><button id="last"></button>`;
    document.body.append(box);
    const at = (id: string) => box.querySelector<HTMLElement>(`#${id}`)!;
    const to = (from: Element, isBack: boolean) =>
      wrapped(box, from, isBack)?.id ?? null;
    expect(to(at('last'), false)).toBe('on');
    expect(to(at('on'), true)).toBe('last');
    expect(to(at('filter'), false)).toBeNull();
    expect(to(at('filter'), true)).toBeNull();
    expect(to(box, true)).toBe('last');
    expect(to(box, false)).toBeNull();
    expect(to(document.body, false)).toBe('on');
    box.remove();
  });
});

describe('a setting that is picked', () => {
  it('leaves the others as another window has set them', async () => {
    const file = { raw: '{"model": "openai/old"}' };
    const first = await openWindow(file);
    const second = await openWindow(file);
    await first.set('history', false);
    await saveSetting(second as never, 'model', GPT.name);
    const third = await openWindow(file);
    expect(third.user).toEqual({ history: false, model: GPT.name });
    expect(second.get('history').composite).toBe(false);
    await saveSetting(first as never, 'model', null);
    expect((await openWindow(file)).user).toEqual({ history: false });
  });
});

describe('a window that the user comes back to', () => {
  it('looks once, and no more when that is given up', () => {
    vi.useFakeTimers();
    let times = 0;
    const back = onWindowFocus(() => {
      times += 1;
    });
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('focus'));
    vi.runAllTimers();
    expect(times).toBe(1);
    back.dispose();
    window.dispatchEvent(new Event('focus'));
    vi.runAllTimers();
    expect(times).toBe(1);
    vi.useRealTimers();
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
