import type { MarkdownCell } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type {
  ICompleterSelection,
  ICompletionProviderManager
} from '@jupyterlab/completer';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { MessageLoop } from '@lumino/messaging';

import type { KernelNamesClient } from '../wire/kernelnamesclient';
import { isCompleting, itemsFor, ReferenceCompleter } from './completion';
import { KernelNameCache } from './kernelnamecache';
import { PromptEditor } from './prompteditor';

/**
 * References in the prompts of all notebooks: their marks, and the completion of names in them.
 */
export class ReferenceEditing {
  constructor(private _options: ReferenceEditing.IOptions) {
    const find = (editor: CodeEditor.IEditor) => this._find(editor);
    _options.completers?.registerProvider(new ReferenceCompleter(find));
    _options.completers?.selected.connect(this._onSelected, this);
  }

  /**
   * Look after a prompt's editor until what is returned is disposed.
   */
  add(cell: MarkdownCell, panel: NotebookPanel): IDisposable {
    const { trans } = this._options;
    const names = this._names.get(panel) ?? this._addNames(panel);
    const complete = () => this._complete(prompt, panel);
    const language = () => this._options.language(panel);
    const prompt = new PromptEditor({
      cell,
      names,
      trans,
      language,
      complete
    });
    this._prompts.add(prompt);
    prompt.disposed.connect(() => this._prompts.delete(prompt));
    return prompt;
  }

  private _addNames(panel: NotebookPanel): KernelNameCache {
    const { client } = this._options;
    const names = new KernelNameCache(panel.sessionContext, client);
    this._names.set(panel, names);
    panel.disposed.connect(() => {
      this._names.delete(panel);
      names.dispose();
    });
    return names;
  }

  /** JupyterLab says so when the text is there, and before it closes the list. */
  private _onSelected(_: unknown, { insertText }: ICompleterSelection): void {
    const prompt = [...this._prompts].find(
      ({ editor }) => editor && isCompleting(editor)
    );
    queueMicrotask(() => {
      // before the next key: that it is closed waits in the loop
      MessageLoop.flush();
      const editor = prompt?.editor;
      // Tab takes what all entries begin with, and leaves it open
      if (editor && !isCompleting(editor)) {
        prompt.accept(insertText);
      }
    });
  }

  private _find(editor: CodeEditor.IEditor): PromptEditor | null {
    const prompts = [...this._prompts];
    return prompts.find(prompt => prompt.editor === editor) ?? null;
  }

  /** The list opens once the names are there, which may take longer than it takes to type them. */
  private _complete(prompt: PromptEditor, panel: NotebookPanel): void {
    if (!this._opening.has(prompt)) {
      this._opening.add(prompt);
      void this._open(prompt, panel).finally(() => {
        this._opening.delete(prompt);
      });
    }
  }

  private async _open(
    prompt: PromptEditor,
    panel: NotebookPanel
  ): Promise<void> {
    const asked = prompt.names.ask();
    // names that are outdated do until there are newer ones
    await (prompt.names.names ? null : asked);
    const { completers } = this._options;
    const { editor, word } = prompt;
    // by then the user may be elsewhere
    if (!completers || !word || !editor?.hasFocus() || isCompleting(editor)) {
      return;
    }
    // JupyterLab's own entries alone, words of the text, would be put where a name belongs
    if (!itemsFor(word, prompt.names.names ?? []).length) {
      return;
    }
    // without a session: the kernel would take the prompt for code
    const context = { editor, widget: panel, session: null };
    await completers.updateCompleter(context);
    if (prompt.word && editor.hasFocus()) {
      completers.invoke(panel.id);
    }
  }

  private _names = new Map<NotebookPanel, KernelNameCache>();
  private _opening = new Set<PromptEditor>();
  private _prompts = new Set<PromptEditor>();
}

/**
 * A namespace for `ReferenceEditing` statics.
 */
export namespace ReferenceEditing {
  /**
   * What the editors of prompts need.
   */
  export interface IOptions {
    readonly client: KernelNamesClient;
    /** JupyterLab's completion; without it names are marked only. */
    readonly completers: ICompletionProviderManager | null;
    readonly trans: TranslationBundle;
    /** The language of a notebook's kernel. */
    language(panel: NotebookPanel): string;
  }
}
