import type {
  EditorState,
  Extension,
  StateEffectType
} from '@codemirror/state';
import { StateEffect, StateField } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { KernelName } from '../wire/generated';
import type { IReference } from './references';
import { findReferences } from './references';
import { problemWords, undefinedWords } from './words';

type Names = readonly KernelName[] | null;

interface IShown {
  readonly references: readonly IReference[];
  readonly names: Names;
  readonly marks: DecorationSet;
}

/**
 * The references of one prompt, marked where they stand.
 */
export class Highlight {
  constructor(private _trans: TranslationBundle) {
    this.extension = this._shown;
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

  private _show(references: readonly IReference[], names: Names): IShown {
    const defined = names && new Set(names.map(({ name }) => name));
    const marks = references.map(each =>
      this._mark(each, defined).range(each.start, each.end)
    );
    return { references, names, marks: Decoration.set(marks) };
  }

  private _mark(
    { names, problem }: IReference,
    defined: ReadonlySet<string> | null
  ): Decoration {
    if (problem) {
      return mark('jp-AiJup-unreadable', problemWords(problem, this._trans));
    }
    const missing = defined && names.find(name => isMissing(name, defined));
    return missing
      ? mark('jp-AiJup-undefined', undefinedWords(missing, this._trans))
      : Decoration.mark({ class: REFERENCE });
  }

  private _shown = StateField.define<IShown>({
    create: state => this._show(findReferences(state.doc.toString()), null),
    update: (shown, { docChanged, effects, newDoc }) => {
      const told = effects.find(effect => effect.is(this.setNames));
      if (!docChanged && !told) {
        return shown;
      }
      const { references } = shown;
      return this._show(
        docChanged ? findReferences(newDoc.toString()) : references,
        told ? told.value : shown.names
      );
    },
    provide: field => EditorView.decorations.from(field, ({ marks }) => marks)
  });
}

const REFERENCE = 'jp-AiJup-reference';

function mark(name: string, title: string): Decoration {
  return Decoration.mark({
    class: `${REFERENCE} ${name}`,
    attributes: { title }
  });
}

/** Names that begin with an underscore are not told by the kernel. */
function isMissing(name: string, defined: ReadonlySet<string>): boolean {
  return !name.startsWith('_') && !defined.has(name);
}
