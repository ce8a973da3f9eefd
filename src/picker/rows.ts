import type {
  Availabilities,
  ModelEntry,
  Models,
  ProviderEntry
} from '../wire/generated';
import type { IModelsState } from './modelstore';

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
 * The rows that have all words of a filter in label or name, upper or lower case.
 */
export function filterRows(rows: readonly Row[], filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(row => {
    const text = textOf(row).toLowerCase();
    return words.every(word => text.includes(word));
  });
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
 * The provider to show first: that of a model, else the first that has a key, else the first.
 */
export function firstShown(
  all: readonly IProviderGroup[],
  names: readonly (string | null | undefined)[]
): string | null {
  const ids = names.map(name => all.find(has(name))?.provider.id);
  const ready = all.find(({ provider }) => provider.configured);
  return ids.find(Boolean) ?? (ready ?? all[0])?.provider.id ?? null;
}

/**
 * The model that a connection test of a provider asks: the picked one, else the newest that has a date.
 */
export function testedModel(
  group: IProviderGroup,
  names: readonly (string | null | undefined)[]
): ModelEntry | null {
  const { models } = group;
  const named = names.map(name => models.find(entry => entry.name === name));
  const newest = models.find(entry => !entry.latest_alias);
  return named.find(Boolean) ?? newest ?? models[0] ?? null;
}

function has(name: string | null | undefined) {
  return ({ provider, models }: IProviderGroup) =>
    models.some(entry => entry.name === name) ||
    name?.split('/')[0] === provider.id;
}

function textOf(row: Row): string {
  return row.kind === 'model'
    ? `${row.entry.label} ${row.entry.name}`
    : row.label;
}
