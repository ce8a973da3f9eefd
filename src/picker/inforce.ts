import type { ChosenBy, INamed, INames } from '../run/names';
import { firstNamed } from '../run/names';
import type { IModelsState } from '../tokens';
import type { DefaultModel } from '../wire/generated';
import { labelOf } from './rows';

/**
 * The model that answers, and who says so.
 */
export interface IInForce {
  /** `null` while the server's choice is not known, and where it has none. */
  readonly name: string | null;
  readonly by: ChosenBy;
}

/**
 * The model in force: the one that is named, else the server's, which may be locked.
 */
export function inForce(names: INames, server: DefaultModel | null): IInForce {
  if (server?.locked) {
    return { name: defaultName(server), by: 'lock' };
  }
  const named: INamed = firstNamed(names);
  return named.name ? named : { name: defaultName(server), by: 'server' };
}

/**
 * The name of the server's default model, whether it can answer or not; null if there is none, or none is known.
 */
export function defaultName(server: DefaultModel | null): string | null {
  // a server that was not restarted since an update gives no name of its own
  return server?.name ?? server?.model?.name ?? null;
}

/**
 * The model that the administrator has every prompt answered by, for people; null if there is none.
 */
export function lockOf(state: IModelsState): string | null {
  const name = defaultName(state.serverDefault);
  return state.serverDefault?.locked && name ? labelOf(state, name) : null;
}
