import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Availabilities } from '../../wire/generated';
import { moved, moveOf } from './listkeys';
import { ModelRow } from './modelrow';
import type { IProviderGroup, Row } from './modelrows';
import { filterRows, isUnavailable, valueOf } from './modelrows';

/**
 * What the list of a provider's models needs.
 */
export interface IModelList {
  readonly group: IProviderGroup;
  /** Those that are not on show. */
  readonly others: readonly IProviderGroup[];
  readonly availability: Availabilities;
  /** The name of the picked model; null for the first row. */
  readonly value: string | null;
  /** The first row: what holds when no model is picked. */
  readonly inherit: string;
  readonly isDisabled: boolean;
  readonly trans: TranslationBundle;
  onPick(value: string | null): void;
  /** The filter has changed. */
  onSearch(): void;
}

/**
 * A filter, and the provider's models that pass it. The focus stays in the filter; the keys move the active row.
 */
export function ModelList(props: IModelList): JSX.Element {
  const { group, value, trans, onPick } = props;
  const id = React.useId();
  const [filter, setFilter] = React.useState('');
  const [marked, setMarked] = React.useState<number | null>(null);
  const rows = filterRows(allRows(props), filter, trans);
  const active = Math.min(
    marked ?? rows.findIndex(row => valueOf(row) === value),
    rows.length - 1
  );
  const list = useActiveInView(active, props.availability);
  const searched = trans.__('Filter by name, id, tools, reasoning or PDF');
  const pick = (row: Row | undefined) => {
    if (row && !props.isDisabled) {
      setMarked(rows.indexOf(row));
      onPick(valueOf(row));
    }
  };
  const search = (text: string) => {
    setFilter(text);
    setMarked(text ? 0 : null);
    props.onSearch();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const move = moveOf(event.key);
    if (move) {
      setMarked(moved(active, rows.length, move));
    } else if (event.key === 'Enter') {
      pick(rows[active]);
    } else if (event.key === 'Escape' && (filter || marked !== null)) {
      search('');
      // what is open around the list stays open
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="jp-AiJup-models">
      <input
        className="jp-AiJup-filter jp-mod-styled"
        type="text"
        role="combobox"
        aria-label={searched}
        aria-autocomplete="list"
        aria-expanded={true}
        aria-controls={`${id}list`}
        aria-activedescendant={active >= 0 ? `${id}${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={searched}
        value={filter}
        disabled={props.isDisabled}
        onChange={event => search(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <ul
        ref={list}
        id={`${id}list`}
        role="listbox"
        // the filter has its keys: a list that scrolls would be a stop of its own
        tabIndex={-1}
        className="jp-AiJup-modelList"
        aria-label={trans.__('Models of %1', group.provider.label)}
        aria-disabled={props.isDisabled}
      >
        {rows.map((row, index) => (
          <ModelRow
            key={valueOf(row) ?? ''}
            id={`${id}${index}`}
            row={row}
            isActive={index === active}
            isSelected={valueOf(row) === value}
            takesKey={group.provider.env_vars.length > 0}
            isUnavailable={isUnavailable(
              props.availability,
              group.provider.id,
              valueOf(row) ?? ''
            )}
            trans={trans}
            onPick={() => pick(row)}
          />
        ))}
      </ul>
      {group.models.length === 0 && (
        <div className="jp-AiJup-facts">
          {trans.__(
            'The administrator does not allow any models from %1.',
            group.provider.label
          )}
        </div>
      )}
      <Found
        count={rows.length}
        elsewhere={
          rows.length ? [] : providersWith(props.others, filter, trans)
        }
        filter={filter}
        trans={trans}
      />
    </div>
  );
}

function Found(props: {
  count: number;
  /** The providers that have what this one has not. */
  elsewhere: readonly string[];
  filter: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { count, elsewhere, filter, trans } = props;
  const none = elsewhere.length
    ? trans.__('No model matches here, but %1 has one.', elsewhere.join(', '))
    : trans.__('No model matches.');
  const words = count === 0 ? none : trans._n('%1 row', '%1 rows', count);
  return (
    <div
      role="status"
      className={count === 0 ? 'jp-AiJup-facts' : 'jp-AiJup-spoken'}
    >
      {filter && words}
    </div>
  );
}

function allRows({ group, inherit }: IModelList): Row[] {
  const none: Row[] = inherit ? [{ kind: 'inherit', label: inherit }] : [];
  return [...none, ...rowsOf(group)];
}

function rowsOf({ models }: IProviderGroup): Row[] {
  return models.map(entry => ({ kind: 'model', entry }) as const);
}

function providersWith(
  all: readonly IProviderGroup[],
  filter: string,
  trans: TranslationBundle
): string[] {
  return all
    .filter(group => filterRows(rowsOf(group), filter, trans).length > 0)
    .map(({ provider }) => provider.label);
}

/** Scrolls the list only: the page around it stays where the user has it. */
function useActiveInView(active: number, availability: Availabilities) {
  const list = React.useRef<HTMLUListElement>(null);
  React.useLayoutEffect(() => {
    const node = list.current;
    const row = node?.children[active];
    if (!node || !(row instanceof HTMLElement)) {
      return;
    }
    const top = row.offsetTop;
    const bottom = top + row.offsetHeight - node.clientHeight;
    node.scrollTop = Math.max(Math.min(node.scrollTop, top), bottom);
    // what is found out of the models makes their rows higher
  }, [active, availability]);
  return list;
}
