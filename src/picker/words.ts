import type { TranslationBundle } from '@jupyterlab/translation';

import type { IInForce } from './inforce';
import type { IModelsState } from './modelstore';
import { isSimulated, labelOf } from './rows';

/**
 * The first row in Settings.
 */
export function serverDefault(
  state: IModelsState,
  trans: TranslationBundle
): string {
  const name = state.serverDefault?.model?.name;
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
  const name = state.serverDefault?.model?.name;
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
  return name ? labelOf(state, name) : trans.__('Default model');
}

/**
 * Who says so.
 */
export function because({ from }: IInForce, trans: TranslationBundle): string {
  switch (from) {
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
 * What keeps the model in force from answering, in a word; null if nothing that is known.
 */
export function obstacle(
  state: IModelsState,
  { name }: IInForce,
  trans: TranslationBundle
): string | null {
  if (state.phase !== 'ready' || !name || isSimulated(state.providers)) {
    return null;
  }
  const status = state.statuses[name];
  if (status && status.state !== 'listed' && status.state !== 'hidden') {
    return status.message;
  }
  const id = name.split('/')[0];
  const provider = state.providers.find(known => known.id === id);
  return provider && !provider.configured
    ? trans.__('No key for %1.', provider.label)
    : null;
}
