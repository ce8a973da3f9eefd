import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IBaseCell } from '@jupyterlab/nbformat';
import type { PartialJSONObject, PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { asMetadata } from '../metadata';
import { historyOf } from './undosteps';

/**
 * The cells of a notebook at a time, from the top, by their keys. A code cell is none of our business: it is null.
 */
export type CellStates = ReadonlyMap<string, IBaseCell | null>;

/**
 * What a step of undo or redo leads from, what it leads to, and what there was right before it: that can be more than
 * what it leads from, since answers are written outside the history.
 */
export interface IStates {
  readonly from: CellStates;
  readonly to: CellStates;
  readonly now: CellStates;
}

/**
 * Cells by their ids. In a broken notebook several have one: the later ones get keys of their own.
 */
export function keyed(
  cells: readonly ISharedCell[]
): ReadonlyMap<string, ISharedCell> {
  const found = new Map<string, ISharedCell>();
  for (const cell of cells) {
    let key = cell.getId();
    while (found.has(key)) {
      key += '+';
    }
    found.set(key, cell);
  }
  return found;
}

/** A part of a shared document, in another one or at its top. */
interface IShared {
  readonly parent: IShared | null;
}

/**
 * Reads the cells of a notebook, those that have changed: a long notebook is read at each key where what is typed is a step
 * of the notebook's history.
 */
export class CellReader implements IDisposable {
  constructor(private _notebook: ISharedNotebook) {
    historyOf(_notebook).ydoc.on('beforeObserverCalls', this._onChanged);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    historyOf(this._notebook).ydoc.off('beforeObserverCalls', this._onChanged);
  }

  read(): CellStates {
    const all = [...keyed(this._notebook.cells)];
    return new Map(all.map(([key, cell]) => [key, this._stateOf(cell)]));
  }

  private _stateOf(cell: ISharedCell): IBaseCell | null {
    if (cell.cell_type === 'code') {
      return null;
    }
    const { ymodel } = cell as ISharedCell & { ymodel: IShared };
    const state = this._known.get(ymodel) ?? cell.toJSON();
    this._known.set(ymodel, state);
    return state;
  }

  private _onChanged = ({ changed }: { changed: Map<IShared, unknown> }) => {
    for (const type of changed.keys()) {
      let each: IShared | null = type;
      while (each) {
        this._known.delete(each);
        each = each.parent;
      }
    }
  };

  private _isDisposed = false;
  private _known = new WeakMap<IShared, IBaseCell>();
}

/**
 * Whether a cell was an answer.
 */
export function wasAnswer(state: IBaseCell | null | undefined): boolean {
  return (
    state?.cell_type === 'markdown' &&
    asMetadata(state.metadata['ai_jup']).isOutputCell === true
  );
}

/** Into a cell, its metadata, and ours among them; an answer's record is a whole. */
const DEPTH = 2;

/**
 * What a cell is to be after a step: what the step has changed is as the step leads to, all else as it is now.
 *
 * @param after - what Yjs has made of it: it puts together what a user has written and what came since. Of what is
 * written outside the history, answers, it knows nothing
 */
export function wantedCell(
  { from, to, now }: IStates,
  key: string,
  after: IBaseCell | undefined
): IBaseCell {
  const [before, wanted, current] = [from.get(key), to.get(key)!, now.get(key)];
  if (!before || !current || before.cell_type !== wanted.cell_type) {
    return wanted;
  }
  const isAnswers = wasAnswer(before) || wasAnswer(wanted);
  const other = isAnswers || !after ? wanted : after;
  return merged(before, wanted, current, other, DEPTH) as IBaseCell;
}

type Value = PartialJSONValue | undefined;

function merged(
  from: Value,
  to: Value,
  now: Value,
  other: Value,
  depth: number
): Value {
  if (isSame(from, to)) {
    return now;
  }
  if (depth < 0 || ![from, to, now, other].every(isObject)) {
    return isSame(from, now) ? to : other;
  }
  const all = [from, to, now, other] as PartialJSONObject[];
  const names = new Set(all.flatMap(each => Object.keys(each)));
  const fields = [...names].map(name => {
    const [a, b, c, d] = all.map(each => each[name]);
    return [name, merged(a, b, c, d, depth - 1)] as const;
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function isObject(value: Value): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether two values say the same.
 */
export function isSame(one: Value, other: Value): boolean {
  return one === other || JSONExt.deepEqual(one ?? null, other ?? null);
}

/**
 * The nearest of some keys before each of them.
 */
export function predecessors(
  keys: Iterable<string>,
  among: (key: string) => boolean
): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  let last: string | undefined;
  for (const key of keys) {
    if (among(key)) {
      found.set(key, last);
      last = key;
    }
  }
  return found;
}

/**
 * What a step leads from, with what has come since outside the history: cells that the step has not changed are as they are
 * now, and new ones stand below those that they stand below now.
 */
export function rebased(
  before: CellStates,
  after: CellStates,
  now: CellStates
): CellStates {
  const kept = [...before].map(([key, state]) => {
    const current = now.get(key);
    const isTheirs = current !== undefined && isSame(state, after.get(key));
    return [key, isTheirs ? current : state] as const;
  });
  const above = predecessors(now.keys(), () => true);
  for (const [key, state] of now) {
    if (!before.has(key) && !after.has(key)) {
      const at = kept.findIndex(([other]) => other === above.get(key)) + 1;
      kept.splice(at, 0, [key, state]);
    }
  }
  return new Map(kept);
}
