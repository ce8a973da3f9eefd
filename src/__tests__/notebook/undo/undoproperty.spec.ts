import { Clipboard } from '@jupyterlab/apputils';
import fc from 'fast-check';
import { expect, it, describe } from 'vitest';

import { isOnlyNotice } from '../../../answer/notice';
import { asMetadata } from '../../../notebook/metadata';
import { findAnswer } from '../../../notebook/pairing';
import { historyOf } from '../../../notebook/undo/undosteps';
import { mayContinue } from '../../../running/continuing';
import { failed, finished, stopped } from '../../running/playedserver';
import { PairedNotebook } from '../pairednotebook';

interface ICell {
  readonly id: string;
  readonly type: string;
  readonly kind: string;
  readonly source: string;
  readonly of: string;
  readonly earlier: readonly string[];
  readonly later: readonly string[];
}
type State = readonly ICell[];
/** What undo, or redo, is to lead from and to. */
interface IStep {
  readonly from: State;
  readonly to: State;
  readonly isUndo: boolean;
}

const prompt = (id: string) => ({ isPromptCell: true, id });
const answer = (id: string) => ({ isOutputCell: true, prompt: id });

const sourcesIn = (entries: unknown) =>
  ((entries ?? []) as { source: string }[]).map(({ source }) => source);

function stateOf(notebook: PairedNotebook): State {
  return notebook.shared.cells.map(cell => {
    const { id, isOutputCell, isPromptCell, prompt, earlier, later } =
      asMetadata(cell.getMetadata('ai_jup'));
    const isText = cell.cell_type === 'markdown';
    const kind = !isText ? '' : isPromptCell ? 'P' : isOutputCell ? 'A' : '';
    return {
      id: cell.getId(),
      type: cell.cell_type,
      kind,
      source: cell.getSource(),
      of: (kind === 'P' ? id : kind === 'A' ? prompt : '') ?? '',
      earlier: kind === 'A' ? sourcesIn(earlier) : [],
      later: kind === 'A' ? sourcesIn(later) : []
    };
  });
}

const isNotice = (source: string) => source.startsWith('> **');

/** What a step leads to: what it has changed is as it was seen there, all else stays as it is now. */
function expected({ from, to, isUndo }: IStep, now: State): State {
  const at = (state: State, id: string) => state.find(cell => cell.id === id);
  const cells = to
    .filter(({ id }) => at(now, id) || !at(from, id))
    .map(cell => changed(at(from, cell.id), cell, at(now, cell.id)));
  // a first answer is no step: it stands with its prompt, or is a later one of the answer that is back
  for (const newer of now.filter(({ id }) => !at(from, id) && !at(to, id))) {
    const isIts = ({ of }: ICell) => of === newer.of;
    const isPrompt = (cell: ICell) => cell.kind === 'P' && isIts(cell);
    const known = now.find(isPrompt)?.id;
    const prompt = cells.findIndex(
      // what redo makes Markdown again leaves its answer where it is
      cell => isPrompt(cell) || (!isUndo && cell.id === known)
    );
    const back = cells.findIndex(
      cell => cell.kind === 'A' && isIts(cell) && at(now, cell.id)?.kind !== 'A'
    );
    if (prompt >= 0 && back < 0) {
      cells.splice(prompt + 1, 0, newer);
    } else if (prompt >= 0) {
      const later = [...cells[back].later, ...textsOf(newer)];
      cells[back] = { ...cells[back], later: [...new Set(later)] };
    }
  }
  return cells;
}

function changed(from: ICell | undefined, to: ICell, now?: ICell): ICell {
  if (!from || !now || from.type !== to.type) {
    return to;
  }
  const names = Object.keys(to) as (keyof ICell)[];
  const kept = names.filter(name => String(from[name]) === String(to[name]));
  return { ...to, ...Object.fromEntries(kept.map(name => [name, now[name]])) };
}

function textsOf({ earlier, later, source }: ICell): string[] {
  return [...earlier, source, ...later].filter(each => !isNotice(each));
}

function answersIn(state: State): string[] {
  return state
    .filter(({ kind }) => kind === 'A')
    .flatMap(textsOf)
    .filter(source => source);
}

interface IAction {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly at: number;
  readonly more: number;
}

const ACTIONS: [weight: number, name: string, ...args: unknown[]][] = [
  [14, 'ask', 'finished'],
  [6, 'ask', 'stopped'],
  [3, 'ask', 'failed'],
  [1, 'ask', 'nothing'],
  [3, 'goOn'],
  [3, 'turn', -1],
  [2, 'turn', 1],
  [3, 'moveUp'],
  [3, 'moveDown'],
  [3, 'drag'],
  [4, 'split'],
  [2, 'mergeCells', true],
  [2, 'mergeCells', false],
  [3, 'copy'],
  [2, 'cut'],
  [4, 'paste', 'below'],
  [2, 'paste', 'above'],
  [3, 'duplicate', 'below'],
  [4, 'deleteCells'],
  [3, 'toPrompt'],
  [3, 'changeCellType', 'code'],
  [2, 'changeCellType', 'markdown'],
  [1, 'changeCellType', 'raw'],
  [1, 'insertBelow'],
  [2, 'insertPrompt'],
  [1, 'extension'],
  [4, 'undo'],
  [4, 'redo']
];

const action = fc
  .tuple(
    fc.oneof(
      ...ACTIONS.map(([weight, name, ...args]) => ({
        weight,
        arbitrary: fc.constant({ name, args })
      }))
    ),
    fc.nat(20),
    fc.constantFrom(0, 0, 0, 1, 2)
  )
  .map(([{ name, args }, at, more]) => ({ name, args, at, more }));

const ENDS = { finished, stopped, failed, nothing: failed } as const;

/** A notebook of which all is remembered that was seen. */
class Remembered {
  readonly notebook = new PairedNotebook(
    ['x'],
    ['q', prompt('a')],
    ['y'],
    ['p', prompt('b')],
    ['old one', answer('b')]
  );

  get state(): State {
    return stateOf(this.notebook);
  }

  async take(taken: IAction): Promise<void> {
    const { shared } = this.notebook;
    if (taken.name === 'undo' || taken.name === 'redo') {
      return this.pop(taken.name);
    }
    const { length } = shared.cells;
    const places = this.placesFor(taken.name);
    const at = places[taken.at % places.length];
    this.notebook.select(at, Math.min(at + taken.more, length - 1));
    const before = this.state;
    const { undoManager } = historyOf(shared);
    const steps = undoManager.undoStack.length;
    const isStep = await this.act(taken);
    const after = this.state;
    const added = undoManager.undoStack.length - steps;
    expect(added).toBeLessThanOrEqual(1);
    if (added > 0) {
      if (this.redos.length) {
        this.redos = [];
        this.known = new Set(this.reached());
      }
      this.undos.push({ from: after, to: before, isUndo: true });
    } else if (isStep) {
      expect(after).toEqual(before);
    }
    answersIn(after).forEach(each => this.known.add(each));
    this.expectNothingLost();
  }

  async pop(type: 'undo' | 'redo'): Promise<void> {
    const [steps, others] =
      type === 'undo' ? [this.undos, this.redos] : [this.redos, this.undos];
    const step = steps.pop();
    const now = this.state;
    await this.notebook.act(type);
    const there = this.state;
    expect(there).toEqual(step ? expected(step, now) : now);
    if (step) {
      others.push({ from: there, to: now, isUndo: !step.isUndo });
    }
    const { redoStack, undoStack } = historyOf(
      this.notebook.shared
    ).undoManager;
    expect(undoStack).toHaveLength(this.undos.length);
    expect(redoStack).toHaveLength(this.redos.length);
    this.expectNothingLost();
  }

  /** All back, all forth, twice. */
  async popAll(): Promise<void> {
    for (const type of ['undo', 'redo', 'undo', 'redo'] as const) {
      while ((type === 'undo' ? this.undos : this.redos).length) {
        await this.pop(type);
      }
    }
  }

  /** Only prompts are run, and answers are what it is about. */
  private placesFor(name: string): number[] {
    const all = this.state.map(({ kind }, at) => ({ kind, at }));
    const prompts = all.filter(({ kind }) => kind === 'P');
    const answers = all.filter(({ kind }) => kind === 'A');
    const isRun = ['ask', 'goOn', 'turn'].includes(name);
    const wanted = isRun ? prompts : [...all, ...answers, ...answers];
    return (wanted.length ? wanted : all).map(({ at }) => at);
  }

  private reached(): string[] {
    const all = [...this.undos, ...this.redos];
    return [this.state, ...all.flatMap(({ from, to }) => [from, to])].flatMap(
      answersIn
    );
  }

  private expectNothingLost(): void {
    const reached = new Set(this.reached());
    expect([...this.known].filter(each => !reached.has(each))).toEqual([]);
  }

  /** Whether it is a step of the user's, and no run. */
  private async act({ name, args, at }: IAction): Promise<boolean> {
    const { notebook } = this;
    const { content, shared } = notebook;
    const cell = content.activeCell!.model.sharedModel;
    const own = asMetadata(cell.getMetadata('ai_jup')).id ?? '';
    const found = findAnswer(shared, own);
    switch (name) {
      case 'ask': {
        // a run without a word has brought it back, which is no step
        const isStray =
          found &&
          shared.cells.indexOf(found) !== shared.cells.indexOf(cell) + 1;
        const isNothing =
          args[0] === 'nothing' || (found && isOnlyNotice(found.getSource()));
        if (isStray && isNothing) {
          return false;
        }
        await notebook.act(() => undefined);
        await notebook.ask(
          args[0] === 'nothing' ? '' : `${this.word()}`,
          ENDS[args[0] as keyof typeof ENDS]
        );
        return false;
      }
      case 'goOn':
        if (found && mayContinue(found)) {
          await notebook.ask(`${this.word()}`, finished, true);
        }
        return false;
      case 'turn':
        await notebook.turnAnswer(args[0] as 1 | -1);
        return true;
      case 'drag': {
        const { length } = shared.cells;
        const to = Math.floor(at * 7 + 3) % length;
        await notebook.act(() =>
          content.moveCell(content.activeCellIndex, to, 1)
        );
        return true;
      }
      case 'split':
        await notebook.split(Math.floor(cell.getSource().length / 2));
        return true;
      case 'insertPrompt':
        await notebook.insertPrompt(`N${this.word()}`);
        return true;
      case 'extension':
        await notebook.insertBelow();
        return true;
      case 'toPrompt':
        await notebook.toPrompt();
        return true;
      default:
        await notebook.act(name, ...args);
        return true;
    }
  }

  private word(): string {
    this.words += 1;
    return `w${this.words} v${this.words}`;
  }

  private known = new Set<string>(['old one']);
  private redos: IStep[] = [];
  private undos: IStep[] = [];
  private words = 0;
}

// a frame takes no time here
globalThis.requestAnimationFrame = callback => setTimeout(() => callback(0));

/** Each takes half a second. */
const RUNS = 12;

async function play(all: IAction[]): Promise<void> {
  Clipboard.getInstance().clear();
  const remembered = new Remembered();
  try {
    for (const each of all) {
      await remembered.take(each);
    }
    await remembered.popAll();
  } finally {
    remembered.notebook.dispose();
  }
}

describe('Whatever a user does', () => {
  it('each step of undo leads to what was there before it, and redo to what was there after it', async () => {
    const actions = fc.array(action, {
      minLength: 3,
      maxLength: 14,
      size: 'max'
    });
    await fc.assert(fc.asyncProperty(actions, play), { numRuns: RUNS });
  }, 240_000);
});
