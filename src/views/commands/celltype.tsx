import type { ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { CellTypeSwitcher } from '@jupyterlab/notebook';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { ChangeEvent, ReactElement, SelectHTMLAttributes } from 'react';
import React from 'react';

import { isPrompt } from '../../notebook/metadata';

type Select = ReactElement<SelectHTMLAttributes<HTMLSelectElement>>;

/** The value of the choice, which is no type of nbformat's. */
const PROMPT = 'prompt';

/**
 * JupyterLab's cell type dropdown, with prompts among its choices.
 */
export class PromptTypeSwitcher extends CellTypeSwitcher {
  /**
   * @param _panel - whose toolbar it stands in
   * @param _makePrompt - makes the selected cells prompts
   * @param _words - the language of the choice
   * @param translator - the language of JupyterLab's choices
   */
  constructor(
    private _panel: NotebookPanel,
    private _makePrompt: () => void,
    private _words: TranslationBundle,
    translator: ITranslator
  ) {
    super(_panel.content, translator);
    _panel.content.activeCellChanged.connect(this._onActiveCell, this);
    this._onActiveCell();
  }

  render(): Select {
    const select = super.render() as Select;
    const { children, onChange } = select.props;
    const change = (event: ChangeEvent<HTMLSelectElement>) => {
      if (event.target.value === PROMPT) {
        this._makePrompt();
        this._panel.content.activate();
      } else {
        onChange?.(event);
      }
    };
    return React.cloneElement(
      select,
      { value: this._value(select.props.value), onChange: change },
      ...React.Children.toArray(children),
      <option key={PROMPT} value={PROMPT}>
        {this._words.__('Prompt')}
      </option>
    );
  }

  /** What JupyterLab shows, but where it is a prompt, or prompts and others. */
  private _value(value: unknown): string {
    const { content } = this._panel;
    const selected = content.widgets.filter(cell =>
      content.isSelectedOrActive(cell)
    );
    const kinds = new Set(
      selected.map(({ model }) => isPrompt(model.sharedModel))
    );
    if (kinds.has(true)) {
      return kinds.size === 1 ? PROMPT : '-';
    }
    return String(value);
  }

  /** A Markdown cell becomes a prompt, and a prompt Markdown, in its place. */
  private _onActiveCell(): void {
    this._model?.metadataChanged.disconnect(this.update, this);
    this._model = this._panel.content.activeCell?.model ?? null;
    this._model?.metadataChanged.connect(this.update, this);
  }

  private _model: ICellModel | null = null;
}
