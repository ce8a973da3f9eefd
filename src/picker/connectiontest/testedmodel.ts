import type { TranslationBundle } from '@jupyterlab/translation';

import type { IEffectiveModel } from '../../runstate/effectivemodel';
import type { IModelsState } from '../../tokens';
import type { IProviderGroup } from '../list/modelrows';
import {
  groupOf,
  isSimulated,
  isUnavailable,
  labelOf
} from '../list/modelrows';

/**
 * The model that a connection test asks.
 */
export interface ITestedModel {
  readonly name: string;
  /** The model's name for people. */
  readonly label: string;
  /** The name of the provider on show, for people. */
  readonly provider: string;
  /** Who has it answer prompts; null if it does not answer any. */
  readonly by: IEffectiveModel['by'] | null;
  /** The model that does, for people, if it is another one. */
  readonly other: string | null;
}

/**
 * The model that a test asks while a provider is on show: the effective one, also if it cannot answer. For another provider
 * than its own, which may be none that is there, it is that provider's newest that the key may use.
 */
export function testedModel(
  state: IModelsState,
  all: readonly IProviderGroup[],
  shown: IProviderGroup,
  effective: IEffectiveModel
): ITestedModel | null {
  const provider = shown.provider.label;
  const effectiveLabel = effective.name && labelOf(state, effective.name);
  const own = effective.name ? groupOf(all, state, effective.name) : undefined;
  if (
    effective.name &&
    effectiveLabel &&
    (effective.by === 'lock' || own === shown)
  ) {
    const { name, by } = effective;
    return { name, label: effectiveLabel, provider, by, other: null };
  }
  const { id } = shown.provider;
  const models = shown.models.filter(
    ({ name }) => !isUnavailable(state.availability, id, name)
  );
  const usable = models.length > 0 ? models : shown.models;
  const entry = usable.find(model => !model.latest_alias) ?? usable[0];
  if (!entry) {
    return null;
  }
  const { name, label } = entry;
  return { name, label, provider, by: null, other: effectiveLabel };
}

/**
 * The model that the active prompt names.
 */
export function namedByPrompt(state: IModelsState, name: string): ITestedModel {
  const label = labelOf(state, name);
  return { name, label, provider: '', by: 'cell', other: null };
}

/**
 * Which model a connection test asks, and what that is to the user.
 */
export function testWords(
  state: IModelsState,
  { label, provider, by, other }: ITestedModel,
  trans: TranslationBundle
): string {
  if (isSimulated(state.providers)) {
    return trans.__('The simulator answers in place of %1.', label);
  }
  switch (by) {
    case 'lock':
      return trans.__("Tests %1, the administrator's choice.", label);
    case 'cell':
      return trans.__("Tests %1, this prompt's model.", label);
    case 'notebook':
      return trans.__("Tests %1, this notebook's model.", label);
    case 'setting':
      return trans.__('Tests %1, the model picked in Settings.', label);
    case 'server':
      return trans.__("Tests %1, the server's default.", label);
    case null:
      return other
        ? trans.__(
            'Tests %1 (%2). Your prompts use %3.',
            label,
            provider,
            other
          )
        : trans.__('Tests %1 (%2).', label, provider);
  }
}
