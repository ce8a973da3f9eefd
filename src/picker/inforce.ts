import type { DefaultModel } from '../wire/generated';

/**
 * Who may name a model.
 */
export interface INames {
  readonly cell: string | null;
  readonly notebook: string | null;
  readonly setting: string | null;
}

/**
 * The model that answers, and who says so.
 */
export interface IInForce {
  /** `null` while the server's choice is not known. */
  readonly name: string | null;
  readonly from: 'lock' | 'cell' | 'notebook' | 'setting' | 'server';
}

/**
 * The model in force: the cell's, else the notebook's, else the setting's, else the server's, which may be locked.
 */
export function inForce(names: INames, server: DefaultModel | null): IInForce {
  if (server?.locked) {
    return { name: server.model?.name ?? null, from: 'lock' };
  }
  for (const from of ['cell', 'notebook', 'setting'] as const) {
    if (names[from]) {
      return { name: names[from], from };
    }
  }
  return { name: server?.model?.name ?? null, from: 'server' };
}
