import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ErrorDetail, ProviderEntry } from '../wire/generated';

/**
 * An error with what to do about it.
 */
export function Failure(props: {
  error: ErrorDetail;
  children?: React.ReactNode;
}): JSX.Element {
  const { message, hint } = props.error;
  return (
    <div className="jp-AiJup-notice jp-mod-failed">
      <strong>{message}</strong>
      {hint && <div>{hint}</div>}
      {props.children}
    </div>
  );
}

/**
 * That a simulator answers, whatever is picked.
 */
export function SimulatorNotice({
  trans
}: {
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <div className="jp-AiJup-notice jp-mod-caution">
      <strong>{trans.__('Simulator, not a model.')}</strong>{' '}
      {trans.__(
        'No provider has a key, so a simulator answers every prompt until one does.'
      )}
    </div>
  );
}

/**
 * Whether a provider can be used, and what is missing.
 */
export function ProviderState(props: {
  provider: ProviderEntry;
  /** Whether a key can be given here. */
  takesKeys: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { provider, takesKeys, trans } = props;
  if (!provider.configured) {
    const { remedy, remedy_in_settings } = provider;
    return (
      <div className="jp-AiJup-notice jp-mod-caution">
        <strong>{trans.__('No key for %1.', provider.label)}</strong>{' '}
        {linked(takesKeys ? remedy_in_settings : remedy)}
      </div>
    );
  }
  return <div className="jp-AiJup-facts">{keySource(provider, trans)}</div>;
}

/** The addresses in a text become links. */
function linked(text: string): React.ReactNode[] {
  return text.split(/(https:\/\/\S*[^\s.,;])/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a key={index} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    )
  );
}

function keySource(provider: ProviderEntry, trans: TranslationBundle): string {
  switch (provider.source) {
    case 'env':
      return trans.__(
        'The key comes from the environment of the Jupyter server.'
      );
    case 'settings':
      return provider.storage === 'file'
        ? trans.__('The key was entered in Settings and is stored in a file.')
        : trans.__(
            'The key was entered in Settings and is stored in the keyring.'
          );
    case null:
      return trans.__('It needs no key.');
  }
}
