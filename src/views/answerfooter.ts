import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IEnding } from '../answer/ending';
import { nameButton } from './cellnames';

/**
 * Below an answer that has ended: why it is not a whole one, and what can be done. An earlier answer that is kept has it above.
 */
export class AnswerFooter extends Widget {
  constructor(
    private _trans: TranslationBundle,
    onAgain: () => void,
    onModel: () => void
  ) {
    super();
    this._again.className = 'jp-AiJup-button jp-AiJup-again';
    this._again.addEventListener('click', onAgain);
    this._model.className = 'jp-AiJup-button jp-AiJup-again';
    this._model.textContent = _trans.__('Choose model…');
    this._model.addEventListener('click', onModel);
    this._box.append(this._title, this._message, this._model, this._again);
    this.node.append(this._box);
    this.setEnd(null);
  }

  /**
   * Say in the buttons' names which prompt they are about.
   */
  setAbout(prompt: string): void {
    nameButton(this._again, prompt);
    nameButton(this._model, prompt);
  }

  /**
   * Show how an answer ended.
   *
   * @param ending - why it is not a whole one; null where it is, or still comes
   */
  setEnd(ending: IEnding | null): void {
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
    const words = ending ? [ending.message, ending.hint] : [];
    this._message.textContent = words.filter(word => word).join(' ');
  }

  private _again = document.createElement('button');
  private _box = document.createElement('div');
  private _message = document.createElement('span');
  private _model = document.createElement('button');
  private _title = document.createElement('strong');
}
