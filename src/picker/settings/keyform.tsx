import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IModelStore } from '../../tokens';
import type { ErrorDetail, ProviderEntry } from '../../wire/generated';
import { detailOf } from '../modelstore';
import { Failure } from '../notices';

/**
 * What the entry of a provider's key needs.
 */
export interface IKeyForm {
  readonly store: IModelStore;
  readonly provider: ProviderEntry;
  readonly trans: TranslationBundle;
  /** The server has another key, or none. */
  onChange(): void;
}

/**
 * Where a provider's key is given to the server, replaced or removed. A key is never shown: the field is the only
 * place in the page that has it, and only until it is sent.
 */
export function KeyForm(props: IKeyForm): JSX.Element {
  const { provider, trans } = props;
  const field = React.useRef<HTMLInputElement>(null);
  const askButton = React.useRef<HTMLButtonElement>(null);
  const id = React.useId();
  const { isBusy, error, done, change } = useKeyChange(props);
  const save = () => {
    const key = field.current?.value ?? '';
    if (key && field.current) {
      field.current.value = '';
      void change(key);
    }
    if (!key.trim()) {
      field.current?.focus();
    }
  };
  const [isAsked, setAsked] = useQuestion(askButton);
  const remove = async () => {
    setAsked(false);
    await change(null);
    // the buttons have gone
    field.current?.focus();
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
          ? trans.__('New key for %1', provider.label)
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
          aria-describedby={`${id}kept`}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="jp-AiJup-button"
          aria-disabled={isBusy}
          onClick={save}
        >
          {provider.configured ? trans.__('Replace') : trans.__('Save')}
        </button>
        {provider.configured && !isAsked && (
          <button
            ref={askButton}
            type="button"
            className="jp-AiJup-button"
            aria-disabled={isBusy}
            onClick={() => setAsked(!isBusy)}
          >
            {trans.__('Remove')}
          </button>
        )}
      </div>
      {isAsked && (
        <RemovalQuestion
          provider={provider}
          trans={trans}
          onRemove={() => void remove()}
          onKeep={() => setAsked(false)}
        />
      )}
      <Outcome error={error} done={isAsked ? null : (done?.(trans) ?? null)} />
      <div id={`${id}kept`} className="jp-AiJup-facts">
        {whereKept(provider, trans)}
      </div>
    </div>
  );
}

/** What came of it, scrolled to: the form stands at the end of a long page. */
function Outcome(props: {
  error: ErrorDetail | null;
  done: string | null;
}): JSX.Element {
  const { error, done } = props;
  const node = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (error || done) {
      node.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [error, done]);
  return (
    <div ref={node} role="status">
      {error && <Failure error={error} />}
      {done && <div className="jp-AiJup-notice jp-mod-works">{done}</div>}
    </div>
  );
}

/** Whether a question stands in place of the button that asks it; the focus goes back to that. */
function useQuestion(button: React.RefObject<HTMLElement>) {
  const [isAsked, setAsked] = React.useState(false);
  const wasAsked = React.useRef(false);
  React.useEffect(() => {
    if (wasAsked.current && !isAsked) {
      button.current?.focus();
    }
    wasAsked.current = isAsked;
  }, [isAsked]);
  return [isAsked, setAsked] as const;
}

interface IRemovalQuestion extends Pick<IKeyForm, 'provider' | 'trans'> {
  onRemove(): void;
  onKeep(): void;
}

/** Asked in the form itself: where that stands in a dialog, another one would wait until it is closed. */
function RemovalQuestion(props: IRemovalQuestion): JSX.Element {
  const { provider, trans, onRemove, onKeep } = props;
  const cancel = React.useRef<HTMLButtonElement>(null);
  const id = React.useId();
  React.useEffect(() => {
    // Enter alone removes nothing
    cancel.current?.focus();
    cancel.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onKeep();
    }
  };
  return (
    <div
      className="jp-AiJup-notice jp-mod-caution"
      role="alertdialog"
      aria-labelledby={`${id}asked`}
      aria-describedby={`${id}told`}
      onKeyDown={onKeyDown}
    >
      <strong id={`${id}asked`}>
        {trans.__('Remove the key for %1?', provider.label)}
      </strong>
      <div id={`${id}told`}>
        {trans.__(
          'The server will forget the key. Prompts to %1 models will then need another one.',
          provider.label
        )}
      </div>
      <div className="jp-AiJup-actions">
        <button
          ref={cancel}
          type="button"
          className="jp-AiJup-button"
          onClick={onKeep}
        >
          {trans.__('Cancel')}
        </button>
        <button type="button" className="jp-AiJup-button" onClick={onRemove}>
          {trans.__('Remove')}
        </button>
      </div>
    </div>
  );
}

type Words = (trans: TranslationBundle) => string;

function useKeyChange({ store, provider, onChange }: IKeyForm) {
  const [isBusy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<ErrorDetail | null>(null);
  const [done, setDone] = React.useState<{ words: Words } | null>(null);
  const change = async (key: string | null) => {
    // not by disabling the buttons, which would take the focus away
    if (isBusy) {
      return;
    }
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      await store.setKey(provider.id, key);
      setDone({ words: key === null ? removed : saved });
      onChange();
    } catch (reason) {
      setError(detailOf(reason));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, done: done?.words ?? null, change };
}

const saved: Words = trans =>
  trans.__('The key is saved. Test Connection shows whether it works.');
const removed: Words = trans => trans.__('The key is removed.');

function whereKept(provider: ProviderEntry, trans: TranslationBundle): string {
  return provider.storage === 'keyring'
    ? trans.__('Stored in the keyring of the machine that the server runs on.')
    : trans.__('Stored on the server in a file that only you can read.');
}
