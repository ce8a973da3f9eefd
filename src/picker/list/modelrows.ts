import type { TranslationBundle } from '@jupyterlab/translation';

import type { IModelsState } from '../../tokens';
import type {
  Availabilities,
  ModelEntry,
  Models,
  ProviderEntry
} from '../../wire/generated';
import { abilities } from './modelfacts';

/** The id that the simulator has among the providers. */
const SIMULATOR = 'simulator';

/**
 * A provider and what can be picked of it.
 */
export interface IProviderGroup {
  readonly provider: ProviderEntry;
  /** In the server's order. */
  readonly models: readonly ModelEntry[];
}

/**
 * A row of the list: a model, or what holds when none is picked.
 */
export type Row =
  | { readonly kind: 'inherit'; readonly label: string }
  | { readonly kind: 'model'; readonly entry: ModelEntry };

/**
 * The providers with their models, in the server's order. The simulator is no choice.
 */
export function groups(
  models: Models,
  providers: readonly ProviderEntry[]
): IProviderGroup[] {
  return providers
    .filter(({ id }) => id !== SIMULATOR)
    .map(provider => ({ provider, models: models[provider.id] ?? [] }));
}

/**
 * Whether the simulator answers, whatever is picked.
 */
export function isSimulated(providers: readonly ProviderEntry[]): boolean {
  return providers.some(({ id }) => id === SIMULATOR);
}

/**
 * Where the providers' keys come from, to be compared.
 */
export function keySources({
  providers
}: Pick<IModelsState, 'providers'>): string {
  return providers.map(({ id, source }) => `${id} ${source}`).join();
}

/**
 * The rows that have each word of a filter in label or id, or as the beginning of what the model can do; upper or lower
 * case. A model that is looked for comes before what holds when none is picked.
 */
export function filterRows(
  rows: readonly Row[],
  filter: string,
  trans: TranslationBundle
): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(row => {
    const text = textOf(row).toLowerCase();
    const can = row.kind === 'model' ? abilities(row.entry, trans) : [];
    const begins = (word: string) =>
      can.some(ability => ability.toLowerCase().startsWith(word));
    return words.every(word => text.includes(word) || begins(word));
  });
  const isModel = ({ kind }: Row) => Number(kind === 'model');
  return words.length
    ? found.sort((one, other) => isModel(other) - isModel(one))
    : found;
}

/**
 * What a row stands for in the setting: a model's name, or null.
 */
export function valueOf(row: Row): string | null {
  return row.kind === 'model' ? row.entry.name : null;
}

/**
 * A model of the lists by its name.
 */
export function findEntry(models: Models, name: string): ModelEntry | null {
  const all = Object.values(models).flat();
  return all.find(entry => entry.name === name) ?? null;
}

/**
 * A model's name for people; its name where nothing is known of it.
 */
export function labelOf(state: IModelsState, name: string): string {
  const entry = findEntry(state.models, name) ?? state.statuses[name]?.entry;
  return entry?.label ?? name;
}

/**
 * Whether a provider's key may not use a model, as far as that is known.
 */
export function isUnavailable(
  availability: Availabilities,
  provider: string,
  name: string
): boolean {
  const known = availability[provider];
  return (known?.checked && known.unavailable.includes(name)) ?? false;
}

/**
 * The provider that has a model, also if the lists do not have it.
 */
export function groupOf(
  all: readonly IProviderGroup[],
  state: Pick<IModelsState, 'statuses'>,
  name: string
): IProviderGroup | undefined {
  const status = state.statuses[name];
  const known = status?.entry?.name ?? name;
  const [id] = known.split('/');
  return all.find(({ provider }) => provider.id === id);
}

/**
 * The provider to show first: that of a model, else the first that has a key, else the first.
 */
export function firstShown(
  all: readonly IProviderGroup[],
  state: Pick<IModelsState, 'statuses'>,
  name: string | null
): string | null {
  const own = name ? groupOf(all, state, name) : undefined;
  const ready = all.find(({ provider }) => provider.configured);
  return (own ?? ready ?? all[0])?.provider.id ?? null;
}

function textOf(row: Row): string {
  return row.kind === 'model'
    ? `${row.entry.label} ${row.entry.name}`
    : row.label;
}
