import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { secondsIn, wordsFor } from '../../answer/callwords';
import type { NotebookTrust } from '../../notebook/trust';
import type { IPicture } from '../../runstate/calls';
import {
  expressionOf,
  picturesOf,
  secondsOf,
  statusOf,
  textOf
} from '../../runstate/calls';
import type { IRunState, IToolActivity } from '../../runstate/reducer';
import type { PromptRun } from '../../running/promptrun';
import type { ToolConsent } from '../../wire/generated';
import { nameButton, shortened } from '../cellnames';

const QUESTION = 'jp-AiJup-callQuestion';

/**
 * A call of a kernel function in an answer that comes: what is called, whether it may be, what came of it.
 */
export class CallView extends Widget {
  constructor(
    private _trans: TranslationBundle,
    private _run: Pick<PromptRun, 'answerCall' | 'isAnswered'>,
    private _trust: Pick<NotebookTrust, 'changed' | 'isTrusted'>
  ) {
    super();
    this.addClass('jp-AiJup-call');
    this._details.append(this._summary, this._arguments, this._result);
    this._summary.append(this._expression, this._status);
    this._status.className = 'jp-AiJup-callStatus';
    this._question.className = QUESTION;
    this._question.setAttribute('role', 'group');
    // the user may be led to it
    this._question.tabIndex = -1;
    this._pictures.className = 'jp-AiJup-callPictures';
    this.node.append(this._details, this._question, this._pictures);
  }

  /**
   * Show where a call stands.
   */
  setCall(run: IRunState, activity: IToolActivity): void {
    const { call, consent, result } = activity;
    const status = statusOf(run, activity);
    const isAsked = status === 'asked' && !this._run.isAnswered(call.id);
    if (status === this._shown && isAsked === this._isAsked) {
      return;
    }
    this._shown = status;
    this._isAsked = isAsked;
    this.node.dataset.status = status;
    this._expression.textContent = expressionOf(call);
    this._arguments.textContent = JSON.stringify(call.arguments, null, 2);
    this._result.textContent = textOf(result);
    const parts = [
      wordsFor(status, this._trans),
      secondsIn(secondsOf(result), this._trans)
    ];
    this._status.textContent = parts.filter(part => part).join(' · ');
    this._ask(isAsked ? consent : null);
    this._pictures.replaceChildren(
      ...picturesOf(result).map(picture => imageOf(picture, call.name))
    );
  }

  private _ask(consent: ToolConsent | null): void {
    this._question.replaceChildren();
    this._trust.changed.disconnect(this._onTrustChanged, this);
    if (!consent) {
      return;
    }
    const trans = this._trans;
    const isUntrusted = consent.reason === 'untrusted';
    this._word(false);
    if (isUntrusted) {
      this._trust.changed.connect(this._onTrustChanged, this);
      this._onTrustChanged();
    }
    this._question.append(
      this._words,
      this._button(trans.__('Allow once'), consent, true),
      // what is not trusted is asked about each time
      isUntrusted
        ? ''
        : this._button(trans.__('Always allow'), consent, true, true),
      this._button(trans.__('Deny'), consent, false)
    );
  }

  /** The notebook may come to be trusted while the question stands. */
  private _onTrustChanged(): void {
    this._word(!this._trust.isTrusted);
  }

  private _word(isUntrusted: boolean): void {
    const words = isUntrusted
      ? this._trans.__(
          'This notebook is not trusted. Allow the model to run this function?'
        )
      : this._trans.__('Allow the model to run this function?');
    if (this._words.textContent !== words) {
      this._words.textContent = words;
      this._question.setAttribute('aria-label', words);
    }
  }

  private _button(
    label: string,
    consent: ToolConsent,
    allow: boolean,
    always = false
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.className = 'jp-AiJup-button';
    button.textContent = label;
    nameButton(button, shortened(this._expression.textContent), this._trans);
    if (always) {
      button.title = this._trans.__(
        'Run this function without asking while this notebook is open'
      );
    }
    button.addEventListener('click', () => {
      this._ask(null);
      this._run
        .answerCall(consent, allow, always)
        .catch(() => this._askAgain(consent));
    });
    return button;
  }

  /** The answer did not reach the server. */
  private _askAgain(consent: ToolConsent): void {
    if (this._isAsked && !this.isDisposed) {
      this._ask(consent);
      const lost = document.createElement('div');
      lost.setAttribute('role', 'alert');
      lost.textContent = this._trans.__(
        'Your decision did not reach the server.'
      );
      this._question.prepend(lost);
    }
  }

  private _arguments = document.createElement('pre');
  private _details = document.createElement('details');
  private _expression = document.createElement('code');
  private _isAsked = false;
  private _pictures = document.createElement('div');
  private _question = document.createElement('div');
  private _result = document.createElement('pre');
  private _shown: string | null = null;
  private _status = document.createElement('span');
  private _summary = document.createElement('summary');
  private _words = document.createElement('span');
}

/**
 * The question that stands in a node; `null` if the user is not asked there.
 */
export function questionIn(node: HTMLElement): HTMLElement | null {
  return node.querySelector<HTMLElement>(`.${QUESTION}:not(:empty)`);
}

function imageOf(
  { mediaType, base64 }: IPicture,
  name: string
): HTMLImageElement {
  const image = document.createElement('img');
  image.src = `data:${mediaType};base64,${base64}`;
  image.alt = name;
  return image;
}
