import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import { NotebookActions } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Widget } from '@lumino/widgets';

import { withoutNotice } from '../../answer/notice';
import { CopyWatch } from '../../notebook/copywatch';
import { GapWatch } from '../../notebook/gapwatch';
import { changeToPrompt, insertPrompt } from '../../notebook/makeprompt';
import { isAnswer, isPrompt, readMetadata } from '../../notebook/metadata';
import { keepPairs } from '../../notebook/pairactions';
import { PairsAfterUndo } from '../../notebook/undo/pairsafterundo';
import { PairMoves } from '../../notebook/pairmoves';
import { ensureAnswer, identify } from '../../notebook/pairing';
import { historyOf } from '../../notebook/undo/undosteps';
import { keepSince, takeIn } from '../../running/writing/earlieranswers';
import { OpenedNotebook } from '../running/openednotebook';
import type { Told } from '../running/playedserver';
import { finished, text, turn } from '../running/playedserver';
import { OpenedPanel } from '../views/openedpanel';

let count = 0;

/**
 * A notebook in a panel, whose pairs are kept as in the page: JupyterLab's own model, cells and actions.
 */
export class PairedNotebook {
  constructor(...cells: ConstructorParameters<typeof OpenedNotebook>) {
    this._opened = new OpenedNotebook(...cells);
    this._panel = new OpenedPanel(this._opened);
    Widget.attach(this._panel, document.body);
    this.content.activeCellIndex = 0;
    this._parts = [
      keepPairs(withoutNotice),
      new PairMoves(this.content, this._panel),
      new PairsAfterUndo(this.shared, {
        onTaken: prompt => this.taken.push(prompt),
        hasLiveRun: prompt => this.live.has(prompt),
        takeIn,
        keepSince
      }),
      new CopyWatch(this._opened.model),
      new GapWatch(this._opened.model)
    ];
  }

  /** Prompts that are being answered. */
  readonly live = new Set<string>();

  /** Prompts whose answers undo or redo have taken away. */
  readonly taken: string[] = [];

  get content() {
    return this._panel.content;
  }

  get shared(): ISharedNotebook {
    return this._opened.shared;
  }

  /** Each cell from the top: `P name`, `A name`, or its source. */
  get outline(): string {
    return this.shared.cells
      .map(cell => {
        const kind = isPrompt(cell) ? 'P' : isAnswer(cell) ? 'A' : '';
        return `${kind}${cell.getSource()}`;
      })
      .join(' ');
  }

  /** What a user sees of its content; the ids are not theirs. */
  get seen(): unknown[] {
    return this.shared.cells.map(cell => {
      const kind = isPrompt(cell) ? 'P' : isAnswer(cell) ? 'A' : '';
      return [cell.cell_type, kind, cell.getSource()];
    });
  }

  /** Make cells the selected ones, the last of them the active one. */
  select(from: number, to = from): void {
    const { content } = this;
    content.mode = 'command';
    content.deselectAll();
    content.activeCellIndex = to;
    if (from !== to) {
      content.widgets.slice(from, to + 1).forEach(cell => content.select(cell));
    }
  }

  /** Do something that the user does on its own: an action of JupyterLab by its name, or another. */
  async act(action: string | (() => void), ...rest: unknown[]): Promise<void> {
    historyOf(this.shared).undoManager.stopCapturing();
    const actions = NotebookActions as unknown as Record<
      string,
      (...all: unknown[]) => unknown
    >;
    if (typeof action === 'string') {
      void actions[action](this.content, ...rest);
    } else {
      action();
    }
    await turn();
  }

  insertPrompt(source: string): Promise<void> {
    return this.act(() => {
      insertPrompt(this.content);
      this.content.mode = 'command';
      this.content.activeCell!.model.sharedModel.setSource(source);
    });
  }

  /** As other extensions do, and what is dropped from another notebook: nobody asks for pairs. */
  insertBelow(): Promise<void> {
    return this.act(() => {
      const index = this.content.activeCellIndex + 1;
      this.shared.insertCell(index, { cell_type: 'code', source: 'E' });
    });
  }

  /** As JupyterLab does, whose editor has the cursor there. */
  split(at: number): Promise<void> {
    return this.act(() => {
      const { activeCell, activeCellIndex } = this.content;
      const { sharedModel } = activeCell!.model;
      const { cell_type, metadata, source } = sharedModel.toJSON();
      const first = { cell_type, metadata, source: source.slice(0, at) };
      this.shared.transact(() => {
        this.shared.insertCells(activeCellIndex, [first]);
        sharedModel.setSource(source.slice(at) as string);
      });
    });
  }

  toPrompt(): Promise<void> {
    return this.act(() => changeToPrompt(this.content, withoutNotice));
  }

  /** As a run does, outside the history: the active prompt, if it is one, gets its answer. */
  async run(text?: string): Promise<void> {
    const cell = this.content.activeCell!.model.sharedModel;
    if (isPrompt(cell)) {
      identify(this.shared, cell, () => `run-${++count}`);
      const answer = ensureAnswer(this.shared, cell);
      this.shared.transact(
        () => answer.setSource(text ?? cell.getSource().toLowerCase()),
        false
      );
      await turn();
    }
  }

  /**
   * Run the active prompt as the page does, if it is one: a model says something, and what it says ends in some way.
   */
  async ask(
    words: string,
    end: (run: string) => Told = finished,
    goesOn = false
  ): Promise<void> {
    const { prompts, server } = this._opened;
    const cell = this.content.activeCell!.model.sharedModel;
    if (isPrompt(cell)) {
      const run = goesOn ? prompts.prepareToGoOn(cell) : prompts.prepare(cell);
      void prompts.execute(run);
      await turn();
      const name = `run-${server.started.length}`;
      server.tell(name, ...(words ? [text(words)] : []), end(name));
      await run.ended;
      await turn();
    }
  }

  /** Have the answer of the active prompt be another one, as the page does. */
  async turnAnswer(step: -1 | 1): Promise<void> {
    const cell = this.content.activeCell!.model.sharedModel;
    this._opened.prompts.turnAnswer(readMetadata(cell).id ?? '', step);
    await turn();
  }

  /** The answers that stand elsewhere than right below the prompt that they name. */
  get strayAnswers(): ISharedCell[] {
    const { cells } = this.shared;
    return cells.filter((cell, at) => {
      const above = cells[at - 1];
      const isBelow =
        above &&
        isPrompt(above) &&
        readMetadata(above).id === readMetadata(cell).prompt;
      return isAnswer(cell) && !isBelow;
    });
  }

  /** What they say. */
  get strays(): string[] {
    return this.strayAnswers.map(cell => cell.getSource());
  }

  dispose(): void {
    this._parts.reverse().forEach(part => part.dispose());
    this._panel.dispose();
    this._opened.prompts.dispose();
  }

  private _opened: OpenedNotebook;
  private _panel: OpenedPanel;
  private _parts: IDisposable[];
}
