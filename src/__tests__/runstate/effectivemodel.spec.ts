import { describe, expect, it } from 'vitest';

import { shortName } from '../../picker/modelnames';
import { lockOf, obstacle } from '../../picker/obstacles';
import type { IEffectiveModel } from '../../runstate/effectivemodel';
import { effectiveModel } from '../../runstate/effectivemodel';
import type { IModelsState } from '../../tokens';
import type { DefaultModel } from '../../wire/generated';
import { GONE, GPT, OPUS, provider, READY, trans } from '../picker/knownmodels';

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
    const unavailable = [OPUS.name];
    const read = {
      ...READY,
      availability: { anthropic: { checked: true, unavailable } }
    };
    // opening the list, which reads it, changes nothing
    expect(obstacle(read, { name: OPUS.name, by: 'server' }, trans)).toBeNull();
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
