import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { tenths } from '../../runstate/amounts';
import type { IModelsState, IModelStore } from '../../tokens';
import { keySources } from '../list/modelrows';
import type { TestResult, TestState } from './connectiontest';
import { testConnection } from './connectiontest';
import type { ITestedModel } from './testedmodel';
import { testWords } from './testedmodel';

/** Milliseconds after which a test is slower than a provider should be. */
const SLOW = 2_000;

/**
 * What a connection test needs.
 */
export interface ITestConnection {
  readonly store: IModelStore;
  readonly state: IModelsState;
  /** The model that the next test asks. */
  readonly tested: ITestedModel;
  /** What the user is looking at: what was found out is forgotten when that changes. */
  readonly about: string;
  /** Whether a key can be given below. */
  readonly takesKeys: boolean;
  readonly trans: TranslationBundle;
}

/**
 * A button that tests the connection to a model, and how that went.
 */
export function TestConnection(props: ITestConnection): JSX.Element {
  const { state: known, tested, trans } = props;
  const id = React.useId();
  const { state, isSlow, start, cancel } = useTest(props);
  const isTesting = state.phase === 'testing';
  return (
    <div className="jp-AiJup-test">
      <div className="jp-AiJup-actions">
        <button
          type="button"
          className="jp-AiJup-button"
          aria-describedby={id}
          onClick={isTesting ? cancel : start}
        >
          {isTesting ? trans.__('Cancel') : trans.__('Test Connection')}
        </button>
        <span id={id} className="jp-AiJup-facts">
          {isTesting
            ? trans.__('Testing %1…', state.tested.label)
            : testWords(known, tested, trans)}{' '}
          {isSlow &&
            trans.__(
              'The first test after the server starts has to wait for LiteLLM to load.'
            )}
        </span>
      </div>
      <div role="status">
        {state.phase === 'ended' && state.keys === keySources(known) && (
          <Result {...props} tested={state.tested} result={state.result} />
        )}
        {state.phase === 'cancelled' && (
          <div className="jp-AiJup-notice">{trans.__('Canceled.')}</div>
        )}
      </div>
    </div>
  );
}

function Result(props: ITestConnection & { result: TestResult }): JSX.Element {
  const { result, tested, trans } = props;
  if (!result.success) {
    return (
      <div className="jp-AiJup-notice jp-mod-failed">
        <strong>✗ {result.error || trans.__('The test failed')}</strong>
        <div>{result.details}</div>
        <div>{remedy(props, result.code) ?? result.hint}</div>
      </div>
    );
  }
  const seconds = tenths(result.seconds);
  return (
    <div className="jp-AiJup-notice jp-mod-works">
      <strong>
        ✓{' '}
        {result.simulated
          ? trans.__(
              'The simulator answered in %1 s. It is not a model; it answers because no provider has a key.',
              seconds
            )
          : trans.__('%1 answered in %2 s.', tested.label, seconds)}
      </strong>
    </div>
  );
}

/** What to do about a key that can be given below. */
function remedy(props: ITestConnection, code: string): string | null {
  const { state, takesKeys, tested } = props;
  const [id] = tested.name.split('/');
  const provider = state.providers.find(known => known.id === id);
  const isBelow = takesKeys && provider?.label === tested.provider;
  return code === 'key-missing' && isBelow ? provider.remedy_in_settings : null;
}

function useTest({ store, tested, about, trans }: ITestConnection) {
  const [state, setState] = React.useState<TestState>({ phase: 'idle' });
  const [isSlow, setSlow] = React.useState(false);
  const abort = React.useRef<AbortController | null>(null);
  const cancel = () => {
    abort.current?.abort();
    setState({ phase: 'cancelled' });
  };
  const start = () => {
    const controller = new AbortController();
    abort.current = controller;
    setState({ phase: 'testing', tested });
    void testConnection(store, tested.name, controller.signal, trans).then(
      result => {
        if (result && !controller.signal.aborted) {
          const keys = keySources(store.state);
          setState({ phase: 'ended', tested, result, keys });
        }
      }
    );
  };
  // not by another button, which would take the focus away; who goes away waits for nothing
  React.useLayoutEffect(() => {
    setState({ phase: 'idle' });
    return () => abort.current?.abort();
  }, [about]);
  React.useEffect(() => {
    setSlow(false);
    if (state.phase === 'testing') {
      const timer = setTimeout(() => setSlow(true), SLOW);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [state.phase]);
  return { state, isSlow, start, cancel };
}
