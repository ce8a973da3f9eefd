import type { IRunState } from '../run/reducer';
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
   */
  answerKnown(run: string, { tools }: IRunState): void {
    for (const { consent } of tools) {
      if (consent && this._isKnown(consent) && !this._sent.has(consent.id)) {
        this._sent.add(consent.id);
        this.answer(run, consent, true, false).catch(console.warn);
      }
    }
  }

  /**
   * Whether what is asked about a call was answered for good.
   */
  isAnswered(call: string): boolean {
    return this._sent.has(call);
  }

  /** What is not trusted is asked about each time. */
  private _isKnown({ state, reason, digest }: ToolConsent): boolean {
    const isAsked = state === 'asked' && reason === 'setting';
    return isAsked && this._always.has(digest);
  }

  private _always = new Set<string>();
  private _sent = new Set<string>();
}
