import type { MarkdownCell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';

import type { IDefaultModel } from './defaultmodel';
import { readMetadata } from './metadata';

const EMPTY = 'jp-AiJup-mod-empty';
const PLACEHOLDER = '--jp-ai-jup-placeholder';

/**
 * What a prompt cell shows besides its text: that it is one, and its own model if it has one.
 */
export class PromptView extends Widget {
  constructor(
    private _cell: MarkdownCell,
    private _defaultModel: IDefaultModel,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-AiJup-promptLabel');
    _cell.addClass('jp-AiJup-promptCell');
    const words = _trans.__(
      'Ask about the notebook above. Shift+Enter runs it.'
    );
    _cell.node.style.setProperty(PLACEHOLDER, JSON.stringify(words));
    _cell.model.metadataChanged.connect(this._update, this);
    _cell.model.contentChanged.connect(this._update, this);
    _defaultModel.changed.connect(this._update, this);
    void _cell.ready.then(() => this._place());
    this._update();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._defaultModel.changed.disconnect(this._update, this);
    if (!this._cell.isDisposed) {
      this._cell.model.metadataChanged.disconnect(this._update, this);
      this._cell.model.contentChanged.disconnect(this._update, this);
      this._cell.removeClass('jp-AiJup-promptCell');
      this._cell.removeClass(EMPTY);
      this._cell.node.style.removeProperty(PLACEHOLDER);
    }
    super.dispose();
  }

  private _place(): void {
    if (!this.isDisposed && !this._cell.isDisposed) {
      (this._cell.layout as PanelLayout).insertWidget(1, this);
    }
  }

  private _update(): void {
    const { sharedModel } = this._cell.model;
    const { model } = readMetadata(sharedModel);
    const { lock } = this._defaultModel;
    const parts = [this._trans.__('Prompt'), model];
    if (model && lock) {
      parts.push(this._trans.__('overruled: %1 answers', lock));
    }
    this.node.textContent = parts.filter(Boolean).join(' · ');
    this._cell.toggleClass(EMPTY, sharedModel.source === '');
  }
}
