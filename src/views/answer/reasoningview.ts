import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/**
 * What the model thinks before it answers: closed until it is asked for.
 */
export class ReasoningView extends Widget {
  constructor(trans: TranslationBundle) {
    super({ node: document.createElement('details') });
    this.addClass('jp-AiJup-reasoning');
    const summary = document.createElement('summary');
    summary.textContent = trans.__('Thinking…');
    this.node.append(summary, this._text);
    this.hide();
  }

  /**
   * Show a text; nothing if it is empty.
   */
  setText(text: string): void {
    if (text.startsWith(this._text.data)) {
      this._text.appendData(text.slice(this._text.length));
    } else {
      this._text.data = text;
    }
    this.setHidden(text === '');
  }

  private _text = document.createTextNode('');
}
