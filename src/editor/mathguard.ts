import { syntaxTree } from '@codemirror/language';
import type { EditorState, Extension } from '@codemirror/state';
import type { DecorationSet, EditorView, ViewUpdate } from '@codemirror/view';
import { Decoration, ViewPlugin } from '@codemirror/view';

import type { IReference } from '../prompt/references';

/**
 * Takes the look of mathematics from what JupyterLab's editor takes for a formula: the text between two values.
 *
 * @param references - those that an editor shows
 */
export function notMath(
  references: (state: EditorState) => readonly IReference[]
): Extension {
  const marks = (view: EditorView) =>
    marksIn(view.state, references(view.state));
  return ViewPlugin.define(view => new NotMath(view, marks), {
    decorations: plugin => plugin.marks
  });
}

class NotMath {
  constructor(
    view: EditorView,
    private _marksIn: (view: EditorView) => DecorationSet
  ) {
    this.marks = _marksIn(view);
  }

  marks: DecorationSet;

  update({ docChanged, startState, state, view }: ViewUpdate): void {
    // the tree of a long text comes in parts
    if (docChanged || syntaxTree(startState) !== syntaxTree(state)) {
      this.marks = this._marksIn(view);
    }
  }
}

function marksIn(
  state: EditorState,
  references: readonly IReference[]
): DecorationSet {
  const dollars = new Set(
    references.filter(({ kind }) => kind === 'value').map(({ start }) => start)
  );
  if (!dollars.size) {
    return Decoration.none;
  }
  const found: { from: number; to: number }[] = [];
  syntaxTree(state).iterate({
    enter: ({ name, from, to }) => {
      const isOurs = dollars.has(from) || dollars.has(to - 1);
      if (name === 'InlineMathDollar' && isOurs) {
        found.push({ from, to });
      }
    }
  });
  return Decoration.set(found.map(({ from, to }) => TEXT.range(from, to)));
}

const TEXT = Decoration.mark({ class: 'jp-AiJup-notMath' });
