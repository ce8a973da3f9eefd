/**
 * Who may name a model.
 */
export interface INames {
  readonly cell: string | null;
  readonly notebook: string | null;
  readonly setting: string | null;
}

/**
 * Who names the model that answers; the server where nobody does.
 */
export type NamedBy = keyof INames | 'server';

/**
 * Who has a model answer; the administrator's lock goes before all that is named.
 */
export type ChosenBy = NamedBy | 'lock';

/**
 * A model, and who names it.
 */
export interface INamed {
  /** `null` leaves the choice to the server. */
  readonly name: string | null;
  readonly by: NamedBy;
}

/**
 * The name that goes before the others: the cell's, else the notebook's, else the setting's.
 */
export function firstNamed(names: INames): INamed {
  for (const by of ['cell', 'notebook', 'setting'] as const) {
    if (names[by]) {
      return { name: names[by], by };
    }
  }
  return { name: null, by: 'server' };
}
