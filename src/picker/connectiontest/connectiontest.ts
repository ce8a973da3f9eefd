import type { TranslationBundle } from '@jupyterlab/translation';

import type { IModelStore } from '../../tokens';
import type {
  ConnectionFailed,
  ConnectionWorks,
  ErrorDetail
} from '../../wire/generated';
import { detailOf } from '../modelstore';
import type { ITestedModel } from './testedmodel';

/** Milliseconds after which a test ends, whatever the server does; it gives up itself after 20 s. */
const LIMIT = 25_000;

/**
 * How a connection test stands.
 */
export type TestState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'testing'; readonly tested: ITestedModel }
  | { readonly phase: 'cancelled' }
  | {
      readonly phase: 'ended';
      readonly tested: ITestedModel;
      readonly result: TestResult;
      /** Where the keys came from then: with other keys it holds no more. */
      readonly keys: string;
    };

/**
 * How a connection test has ended.
 */
export type TestResult = ConnectionWorks | ConnectionFailed;

/**
 * Test the connection to a model.
 *
 * @param signal - aborts it
 * @param limit - milliseconds
 * @returns null if it was aborted; never throws, never hangs
 */
export async function testConnection(
  store: Pick<IModelStore, 'test'>,
  model: string,
  signal: AbortSignal,
  trans: TranslationBundle,
  limit = LIMIT
): Promise<TestResult | null> {
  const timeout = AbortSignal.timeout(limit);
  const either = AbortSignal.any([signal, timeout]);
  try {
    return await store.test(model, either);
  } catch (error) {
    if (signal.aborted) {
      return null;
    }
    return failed(model, timeout.aborted ? timedOut(trans) : detailOf(error));
  }
}

function failed(model: string, error: ErrorDetail): ConnectionFailed {
  const { code, message, hint } = error;
  return { success: false, model, error: '', code, details: message, hint };
}

function timedOut(trans: TranslationBundle): ErrorDetail {
  return {
    code: 'timeout',
    message: trans.__('The Jupyter server did not answer in time.'),
    hint: trans.__('Check that it is running, then try again.')
  };
}
