import type { IRunState } from '../runstate/reducer';
import type { ToolConsent } from '../wire/generated';
import type { RunClient } from '../wire/runclient';

/**
 * The user's answers to whether functions may be called, while a notebook is open.
 */
export class CallConsents {
  constructor(private _client: RunClient) {}

  /**
   * Answer for a run.
   *
   * @param always - whether the same function, as its code is now, is not to be asked about again
   * @throws RequestError if the answer did not reach the server
   */
  async answer(
    run: string,
    { id, digest }: ToolConsent,
    allow: boolean,
    always: boolean
  ): Promise<void> {
    await this._client.consent(run, { call: id, allow });
    if (always) {
      this._always.add(digest);
    }
  }

  /**
   * Answer what is asked of a run and was answered for good.
   *
   * @param onFailed - called where that did not reach the server: then the user is asked
   */
  answerKnown(
    run: string,
    { state, tools }: IRunState,
    onFailed: () => void
  ): void {
    for (const { consent } of tools) {
      if (consent && state === 'running' && this._isKnown(consent)) {
        void this._answerOnce(run, consent, onFailed);
      }
    }
  }

  /**
   * Whether what is asked about a call of a run was answered for good.
   */
  isAnswered(run: string, call: string): boolean {
    return this._sent.get(keyOf(run, call)) === true;
  }

  private async _answerOnce(
    run: string,
    consent: ToolConsent,
    onFailed: () => void
  ): Promise<void> {
    const key = keyOf(run, consent.id);
    if (this._sent.has(key)) {
      return;
    }
    this._sent.set(key, true);
    try {
      await this.answer(run, consent, true, false);
    } catch (reason) {
      console.warn(reason);
      this._sent.set(key, false);
      onFailed();
    }
  }

  /** What is not trusted is asked about each time. */
  private _isKnown({ state, reason, digest }: ToolConsent): boolean {
    const isAsked = state === 'asked' && reason === 'setting';
    return isAsked && this._always.has(digest);
  }

  private _always = new Set<string>();
  /** What was answered without asking, and whether that may have reached the server. */
  private _sent = new Map<string, boolean>();
}

/** The calls of each run are numbered from one. */
function keyOf(run: string, call: string): string {
  return `${run} ${call}`;
}
