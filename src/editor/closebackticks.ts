import type { Extension } from '@codemirror/state';
import { Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';

import { openSpanAt } from '../prompt/spans';

/** What may follow a closing backtick that comes with the opening one. */
const FREE = /^(?:$|[\s.,;:!?)\]}])/;

/**
 * The closing backtick of a reference comes with the opening one, is stepped over when it is typed, and goes with it: a
 * name that was completed, and not closed, would be sent as it stands.
 */
export const closeBackticks: Extension = [
  EditorView.inputHandler.of((view, from, to, text) => {
    const { doc, readOnly, selection } = view.state;
    const isOne = from === to && selection.ranges.length === 1;
    if (text !== '`' || readOnly || !isOne) {
      return false;
    }
    const all = doc.toString();
    if (all[from] === '`' && openSpanAt(all, from)) {
      view.dispatch({ selection: { anchor: from + 1 } });
      return true;
    }
    const opened = openSpanAt(`${all.slice(0, from)}\``, from + 1);
    if (opened?.start !== from - 1 || !FREE.test(all.slice(from, from + 1))) {
      return false;
    }
    view.dispatch({
      changes: { from, insert: '``' },
      selection: { anchor: from + 1 },
      userEvent: 'input.type'
    });
    return true;
  }),
  Prec.highest(keymap.of([{ key: 'Backspace', run: deleteEmptyPair }]))
];

function deleteEmptyPair(view: EditorView): boolean {
  const { doc, selection } = view.state;
  const { empty, head } = selection.main;
  const all = doc.toString();
  const isPair =
    empty &&
    selection.ranges.length === 1 &&
    all[head] === '`' &&
    openSpanAt(all, head)?.content === '';
  if (isPair) {
    view.dispatch({
      changes: { from: head - 1, to: head + 1 },
      userEvent: 'delete.backward'
    });
  }
  return isPair;
}
