import type {
  EditorState,
  Extension,
  Range,
  StateEffectType,
  Transaction
} from '@codemirror/state';
import { StateEffect, StateField } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IReference } from '../prompt/references';
import { findReferences } from '../prompt/references';
import type { OpenSpan } from '../prompt/spans';
import { unclosedSpans } from '../prompt/spans';
import type { KernelName } from '../wire/generated';
import { notMath } from './mathguard';
import {
  problemWords,
  uncallableWords,
  unclosedWords,
  undefinedWords
} from './referencetips';

type Names = readonly KernelName[] | null;

interface IShown {
  readonly references: readonly IReference[];
  readonly unclosed: readonly OpenSpan[];
  readonly names: Names;
  /** Where the user writes; `null` while they are elsewhere. */
  readonly cursor: number | null;
  readonly marks: DecorationSet;
}

/**
 * The references of one prompt, marked where they stand.
 */
export class Highlight {
  /**
   * @param _trans - the language of the page
   * @param _language - tells the kernel's
   */
  constructor(
    private _trans: TranslationBundle,
    private _language: () => string
  ) {
    // what comes later is around what comes earlier, and all around JupyterLab's own, so that no reference is cut
    this.extension = [
      notMath(state => this.references(state)),
      this._shown,
      EditorView.focusChangeEffect.of((_, has) => setFocus.of(has))
    ];
  }

  /** What the editor needs. */
  readonly extension: Extension;

  /**
   * Tells the editor the kernel's names; with `null` nothing is undefined.
   */
  readonly setNames: StateEffectType<Names> = StateEffect.define<Names>();

  /**
   * The references that an editor shows.
   */
  references(state: EditorState): readonly IReference[] {
    return state.field(this._shown, false)?.references ?? [];
  }

  private _read(text: string): Pick<IShown, 'references' | 'unclosed'> {
    const references = findReferences(text, this._language());
    return { references, unclosed: unclosedSpans(text) };
  }

  private _show(found: Omit<IShown, 'marks'>): IShown {
    const { references, unclosed, names, cursor } = found;
    const known = names && new Map(names.map(each => [each.name, each]));
    const closed = references.map(each =>
      this._mark(each, known, cursor).range(each.start, each.end)
    );
    const open = unclosed
      .filter(each => !isWrittenAt(each, cursor))
      .map(each => this._markUnclosed(each));
    return { ...found, marks: Decoration.set([...closed, ...open], true) };
  }

  private _markUnclosed({ start, content }: OpenSpan): Range<Decoration> {
    const [word] = /^\S*/.exec(content) ?? [''];
    const title = unclosedWords(this._trans);
    // the mark and its backtick are no part of the content
    const end = start + 2 + word.length;
    return mark('jp-AiJup-unreadable', title).range(start, end);
  }

  private _mark(
    reference: IReference,
    known: ReadonlyMap<string, KernelName> | null,
    cursor: number | null
  ): Decoration {
    const { names, offered, problem } = reference;
    if (problem) {
      return mark('jp-AiJup-unreadable', problemWords(problem, this._trans));
    }
    const missing = known && names.find(name => isMissing(name, known));
    if (missing && !isWithin(reference, cursor)) {
      return mark('jp-AiJup-undefined', undefinedWords(missing, this._trans));
    }
    const uncallable = offered
      .map(name => known?.get(name))
      .find(found => found?.callable === false);
    return uncallable
      ? mark('jp-AiJup-unreadable', uncallableWords(uncallable, this._trans))
      : PLAIN;
  }

  private _shown = StateField.define<IShown>({
    create: state =>
      this._show({
        ...this._read(state.doc.toString()),
        names: null,
        cursor: null
      }),
    update: (shown, change) => {
      const { docChanged, effects, newDoc } = change;
      const newNames = effects.find(effect => effect.is(this.setNames));
      const cursor = cursorAfter(change, shown.cursor);
      const { references, unclosed } = shown;
      const isMoved =
        cursor !== shown.cursor && references.length + unclosed.length > 0;
      if (!docChanged && !newNames && !isMoved) {
        return cursor === shown.cursor ? shown : { ...shown, cursor };
      }
      return this._show({
        // the names of another kernel may be those of another language
        ...(docChanged || newNames ? this._read(newDoc.toString()) : shown),
        names: newNames ? newNames.value : shown.names,
        cursor
      });
    },
    provide: field => EditorView.decorations.from(field, ({ marks }) => marks)
  });
}

const setFocus = StateEffect.define<boolean>();

function cursorAfter(
  { effects, newSelection }: Transaction,
  before: number | null
): number | null {
  const focus = effects.find(effect => effect.is(setFocus));
  const hasFocus = focus ? focus.value : before !== null;
  return hasFocus ? newSelection.main.head : null;
}

/** What is being written is not found fault with. */
function isWrittenAt(
  { start, content }: OpenSpan,
  cursor: number | null
): boolean {
  return (
    cursor !== null && cursor > start && cursor <= start + 2 + content.length
  );
}

/** A name is still being written, though the end may stand behind it. */
function isWithin({ start, end }: IReference, cursor: number | null): boolean {
  return cursor !== null && cursor > start && cursor < end;
}

const REFERENCE = 'jp-AiJup-reference';
const PLAIN = Decoration.mark({ class: REFERENCE });

function mark(name: string, title: string): Decoration {
  return Decoration.mark({
    class: `${REFERENCE} ${name}`,
    attributes: { title }
  });
}

/** Names that begin with an underscore are not told by the kernel. */
function isMissing(name: string, known: ReadonlyMap<string, unknown>): boolean {
  return !name.startsWith('_') && !known.has(name);
}
