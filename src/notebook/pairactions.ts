import type { ISharedCell } from '@jupyter/ydoc';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import { forgetPrompt, isAnswer, isPrompt, readMetadata } from './metadata';
import { hasPairs, isPairAt } from './pairs';
import { asOneStep } from './undo/undosteps';

/**
 * An answer's text without what is said of its end, which does not become the user's words.
 */
export type WordsOf = (answer: string) => string;

type Action = (notebook: Notebook, ...rest: never[]) => unknown;

/**
 * What an action of JupyterLab is to find before it runs.
 *
 * @returns what is left to do after it, if anything
 */
type Preparation = (
  notebook: Notebook,
  ...rest: unknown[]
) => (() => void) | undefined;

const PREPARATIONS: Record<string, Preparation> = {
  copy: notebook => selectPairs(notebook),
  cut: selectPairsToDelete,
  deleteCells: selectPairsToDelete,
  duplicate: (notebook, mode = 'below') => {
    selectPairs(notebook);
    return mode === 'below' ? goToEnd(notebook) : undefined;
  },
  paste: (notebook, mode = 'below') => makeRoom(notebook, mode),
  insertAbove: notebook => makeRoom(notebook, 'above'),
  insertBelow: notebook => makeRoom(notebook, 'below')
};

/** What makes a cell another one. */
const changing = (wordsOf: WordsOf): Record<string, Preparation> => ({
  changeCellType: (notebook, type) =>
    type === 'markdown'
      ? forgetPrompts(notebook)
      : keepWords(notebook, selectedCells(notebook), wordsOf),
  mergeCells: (notebook, isAbove) =>
    forgetMixed(notebook, isAbove === true, wordsOf)
});

/** They wait for the browser's clipboard, and delete in one step. */
const WAITING: Record<string, Preparation> = {
  copyToSystemClipboard: notebook => selectPairs(notebook),
  cutToSystemClipboard: selectPairsToDelete,
  pasteFromSystemClipboard: PREPARATIONS.paste
};

/**
 * Have JupyterLab's own actions take a prompt and its answer for one unit, whatever calls them: commands, menus, keys, and
 * other extensions. What they do to other cells stays as it is.
 */
export function keepPairs(wordsOf: WordsOf): IDisposable {
  const actions = NotebookActions as unknown as Record<string, Action>;
  const before = new Map<string, Action>();
  const put = (name: string, action: Action) => {
    before.set(name, actions[name]);
    actions[name] = action;
  };
  const preparations = { ...PREPARATIONS, ...changing(wordsOf) };
  for (const [name, prepare] of Object.entries(preparations)) {
    put(name, inOneStep(actions[name], prepare));
  }
  for (const [name, prepare] of Object.entries(WAITING)) {
    put(name, prepared(actions[name], prepare));
  }
  put('splitCell', whereEditable(actions.splitCell));
  return new DisposableDelegate(() => {
    before.forEach((action, name) => {
      actions[name] = action;
    });
  });
}

/** A notebook without prompts is none of our business. */
function inOneStep(action: Action, prepare: Preparation): Action {
  const whole = prepared(action, prepare);
  return (notebook, ...rest) => {
    const shared = notebook.model?.sharedModel;
    return shared && hasPairs(shared.cells)
      ? asOneStep(shared, () => whole(notebook, ...rest))
      : action(notebook, ...rest);
  };
}

function prepared(action: Action, prepare: Preparation): Action {
  return (notebook, ...rest) => {
    const finish = prepare(notebook, ...rest);
    const result = action(notebook, ...rest);
    finish?.();
    return result;
  };
}

/** JupyterLab splits a cell where it is edited, and an answer that is still coming is not. */
function whereEditable(action: Action): Action {
  return (notebook, ...rest) => {
    const { activeCell } = notebook;
    if (!activeCell || !isAnswer(activeCell.model.sharedModel)) {
      return action(notebook, ...rest);
    }
    notebook.mode = 'edit';
    return notebook.mode === 'edit' ? action(notebook, ...rest) : undefined;
  };
}

/**
 * Select the answers of the prompts that are selected.
 *
 * @param isWanted - leaves prompts out
 */
export function selectPairs(
  notebook: Notebook,
  isWanted: (prompt: ISharedCell) => boolean = () => true
): undefined {
  const cells = cellsOf(notebook);
  const { widgets } = notebook;
  widgets.forEach((cell, index) => {
    const isSelected = notebook.isSelectedOrActive(cell);
    if (isSelected && isPairAt(cells, index) && isWanted(cells[index])) {
      notebook.select(cell);
      notebook.select(widgets[index + 1]);
    }
  });
}

/** What must not be deleted keeps its answer. */
function selectPairsToDelete(notebook: Notebook): undefined {
  selectPairs(notebook, prompt => prompt.getMetadata('deletable') !== false);
}

/** Cells come above or below a pair, not between. */
function makeRoom(notebook: Notebook, mode: unknown): (() => void) | undefined {
  switch (mode) {
    case 'above':
      return goToStart(notebook);
    case 'below':
      return goToEnd(notebook);
    case 'replace':
      return deleteReplaced(notebook);
    default:
      return selectPairs(notebook);
  }
}

/** JupyterLab does not find the place of what replaces several cells: the answers are deleted after it. */
function deleteReplaced(notebook: Notebook): () => void {
  const { sharedModel } = notebook.model!;
  const { cells } = sharedModel;
  const answers = selectedCells(notebook)
    .map(cell => cells.indexOf(cell))
    .filter(index => isPairAt(cells, index))
    .map(index => cells[index + 1]);
  return () => {
    const left = new Set(sharedModel.cells.filter(isPrompt).map(idOf));
    answers
      .filter(answer => !left.has(readMetadata(answer).prompt))
      .map(answer => sharedModel.cells.indexOf(answer))
      .filter(index => index >= 0)
      .reverse()
      .forEach(index => sharedModel.deleteCell(index));
  };
}

function goToStart(notebook: Notebook): undefined {
  const index = notebook.activeCellIndex;
  if (isPairAt(cellsOf(notebook), index - 1)) {
    notebook.activeCellIndex = index - 1;
  }
}

function goToEnd(notebook: Notebook): undefined {
  const index = notebook.activeCellIndex;
  if (isPairAt(cellsOf(notebook), index)) {
    notebook.activeCellIndex = index + 1;
  }
}

/** A prompt is a Markdown cell already: JupyterLab would change nothing. */
function forgetPrompts(notebook: Notebook): undefined {
  const { sharedModel } = notebook.model!;
  const prompts = selectedCells(notebook)
    .filter(isPrompt)
    .filter(cell => cell.getMetadata('editable') !== false);
  sharedModel.transact(() => prompts.forEach(forgetPrompt));
}

/**
 * Take out of answers what is said of their end.
 */
export function keepWords(
  notebook: Notebook,
  cells: readonly ISharedCell[],
  wordsOf: WordsOf
): undefined {
  notebook.model!.sharedModel.transact(() => {
    for (const cell of cells.filter(isAnswer)) {
      const source = cell.getSource();
      const words = wordsOf(source);
      if (words !== source && cell.getMetadata('editable') !== false) {
        cell.setSource(words);
      }
    }
  });
}

/** The user's words do not become the model's, nor the other way round: what is made of both is an ordinary cell. */
function forgetMixed(
  notebook: Notebook,
  isAbove: boolean,
  wordsOf: WordsOf
): (() => void) | undefined {
  const cells = cellsToMerge(notebook, isAbove);
  const sources = cells.map(sourceOf);
  const { length } = cellsOf(notebook);
  if (new Set(sources).size < 2 || sources.every(source => !source)) {
    return undefined;
  }
  keepWords(notebook, cells, wordsOf);
  return () => {
    const { activeCell, model } = notebook;
    // what must not be edited is not merged
    if (activeCell && cellsOf(notebook).length < length) {
      const { sharedModel } = activeCell.model;
      model!.sharedModel.transact(() => forgetPrompt(sharedModel));
    }
  };
}

/** Whose words a cell has: the prompt that a model has answered with them, or nothing for the user's. */
function sourceOf(cell: ISharedCell): string {
  return isAnswer(cell) ? `answer ${readMetadata(cell).prompt}` : '';
}

function idOf(prompt: ISharedCell): string | undefined {
  return readMetadata(prompt).id;
}

function cellsToMerge(notebook: Notebook, isAbove: boolean): ISharedCell[] {
  const selected = selectedCells(notebook);
  const neighbour =
    cellsOf(notebook)[notebook.activeCellIndex + (isAbove ? -1 : 1)];
  return selected.length === 1 && neighbour
    ? [...selected, neighbour]
    : selected;
}

function selectedCells(notebook: Notebook): ISharedCell[] {
  return notebook.widgets
    .filter(cell => notebook.isSelectedOrActive(cell))
    .map(({ model }) => model.sharedModel);
}

function cellsOf(notebook: Notebook): readonly ISharedCell[] {
  return notebook.model?.sharedModel.cells ?? [];
}
