import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { RunRecord } from '../wire/generated';
import type { IEnding } from './ending';
import { describeRecord } from './recordline';

/**
 * What stands under an answer that has ended: why it is not a whole one, and who gave it.
 */
export class AnswerEnding extends Widget {
  constructor(
    private _trans: TranslationBundle,
    onAgain: () => void,
    onModel: () => void
  ) {
    super();
    this._record.className = 'jp-AiJup-record';
    this._again.className = 'jp-AiJup-button jp-AiJup-again';
    this._again.textContent = _trans.__('Run again');
    this._again.addEventListener('click', onAgain);
    this._model.className = 'jp-AiJup-button jp-AiJup-again';
    this._model.textContent = _trans.__('Choose model…');
    this._model.addEventListener('click', onModel);
    this._box.append(this._title, this._message, this._model, this._again);
    this.node.append(this._box, this._record);
  }

  /**
   * Show how an answer ended.
   *
   * @param ending - why it is not a whole one
   * @param record - what is known of its run
   */
  setEnd(ending: IEnding | null, record: RunRecord | null): void {
    const isEmpty = !ending && !record;
    if (isEmpty && this._isEmpty) {
      return;
    }
    this._isEmpty = isEmpty;
    this._box.className = `jp-AiJup-ending jp-mod-${ending?.kind ?? 'none'}`;
    this._box.hidden = ending === null;
    this._title.textContent = ending?.title ?? '';
    this._model.hidden = !ending?.isOfModel;
    const words = ending ? [ending.message, ending.hint] : [];
    this._message.textContent = words.filter(word => word).join(' ');
    this._record.textContent = record
      ? describeRecord(record, this._trans)
      : '';
  }

  private _again = document.createElement('button');
  private _box = document.createElement('div');
  private _isEmpty = false;
  private _message = document.createElement('span');
  private _model = document.createElement('button');
  private _record = document.createElement('div');
  private _title = document.createElement('strong');
}
