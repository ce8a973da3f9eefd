import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IEnding } from '../../answer/ending';
import { nameButton } from '../cellnames';
import { showServerWords } from '../serverwords';

/**
 * Below an answer that has ended: why it is not a whole one, and what can be done. An earlier answer that is kept has it above.
 */
export class AnswerFooter extends Widget {
  constructor(
    private _trans: TranslationBundle,
    { onAgain, onContinue, onEarlier, onModel }: AnswerFooter.IActions
  ) {
    super();
    this._continue.className = 'jp-AiJup-button jp-AiJup-again';
    this._continue.textContent = _trans.__('Continue');
    this._continue.addEventListener('click', onContinue);
    this._earlier.className = 'jp-AiJup-button jp-AiJup-again';
    this._earlier.textContent = _trans.__('Show the earlier answer');
    this._earlier.addEventListener('click', onEarlier);
    this._again.className = 'jp-AiJup-button jp-AiJup-again';
    this._again.addEventListener('click', onAgain);
    this._model.className = 'jp-AiJup-button jp-AiJup-again';
    this._model.textContent = _trans.__('Choose model…');
    this._model.addEventListener('click', onModel);
    this._box.append(
      this._title,
      this._message,
      this._continue,
      this._earlier,
      this._model,
      this._again
    );
    this.node.append(this._box);
    this.setEnd(null);
  }

  /**
   * Show how an answer ended.
   *
   * @param ending - why it is not a whole one; null where it is, or still comes
   * @param offers - what else can be done about it
   */
  setEnd(
    ending: IEnding | null,
    offers: AnswerFooter.IOffers = { prompt: '' }
  ): void {
    if (!ending && this._box.hidden) {
      return;
    }
    this._box.className = `jp-AiJup-ending jp-mod-${ending?.kind ?? 'none'}`;
    this._box.hidden = ending === null;
    this._title.textContent = ending?.title ?? '';
    this._model.hidden = !ending?.isOfModel;
    this._again.textContent = ending?.isUnsent
      ? this._trans.__('Run')
      : this._trans.__('Run again');
    this._continue.hidden = !offers.continues;
    this._earlier.hidden = !offers.earlier;
    const { _continue, _earlier, _again, _model } = this;
    for (const button of [_continue, _earlier, _again, _model]) {
      nameButton(button, offers.prompt, this._trans);
    }
    const words = ending ? [ending.message, ending.hint] : [];
    showServerWords(this._message, words.filter(word => word).join(' '));
  }

  private _again = document.createElement('button');
  private _continue = document.createElement('button');
  private _earlier = document.createElement('button');
  private _box = document.createElement('div');
  private _message = document.createElement('span');
  private _model = document.createElement('button');
  private _title = document.createElement('strong');
}

/**
 * A namespace for `AnswerFooter` statics.
 */
export namespace AnswerFooter {
  /**
   * What its buttons do.
   */
  export interface IActions {
    onAgain(): void;
    onContinue(): void;
    onEarlier(): void;
    onModel(): void;
  }

  /**
   * What can be done about an answer that is not a whole one.
   */
  export interface IOffers {
    /** For people: the prompt that it answers. */
    readonly prompt: string;
    readonly continues?: boolean;
    readonly earlier?: boolean;
  }
}
