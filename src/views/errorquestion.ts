import type { CodeCell } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';

import { insertPromptAt } from '../notebook/insertprompt';

/**
 * Under a code cell that has failed: a quiet offer to ask about it. The error is in view of the prompt, which stands right
 * below.
 */
export class ErrorQuestion extends Widget {
  constructor(private _options: ErrorQuestion.IOptions) {
    super();
    const { cell, trans } = _options;
    this.addClass('jp-AiJup-errorQuestion');
    this._add(
      trans.__('Ask about this error'),
      trans.__('Insert a prompt below that asks about this error, and run it'),
      () => void this._ask(true)
    );
    this._add(
      trans.__('Edit the question first…'),
      trans.__(
        'Insert a prompt below that asks about this error, to be edited'
      ),
      () => void this._ask(false)
    );
    this._outputs = cell.model.outputs;
    this._outputs.changed.connect(this._update, this);
    void cell.ready.then(() => {
      if (!this.isDisposed && !cell.isDisposed) {
        (cell.layout as PanelLayout).addWidget(this);
      }
    });
    this._update();
  }

  dispose(): void {
    // JupyterLab disposes of a notebook's model before its cells
    if (!this.isDisposed) {
      this._outputs.changed.disconnect(this._update, this);
    }
    super.dispose();
  }

  private _add(words: string, tip: string, act: () => void): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-AiJup-action';
    button.textContent = words;
    button.title = tip;
    button.addEventListener('click', act);
    this.node.append(button);
  }

  /** Outputs come by thousands: only the last one is looked at. */
  private _update(): void {
    const outputs = this._outputs;
    const last = outputs.length ? outputs.get(outputs.length - 1) : null;
    const error = last?.type === 'error' ? last.toJSON() : null;
    const name = (error?.ename as string | undefined) ?? '';
    // what the user has ended needs no explanation
    const isError = !!error && name !== 'KeyboardInterrupt';
    if (isError === this.isHidden) {
      this.setHidden(!isError);
    }
    if (isError) {
      this.node.setAttribute('role', 'group');
      const label = this._options.trans.__('Error: %1', name);
      this.node.setAttribute('aria-label', label);
    }
  }

  private async _ask(isRun: boolean): Promise<void> {
    const { cell, panel, trans } = this._options;
    const { content } = panel;
    const above = content.widgets.indexOf(cell);
    const words = trans.__(
      'Why does the cell above fail, and how do I fix it?'
    );
    const index = insertPromptAt(content, above, words);
    content.activate();
    if (isRun) {
      const prompt = content.widgets[index];
      await NotebookActions.runCells(content, [prompt], panel.sessionContext);
    } else {
      content.mode = 'edit';
      void content.scrollToItem(index, 'smart', 0);
      const prompt = content.widgets[index];
      await prompt.ready;
      selectAll(prompt.editor);
    }
  }

  private _outputs: CodeCell['model']['outputs'];
}

/** What is typed takes its place. */
function selectAll(editor: CodeEditor.IEditor | null): void {
  const end = editor?.getPositionAt(editor.model.sharedModel.source.length);
  if (editor && end) {
    editor.setSelection({ start: { line: 0, column: 0 }, end });
  }
}

/**
 * A namespace for `ErrorQuestion` statics.
 */
export namespace ErrorQuestion {
  /**
   * What it needs.
   */
  export interface IOptions {
    readonly cell: CodeCell;
    readonly panel: NotebookPanel;
    readonly trans: TranslationBundle;
  }
}
