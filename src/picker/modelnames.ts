import type { TranslationBundle } from '@jupyterlab/translation';

import type { IEffectiveModel } from '../runstate/effectivemodel';
import { defaultName } from '../runstate/effectivemodel';
import type { IModelsState } from '../tokens';
import { isSimulated, labelOf } from './list/modelrows';

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
 * The effective model in as few words as say it.
 */
export function shortName(
  state: IModelsState,
  { name }: IEffectiveModel,
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
  { name, by }: IEffectiveModel,
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
