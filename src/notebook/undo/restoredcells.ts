import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IAttachments, IBaseCell } from '@jupyterlab/nbformat';

import type { IStates } from './cellstates';
import { isSame, keyed, predecessors, wantedCell } from './cellstates';
import { isPairAt } from '../pairs';

/**
 * Brings the cells of a notebook to what a step of undo or redo leads to, outside the history.
 *
 * #### Notes
 * Yjs undoes by itself what it has recorded. Of a cell that was written or put elsewhere outside the history since, it
 * brings back what was there besides, or misses it. Code cells are never written so: they are as Yjs has them.
 */
export class RestoredCells {
  /**
   * @param _isNew - whether a cell was not there before the step
   * @param _stays - whether a cell is left as it was before the step
   */
  constructor(
    private _notebook: ISharedNotebook,
    private _states: IStates,
    private _isNew: (cell: ISharedCell) => boolean,
    private _stays: (state: IBaseCell) => boolean
  ) {}

  restore(): void {
    const { to } = this._states;
    this._find();
    this._removeOthers();
    const isPlaced = this._placedKeys();
    let above: string | undefined;
    for (const [key, state] of to) {
      if (state && !this._isGone(key)) {
        this._put(key, above);
        if (isPlaced(key)) {
          this._place(key, above);
        }
      }
      above = this._present.has(key) ? key : above;
    }
  }

  /** Of two with one id, the one that the step has brought back stays, unless it leads to two: JupyterLab makes such copies. */
  private _find(): void {
    const { cells } = this._notebook;
    const isOld = (cell: ISharedCell) =>
      !this._isNew(cell) && !this._states.to.has(`${cell.getId()}+`);
    const others = cells.filter(cell => !isOld(cell));
    const sorted = [...others, ...cells.filter(isOld)];
    keyed(sorted).forEach((cell, key) => this._know(key, cell));
  }

  private _know(key: string, cell: ISharedCell): void {
    this._present.set(key, cell);
    this._keys.set(cell, key);
  }

  private _removeOthers(): void {
    const { from, now, to } = this._states;
    for (const [key, cell] of this._present) {
      if (!to.has(key) && (from.has(key) || !now.has(key))) {
        this._present.delete(key);
        this._change(() => this._notebook.deleteCell(this._indexOf(cell)));
      }
    }
  }

  /** Whether a cell that the step leaves as it was has gone since. */
  private _isGone(key: string): boolean {
    const { from, now } = this._states;
    return !this._present.has(key) && from.has(key) && !now.has(key);
  }

  /** What was moved outside the history since stays there, unless the step has moved it too. */
  private _placedKeys(): (key: string) => boolean {
    const { from, now, to } = this._states;
    const isKept = (key: string) =>
      from.has(key) && to.has(key) && now.has(key);
    const [was, is, willBe] = [from, now, to].map(states =>
      predecessors(states.keys(), isKept)
    );
    return key =>
      was.get(key) === is.get(key) || was.get(key) !== willBe.get(key);
  }

  private _put(key: string, above: string | undefined): void {
    const cell = this._present.get(key);
    const after = cell?.toJSON();
    const current = this._states.now.get(key);
    const wanted =
      current && this._stays(current)
        ? current
        : wantedCell(this._states, key, after);
    if (!cell || !after) {
      const index = this._indexBelow(above);
      this._change(() => this._notebook.insertCell(index, wanted));
      this._know(key, this._notebook.cells[index]);
    } else if (after.cell_type !== wanted.cell_type) {
      const index = this._indexOf(cell);
      this._change(() => {
        this._notebook.deleteCell(index);
        this._notebook.insertCell(index, wanted);
      });
      this._know(key, this._notebook.cells[index]);
    } else {
      this._change(() => write(cell, after, wanted));
    }
  }

  private _place(key: string, above: string | undefined): void {
    const { cells } = this._notebook;
    const from = this._indexOf(this._present.get(key)!);
    const known = cells
      .slice(0, from)
      .map(cell => this._keys.get(cell))
      .filter(each => each !== undefined && this._states.to.has(each));
    if (known.at(-1) !== above) {
      const below = this._indexBelow(above);
      const index = below > from ? below - 1 : below;
      this._change(() => this._notebook.moveCell(from, index));
      this._know(key, this._notebook.cells[index]);
    }
  }

  /** Below an answer too that has come since. */
  private _indexBelow(above: string | undefined): number {
    if (above === undefined) {
      return 0;
    }
    const { cells } = this._notebook;
    const index = this._indexOf(this._present.get(above)!);
    const below = this._keys.get(cells[index + 1]);
    const isSince = below !== undefined && !this._states.to.has(below);
    return isSince && isPairAt(cells, index) ? index + 2 : index + 1;
  }

  private _indexOf(cell: ISharedCell): number {
    return this._notebook.cells.indexOf(cell);
  }

  private _change(change: () => void): void {
    this._notebook.transact(change, false);
  }

  private _keys = new Map<ISharedCell, string>();
  private _present = new Map<string, ISharedCell>();
}

function write(cell: ISharedCell, is: IBaseCell, wanted: IBaseCell): void {
  const { attachments, metadata, source } = wanted;
  if (is.source !== source) {
    cell.setSource(source as string);
  }
  Object.keys(is.metadata)
    .filter(name => !(name in metadata))
    .forEach(name => cell.deleteMetadata(name));
  cell.setMetadata(metadata);
  if (!isSame(is.attachments, attachments)) {
    (cell as { attachments?: IAttachments }).attachments =
      attachments as IAttachments;
  }
}
