import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ModelEntry } from '../wire/generated';
import type { TestResult, TestState } from './connection';
import { testConnection } from './connection';
import type { ModelStore } from './modelstore';

/**
 * What a connection test needs.
 */
export interface ITestConnection {
  readonly store: ModelStore;
  readonly entry: ModelEntry;
  /** Whether another model is picked, which this provider does not have. */
  readonly isOther: boolean;
  readonly trans: TranslationBundle;
}

/**
 * A button that tests the connection to a model, and how that went.
 */
export function TestConnection(props: ITestConnection): JSX.Element {
  const { entry, isOther, trans } = props;
  const { state, start, cancel } = useTest(props);
  const isTesting = state.phase === 'testing';
  return (
    <div className="jp-AiJup-test">
      <div className="jp-AiJup-actions">
        <button
          type="button"
          className="jp-AiJup-button"
          onClick={isTesting ? cancel : start}
        >
          {isTesting ? trans.__('Cancel') : trans.__('Test Connection')}
        </button>
        <span className="jp-AiJup-facts">
          {isTesting
            ? trans.__('Testing %1…', entry.label)
            : trans.__('Sends a few words to %1.', entry.label)}{' '}
          {isOther && trans.__('It is not the picked model.')}
        </span>
      </div>
      <div role="status">
        {state.phase === 'ended' && (
          <Result result={state.result} entry={entry} trans={trans} />
        )}
      </div>
    </div>
  );
}

function Result(props: {
  result: TestResult;
  entry: ModelEntry;
  trans: TranslationBundle;
}): JSX.Element {
  const { result, entry, trans } = props;
  if (!result.success) {
    return (
      <div className="jp-AiJup-notice jp-mod-failed">
        <strong>✗ {result.error || trans.__('The test failed')}</strong>
        <div>{result.details}</div>
        <div>{result.hint}</div>
      </div>
    );
  }
  const seconds = result.seconds.toFixed(1);
  return (
    <div className="jp-AiJup-notice jp-mod-works">
      <strong>
        ✓{' '}
        {result.simulated
          ? trans.__(
              'The simulator answered in %1 s. It is no model: no provider has a key.',
              seconds
            )
          : trans.__('%1 answered in %2 s.', entry.label, seconds)}
      </strong>
    </div>
  );
}

function useTest({ store, entry }: ITestConnection) {
  const [state, setState] = React.useState<TestState>({ phase: 'idle' });
  const abort = React.useRef<AbortController | null>(null);
  const cancel = React.useCallback(() => {
    abort.current?.abort();
    setState({ phase: 'idle' });
  }, []);
  const start = () => {
    const controller = new AbortController();
    abort.current = controller;
    setState({ phase: 'testing', model: entry.name });
    void testConnection(store, entry.name, controller.signal).then(result => {
      if (result && !controller.signal.aborted) {
        setState({ phase: 'ended', result });
      }
    });
  };
  // a result says nothing about another model
  React.useEffect(() => cancel, [entry.name, cancel]);
  return { state, start, cancel };
}
