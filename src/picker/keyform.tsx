import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ErrorDetail, ProviderEntry } from '../wire/generated';
import type { ModelStore } from './modelstore';
import { detailOf } from './modelstore';
import { Failure } from './notices';

/**
 * What the entry of a provider's key needs.
 */
export interface IKeyForm {
  readonly store: ModelStore;
  readonly provider: ProviderEntry;
  readonly trans: TranslationBundle;
}

/**
 * Where a provider's key is given to the server, replaced or removed. A key is never shown: the field is the only
 * place in the page that has it, and only until it is sent.
 */
export function KeyForm({ store, provider, trans }: IKeyForm): JSX.Element {
  const field = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  const { isBusy, error, done, change } = useKeyChange(store, provider.id);
  const save = () => {
    const key = field.current?.value.trim() ?? '';
    if (field.current) {
      field.current.value = '';
    }
    if (key) {
      void change(key);
    } else {
      field.current?.focus();
    }
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      save();
    }
  };
  return (
    <div className="jp-AiJup-key">
      <label htmlFor={id}>
        {provider.configured
          ? trans.__('Another key for %1', provider.label)
          : trans.__('Key for %1', provider.label)}
      </label>
      <div className="jp-AiJup-actions">
        <input
          ref={field}
          id={id}
          className="jp-mod-styled"
          type="password"
          autoComplete="off"
          spellCheck={false}
          disabled={isBusy}
          aria-describedby={`${id}kept`}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="jp-AiJup-button"
          disabled={isBusy}
          onClick={save}
        >
          {provider.configured ? trans.__('Replace') : trans.__('Save')}
        </button>
        {provider.configured && (
          <button
            type="button"
            className="jp-AiJup-button"
            disabled={isBusy}
            onClick={() => void change(null)}
          >
            {trans.__('Remove')}
          </button>
        )}
      </div>
      <div id={`${id}kept`} className="jp-AiJup-facts">
        {whereKept(provider, trans)}
      </div>
      <div role="status">
        {error && <Failure error={error} />}
        {done && (
          <div className="jp-AiJup-notice jp-mod-works">{done(trans)}</div>
        )}
      </div>
    </div>
  );
}

type Words = (trans: TranslationBundle) => string;

function useKeyChange(store: ModelStore, provider: string) {
  const [isBusy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<ErrorDetail | null>(null);
  const [done, setDone] = React.useState<{ words: Words } | null>(null);
  const change = async (key: string | null) => {
    const isRemoval = key === null;
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      await store.setKey(provider, key);
      setDone({ words: isRemoval ? removed : saved });
    } catch (reason) {
      setError(detailOf(reason));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, done: done?.words ?? null, change };
}

const saved: Words = trans => trans.__('The key is saved.');
const removed: Words = trans => trans.__('The key is removed.');

function whereKept(provider: ProviderEntry, trans: TranslationBundle): string {
  return provider.storage === 'keyring'
    ? trans.__('Kept in the keyring of the machine that the server runs on.')
    : trans.__('Kept in a file on the server that only you can read.');
}
