import { nullTranslator } from '@jupyterlab/translation';

import type { IModelsState } from '../../tokens';
import type {
  ModelEntry,
  ModelStatus,
  ProviderEntry
} from '../../wire/generated';

export const trans = nullTranslator.load('ai_jup');

export function model(
  name: string,
  changes: Partial<ModelEntry> = {}
): ModelEntry {
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

export function provider(id: string, configured: boolean): ProviderEntry {
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

export const SONNET = model('anthropic/claude-sonnet-5', {
  label: 'Claude Sonnet 5'
});
export const OPUS = model('anthropic/claude-opus-5', {
  label: 'Claude Opus 5'
});
export const LATEST = model('openai/chat-latest', { latest_alias: true });
export const GPT = model('openai/gpt-6');
export const MODELS = {
  openai: [LATEST, GPT],
  anthropic: [SONNET, OPUS],
  gemini: []
};
export const PROVIDERS = [
  provider('openai', false),
  provider('anthropic', true),
  provider('gemini', false)
];

export const READY: IModelsState = {
  phase: 'ready',
  error: null,
  models: MODELS,
  providers: PROVIDERS,
  serverDefault: null,
  availability: {},
  statuses: {}
};
export const GONE: ModelStatus = {
  name: 'openai/gone',
  state: 'retired',
  entry: null,
  message: 'OpenAI retired it.',
  successor: GPT.name
};
