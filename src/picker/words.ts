import type { TranslationBundle } from '@jupyterlab/translation';

import type { IModelsState } from '../tokens';
import type { IInForce } from './inforce';
import { defaultName } from './inforce';
import { isSimulated, labelOf } from './rows';
import type { ITested } from './tested';

/**
 * The first row in Settings, and everywhere where the administrator has chosen.
 */
export function serverDefault(
  state: IModelsState,
  trans: TranslationBundle
): string {
  const name = defaultName(state.serverDefault);
  return name
    ? trans.__("Server's default (%1)", labelOf(state, name))
    : trans.__("Server's default");
}

/**
 * The first row for a notebook.
 */
export function asInSettings(
  state: IModelsState,
  setting: string | null,
  trans: TranslationBundle
): string {
  if (setting) {
    return trans.__('As in Settings (%1)', labelOf(state, setting));
  }
  const name = defaultName(state.serverDefault);
  return name
    ? trans.__("As in Settings (server's default: %1)", labelOf(state, name))
    : trans.__("As in Settings (server's default)");
}

/**
 * The model in force in as few words as say it.
 */
export function shortName(
  state: IModelsState,
  { name }: IInForce,
  trans: TranslationBundle
): string {
  if (isSimulated(state.providers)) {
    return trans.__('Simulator');
  }
  if (name) {
    return labelOf(state, name);
  }
  switch (state.phase) {
    case 'idle':
    case 'loading':
      return trans.__('Model …');
    case 'failed':
      return trans.__('Model unknown');
    case 'ready':
      return trans.__('No model');
  }
}

/**
 * Who says so; nothing where there is nothing to say it of.
 */
export function because(
  { name, by }: IInForce,
  trans: TranslationBundle
): string {
  if (!name) {
    return '';
  }
  switch (by) {
    case 'lock':
      return trans.__('The administrator has chosen it.');
    case 'cell':
      return trans.__('The active prompt names it.');
    case 'notebook':
      return trans.__('The notebook names it.');
    case 'setting':
      return trans.__('It is picked in Settings.');
    case 'server':
      return trans.__("It is the server's default.");
  }
}

/**
 * What keeps the model in force from answering; null if nothing that is known.
 */
export function obstacle(
  state: IModelsState,
  { name, by }: IInForce,
  trans: TranslationBundle
): string | null {
  if (state.phase === 'failed') {
    return state.error && `${state.error.message} ${state.error.hint}`;
  }
  if (state.phase !== 'ready' || isSimulated(state.providers)) {
    return null;
  }
  const problem = state.serverDefault?.problem;
  if (problem && (by === 'lock' || by === 'server')) {
    return `${problem.message} ${problem.hint}`;
  }
  return name && (gone(state, name) ?? keyless(state, name, trans));
}

/**
 * What became of a model that cannot be picked any more; null if it can, or if nothing is known.
 */
export function gone(state: IModelsState, name: string): string | null {
  const status = state.statuses[name];
  const isFine = !status || ['listed', 'hidden'].includes(status.state);
  return isFine ? null : status.message;
}

/**
 * Which model a connection test asks, and what that is to the user.
 */
export function testWords(
  state: IModelsState,
  { label, provider, by, other }: ITested,
  trans: TranslationBundle
): string {
  if (isSimulated(state.providers)) {
    return trans.__('The simulator answers in place of %1.', label);
  }
  switch (by) {
    case 'lock':
      return trans.__("Asks %1, the administrator's choice.", label);
    case 'cell':
      return trans.__("Asks %1, this prompt's model.", label);
    case 'notebook':
      return trans.__("Asks %1, this notebook's model.", label);
    case 'setting':
      return trans.__('Asks %1, the model picked in Settings.', label);
    case 'server':
      return trans.__("Asks %1, the server's default.", label);
    case null:
      return other
        ? trans.__('Asks %1 of %2. Prompts go to %3.', label, provider, other)
        : trans.__('Asks %1 of %2.', label, provider);
  }
}

/**
 * That the provider of a model has no key; null if it has one, or is not known.
 */
export function keyless(
  state: IModelsState,
  name: string,
  trans: TranslationBundle
): string | null {
  // a notebook may name a model without its provider
  const [id] = (state.statuses[name]?.entry?.name ?? name).split('/');
  const provider = state.providers.find(known => known.id === id);
  return provider && !provider.configured
    ? trans.__('No key for %1.', provider.label)
    : null;
}
