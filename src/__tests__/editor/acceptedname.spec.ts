import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { afterEach, describe, expect, it } from 'vitest';

import { acceptedName, stepOut } from '../../editor/acceptedname';
import { closeBackticks } from '../../editor/closebackticks';

const views: EditorView[] = [];

/** An editor in which the name before `|` was just accepted. */
function accepted(text: string): EditorView {
  const [before, after] = text.split('|');
  const state = EditorState.create({
    doc: before + after,
    selection: { anchor: before.length },
    extensions: [acceptedName, closeBackticks]
  });
  const view = new EditorView({ state, parent: document.body });
  views.push(view);
  stepOut(view);
  return view;
}

/** Type as CodeMirror has it: its handlers first, then the text as it is. */
function type(view: EditorView, text: string): EditorView {
  for (const each of text) {
    const { from, to } = view.state.selection.main;
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: each },
        selection: { anchor: from + 1 },
        userEvent: 'input.type'
      });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some(handle => handle(view, from, to, each, insert))) {
      view.dispatch(insert());
    }
  }
  return view;
}

/** The text, with the cursor as `|`. */
function shown({ state }: EditorView): string {
  const text = state.doc.toString();
  const { head } = state.selection.main;
  return `${text.slice(0, head)}|${text.slice(head)}`;
}

afterEach(() => {
  views.splice(0).forEach(view => view.destroy());
});

describe('after a name was accepted', () => {
  it.each([
    ['$`plot|`', '', '$`plot`|'],
    ['$`plot|`', ' and', '$`plot` and|'],
    ['$`plot|`', '` and', '$`plot` and|'],
    ['$`df|` there', '.shape', '$`df.shape|` there'],
    ['$`df|`', '.shape`', '$`df.shape`|'],
    ['$`df|`', '._x', '$`df._x|`'],
    ['$`df|`', '. Then', '$`df`. Then|'],
    ['$`df|`', '..x', '$`df`..x|'],
    ['$`df|`', '.5', '$`df`.5|'],
    ['$`df|`', '[0', '$`df[0|`'],
    ['&`db|`', '.query', '&`db.query|`'],
    ['&`db|`', '[1]', '&`db`[1]|'],
    // a backtick that was typed ends it
    ['$`df|`', '`.x', '$`df`.x|'],
    // only directly after it
    ['$`df|`', ' .x', '$`df` .x|'],
    // more is to come inside
    ['&`[f|`', ', g', '&`[f, g|`'],
    ['$`df[n|`', ']', '$`df[n]|`'],
    ['$`plot|', ' and', '$`plot and|']
  ])('%s and %j', (text, typed, expected) => {
    expect(shown(type(accepted(text), typed))).toBe(expected);
  });

  it('ends when the cursor has been elsewhere', () => {
    const view = accepted('$`df|`');
    view.dispatch({ selection: { anchor: 0 } });
    view.dispatch({ selection: { anchor: 5 } });
    expect(shown(type(view, '.x'))).toBe('$`df`.x|');
  });

  it('ends with an edit elsewhere', () => {
    const view = accepted('$`df|`');
    view.dispatch({ changes: { from: 5, insert: ' more' } });
    expect(shown(type(view, '[0'))).toBe('$`df`[0| more');
  });
});
