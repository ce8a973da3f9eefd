import type { CodeEditor } from '@jupyterlab/codeeditor';
import { COMPLETER_ACTIVE_CLASS } from '@jupyterlab/codeeditor';
import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';
import { Text } from '@jupyterlab/coreutils';

import type { IWord } from '../prompt/references';
import type { KernelName } from '../wire/generated';

/**
 * Completes the kernel's names in references.
 */
export class ReferenceCompleter implements ICompletionProvider {
  /**
   * @param _find - tells the prompt of an editor, if it is one's
   */
  constructor(private _find: (editor: CodeEditor.IEditor) => IPrompt | null) {}

  readonly identifier = 'ai-jup:references';

  /**
   * Above JupyterLab's own, so that the names come first; below a language server's, since the first provider brings
   * the list's look for code cells too.
   */
  readonly rank = 600;

  isApplicable(context: ICompletionContext): Promise<boolean> {
    return Promise.resolve(Boolean(this._prompt(context)?.word));
  }

  fetch(
    { text, offset }: CompletionHandler.IRequest,
    context: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const { word, names } = this._prompt(context) ?? {};
    const start = word ? Text.jsIndexToCharIndex(word.start, text) : offset;
    const items = word ? itemsFor(word, names?.names ?? []) : [];
    return Promise.resolve({ start, end: offset, items });
  }

  private _prompt({ editor }: ICompletionContext): IPrompt | null {
    return editor ? this._find(editor) : null;
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
): CompletionHandler.ICompletionItem[] {
  const begin = text.toLowerCase();
  return names
    .filter(each => kind === 'value' || each.callable)
    .filter(({ name }) => name.toLowerCase().startsWith(begin))
    .sort(
      (one, other) =>
        // what is called is a function, hardly ever a class
        (kind === 'function' ? isClass(one) - isClass(other) : 0) ||
        one.name.localeCompare(other.name)
    )
    .map(({ name, type, preview }) => ({
      // the list does not search what stands in parentheses
      label: preview ? `${name} (${preview})` : name,
      insertText: name,
      type
    }));
}

function isClass({ type }: KernelName): number {
  return Number(type === 'type');
}
