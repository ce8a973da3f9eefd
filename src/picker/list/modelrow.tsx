import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { ModelEntry } from '../../wire/generated';
import { facts } from './modelfacts';
import type { Row } from './modelrows';

/**
 * What a row shows.
 */
export interface IModelRow {
  readonly row: Row;
  readonly id: string;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** Whether the provider takes a key. */
  readonly takesKey: boolean;
  /** Whether the provider's list of what the key may use does not have the model. */
  readonly isUnavailable: boolean;
  readonly trans: TranslationBundle;
  onPick(): void;
}

/**
 * One row of the list of models.
 */
export function ModelRow(props: IModelRow): JSX.Element {
  const { row, id, isActive, isSelected, onPick } = props;
  return (
    <li
      id={id}
      role="option"
      aria-selected={isSelected}
      className={`jp-AiJup-model${isActive ? ' jp-mod-active' : ''}`}
      // the focus stays in the filter, where the keys are
      onMouseDown={event => event.preventDefault()}
      onClick={onPick}
    >
      <span className="jp-AiJup-check">
        {isSelected && <checkIcon.react tag="span" width="14px" />}
      </span>
      {row.kind === 'inherit' ? (
        <span className="jp-AiJup-modelLabel">{row.label}</span>
      ) : (
        <ModelText {...props} entry={row.entry} />
      )}
    </li>
  );
}

function ModelText(props: IModelRow & { entry: ModelEntry }): JSX.Element {
  const { entry, trans } = props;
  return (
    <div className="jp-AiJup-modelText">
      <div className="jp-AiJup-modelTitle">
        <span className="jp-AiJup-modelLabel">{entry.label}</span>{' '}
        <code>{entry.name}</code>{' '}
        {entry.date && <span className="jp-AiJup-date">{entry.date}</span>}
      </div>
      <div className="jp-AiJup-facts">{facts(entry, trans).join(' · ')}</div>
      <Remarks {...props} />
    </div>
  );
}

function Remarks(props: IModelRow & { entry: ModelEntry }): JSX.Element | null {
  const { entry, isUnavailable, takesKey, trans } = props;
  const remarks = [
    entry.latest_alias && trans.__('Always the newest of its family.'),
    entry.retires_soon &&
      trans.__('Retires on %1.', entry.deprecation_date ?? ''),
    isUnavailable &&
      (takesKey
        ? trans.__('Not in the list of models for your key.')
        : trans.__("Not in the endpoint's list of models."))
  ].filter(Boolean);
  const isWarning = entry.retires_soon || isUnavailable;
  return remarks.length > 0 ? (
    <div className={isWarning ? 'jp-AiJup-caution' : 'jp-AiJup-facts'}>
      {remarks.join(' ')}
    </div>
  ) : null;
}
