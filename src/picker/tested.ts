import type { IModelsState } from '../tokens';
import type { IInForce } from './inforce';
import type { IProviderGroup } from './rows';
import { groupOf, isUnavailable, labelOf } from './rows';

/**
 * The model that a connection test asks.
 */
export interface ITested {
  readonly name: string;
  /** The model's name for people. */
  readonly label: string;
  /** The name of the provider on show, for people. */
  readonly provider: string;
  /** Who has it answer prompts; null if it does not answer any. */
  readonly by: IInForce['by'] | null;
  /** The model that does, for people, if it is another one. */
  readonly other: string | null;
}

/**
 * The model that a test asks while a provider is on show: the one in force, also if it cannot answer. For another provider
 * than its own, which may be none that is there, it is that provider's newest that the key may use.
 */
export function testedModel(
  state: IModelsState,
  all: readonly IProviderGroup[],
  shown: IProviderGroup,
  force: IInForce
): ITested | null {
  const provider = shown.provider.label;
  const inForce = force.name && labelOf(state, force.name);
  const own = force.name ? groupOf(all, state, force.name) : undefined;
  if (force.name && inForce && (force.by === 'lock' || own === shown)) {
    const { name, by } = force;
    return { name, label: inForce, provider, by, other: null };
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
  return { name, label, provider, by: null, other: inForce };
}

/**
 * The model that the active prompt names.
 */
export function namedByPrompt(state: IModelsState, name: string): ITested {
  const label = labelOf(state, name);
  return { name, label, provider: '', by: 'cell', other: null };
}
