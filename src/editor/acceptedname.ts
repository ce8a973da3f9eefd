import type { Extension } from '@codemirror/state';
import { Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

import type { Mark } from '../prompt/spans';
import { openSpanAt } from '../prompt/spans';

/**
 * A name that was completed, with the cursor after the closing backtick, or after a dot that follows it.
 */
interface IAccepted {
  readonly mark: Mark;
  /** Place after the closing backtick. */
  readonly end: number;
  readonly hasDot: boolean;
}

/** What begins an attribute. */
const BEGIN = /^[\p{L}\p{Nl}_]$/u;

const setAccepted = StateEffect.define<IAccepted | null>();

/** Ends with any other edit, and where the cursor goes elsewhere. */
const accepted = StateField.define<IAccepted | null>({
  create: () => null,
  update: (value, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setAccepted)) {
        return effect.value;
      }
    }
    const { main, ranges } = transaction.newSelection;
    const isOne = ranges.length === 1 && main.empty;
    const isThere = !!value && isOne && main.head === cursorOf(value);
    return isThere && !transaction.docChanged ? value : null;
  }
});

/**
 * After a completed name prose goes on behind the closing backtick; an item or attribute of it, if that is what is typed
 * next, goes on inside. The backtick that is typed from habit is there already.
 */
export const acceptedName: Extension = [
  accepted,
  // brackets that close themselves would have the item outside
  Prec.highest(
    EditorView.inputHandler.of((view, from, to, text) => {
      const name = view.state.field(accepted);
      const isThere = !!name && from === to && from === cursorOf(name);
      const mayTake = isThere && !view.state.readOnly && !view.composing;
      return mayTake && take(view, name, text);
    })
  )
];

/**
 * Step over the closing backtick of the reference in which a name was just completed, if it ends there.
 */
export function stepOut(view: EditorView): void {
  const { doc, selection } = view.state;
  const { empty, head } = selection.main;
  const all = doc.toString();
  const span = openSpanAt(all, head);
  if (!empty || !span || all[head] !== '`' || hasOpenBracket(span.content)) {
    return;
  }
  const { mark } = span;
  const end = head + 1;
  view.dispatch({
    selection: { anchor: end },
    effects: setAccepted.of({ mark, end, hasDot: false })
  });
}

/** What is typed after the name; gives whether it was taken. */
function take(view: EditorView, name: IAccepted, text: string): boolean {
  const { end, hasDot, mark } = name;
  if (hasDot) {
    return BEGIN.test(text) && goOnInside(view, name, `.${text}`);
  }
  if (text === '`') {
    view.dispatch({ effects: setAccepted.of(null) });
    return true;
  }
  if (text === '.') {
    // whether it ends a sentence the next character tells
    view.dispatch({
      changes: { from: end, insert: text },
      selection: { anchor: end + 1 },
      effects: setAccepted.of({ ...name, hasDot: true }),
      userEvent: 'input.type'
    });
    return true;
  }
  return text === '[' && mark === '$' && goOnInside(view, name, text);
}

function goOnInside(view: EditorView, name: IAccepted, text: string): true {
  const at = name.end - 1;
  view.dispatch({
    changes: [
      { from: at, insert: text },
      { from: name.end, to: cursorOf(name) }
    ],
    selection: { anchor: at + text.length },
    userEvent: 'input.type'
  });
  return true;
}

function cursorOf({ end, hasDot }: IAccepted): number {
  return hasDot ? end + 1 : end;
}

/** As in `df[n` or `[f, g`: more is to come. */
function hasOpenBracket(expression: string): boolean {
  const count = (what: RegExp) => expression.match(what)?.length ?? 0;
  return count(/[[({]/g) > count(/[\])}]/g);
}
