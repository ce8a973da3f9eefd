import type { CodeEditor } from '@jupyterlab/codeeditor';
import { COMPLETER_ACTIVE_CLASS } from '@jupyterlab/codeeditor';
import type {
  Completer,
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { CompleterModel } from '@jupyterlab/completer';
import { Text } from '@jupyterlab/coreutils';

import type { KernelName } from '../wire/generated';
import type { IWord } from './references';

/**
 * Completes the kernel's names in references.
 */
export class ReferenceCompleter implements ICompletionProvider<IReferenceItem> {
  /**
   * @param _find - tells the prompt of an editor, if it is one's
   */
  constructor(private _find: (editor: CodeEditor.IEditor) => IPrompt | null) {}

  readonly identifier = 'ai-jup:references';

  /** Above JupyterLab's own, which have no model; below a language server's, whose model code cells need. */
  readonly rank = 600;

  isApplicable(context: ICompletionContext): Promise<boolean> {
    return Promise.resolve(Boolean(this._prompt(context)?.word));
  }

  fetch(
    { text, offset }: CompletionHandler.IRequest,
    context: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply<IReferenceItem>> {
    const { word, names } = this._prompt(context) ?? {};
    const start = word ? Text.jsIndexToCharIndex(word.start, text) : offset;
    const items = word ? itemsFor(word, names?.names ?? []) : [];
    return Promise.resolve({ start, end: offset, items });
  }

  /** Of a prompt's list; JupyterLab asks for one for every cell. */
  modelFactory(context: ICompletionContext): Promise<Completer.IModel> {
    const prompt = this._prompt(context);
    const model = prompt ? new ReferenceModel(prompt) : new CompleterModel();
    return Promise.resolve(model);
  }

  private _prompt({ editor }: ICompletionContext): IPrompt | null {
    return editor ? this._find(editor) : null;
  }
}

/**
 * A name in the list.
 */
export interface IReferenceItem extends CompletionHandler.ICompletionItem {
  readonly isReference: true;
}

/** In a reference the list has nothing but names: others give the words and marks of the prompt's text. */
class ReferenceModel extends CompleterModel {
  constructor(private _prompt: IPrompt) {
    super();
  }

  setCompletionItems(items: CompletionHandler.ICompletionItems): void {
    const names = items.filter(item => 'isReference' in item);
    super.setCompletionItems(this._prompt.word ? names : items);
  }
}

/**
 * What is known of a prompt that is being written.
 */
export interface IPrompt {
  /** The word before the cursor, if it is one of a reference. */
  readonly word: IWord | null;
  /** The kernel's names. */
  readonly names: { readonly names: readonly KernelName[] | null };
}

/**
 * Whether the list is open below an editor.
 */
export function isCompleting(editor: CodeEditor.IEditor): boolean {
  return editor.host.classList.contains(COMPLETER_ACTIVE_CLASS);
}

/**
 * The names that begin with a word, with type and preview; after `&` what can be called.
 */
export function itemsFor(
  { kind, text }: IWord,
  names: readonly KernelName[]
): IReferenceItem[] {
  const begin = text.toLowerCase();
  return names
    .filter(each => kind === 'value' || each.callable)
    .filter(({ name }) => name.toLowerCase().startsWith(begin))
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, type, preview }) => ({
      // the list does not search what stands in parentheses
      label: preview ? `${name} (${preview})` : name,
      insertText: name,
      type,
      isReference: true
    }));
}
