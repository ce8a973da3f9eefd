import type { DefaultModel } from '../wire/generated';

/**
 * The models that may be named for a prompt, by who names them.
 */
export interface INames {
  readonly cell: string | null;
  readonly notebook: string | null;
  readonly setting: string | null;
}

/**
 * Who has a model answer: who names it, the server where nobody does, or the administrator's lock, which goes before all
 * that is named.
 */
export type ChosenBy = keyof INames | 'server' | 'lock';

/**
 * The model that answers, and who says so.
 */
export interface IEffectiveModel {
  /** `null` while the server's choice is not known, and where it has none. */
  readonly name: string | null;
  readonly by: ChosenBy;
}

/**
 * Who has a model answer a prompt: the lock, else the cell, the notebook, the setting, else the server.
 */
export function chosenBy(names: INames, isLocked: boolean): ChosenBy {
  const levels = ['cell', 'notebook', 'setting'] as const;
  return isLocked ? 'lock' : (levels.find(by => names[by]) ?? 'server');
}

/**
 * The model that answers, and who says so.
 *
 * @param server - what the server chooses; null while that is not known
 */
export function effectiveModel(
  names: INames,
  server: DefaultModel | null
): IEffectiveModel {
  const by = chosenBy(names, server?.locked ?? false);
  const isServers = by === 'lock' || by === 'server';
  return { name: isServers ? defaultName(server) : names[by], by };
}

/**
 * The name of the server's default model, whether it can answer or not; null if there is none, or none is known.
 */
export function defaultName(server: DefaultModel | null): string | null {
  // a server that was not restarted since an update gives no name of its own
  return server?.name ?? server?.model?.name ?? null;
}
