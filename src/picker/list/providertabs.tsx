import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IProviderGroup } from './modelrows';

/**
 * What the choice of a provider needs.
 */
export interface IProviderTabs {
  readonly groups: readonly IProviderGroup[];
  readonly shown: string | null;
  readonly trans: TranslationBundle;
  onShow(provider: string): void;
}

/**
 * The choice of the provider whose models are shown. A provider without a key can be looked at.
 */
export function ProviderTabs(props: IProviderTabs): JSX.Element {
  const { groups, trans } = props;
  const name = React.useId();
  return (
    <div
      className="jp-AiJup-providers"
      role="radiogroup"
      aria-label={trans.__('Provider')}
    >
      {groups.map(group => (
        <ProviderTab
          key={group.provider.id}
          {...props}
          name={name}
          group={group}
        />
      ))}
    </div>
  );
}

function ProviderTab(
  props: IProviderTabs & { name: string; group: IProviderGroup }
): JSX.Element {
  const { name, shown, trans, onShow } = props;
  const { id, label, configured } = props.group.provider;
  return (
    <label className="jp-AiJup-provider">
      <input
        type="radio"
        name={name}
        checked={id === shown}
        onChange={() => onShow(id)}
      />
      <span>{label}</span>{' '}
      {!configured && (
        <span className="jp-AiJup-tag">{trans.__('no key')}</span>
      )}
    </label>
  );
}
