import type { IAttachments } from '@jupyterlab/nbformat';
import type { PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import { isOnlyNotice } from '../../answer/notice';
import type {
  IAnswerCell,
  IHistoryLimits,
  IKeptAnswer
} from './earlieranswers';
import { kept, putBefore, show, withEarlier } from './earlieranswers';
import {
  asMetadata,
  readMetadata,
  writeMetadata
} from '../../notebook/metadata';
import type { ICells, ITextCell } from '../../notebook/pairing';
import { findAnswer, findPrompt, insertAnswer } from '../../notebook/pairing';
import type { Side } from '../../notebook/undosteps';
import type { AnswerCell } from '../../wire/generated';

/** Characters between two parts of an answer. */
const BETWEEN = 2;

/**
 * An answer cell whose text can be written.
 */
export interface IWritableCell extends IAnswerCell {
  updateSource(start: number, end: number, value?: string): void;
}

/**
 * Where an answer went: into its cell, into a new one because the user had changed its cell, or nowhere because its cell
 * is gone.
 */
export type Outcome = 'written' | 'beside' | 'missing';

/**
 * What becomes of the answer that a run finds in its cell.
 *
 * - `keep`: it is put among the earlier ones when the run has a word;
 * - `keep-other`: the same, but what has come of this very run is none;
 * - `continue`: the run goes on with it.
 */
export type Found = 'keep' | 'keep-other' | 'continue';

/**
 * How answers that were there before are kept.
 */
export interface IHistory {
  found: Found;
  /** Whether the user has changed it: then its text stays, as a cell of theirs below. */
  readonly isEdited: boolean;
  readonly limits: IHistoryLimits;
  /** Exchanges what was there before for what is there after, as one step of undo. */
  exchange(put: (side: Side, isStep: boolean) => void): void;
}

/**
 * Writes the answer of one run into the notebook, so that undo never takes it away.
 *
 * #### Notes
 * The answer is found by its metadata each time: cells move, and are deleted and put back. Text that is not what was
 * written here last is the user's own, and is left alone.
 */
export class AnswerWriter<T extends IWritableCell = IWritableCell> {
  constructor(
    private _notebook: ICells<T>,
    readonly prompt: string,
    private _history: IHistory | null = null
  ) {
    const answer = findAnswer(_notebook, prompt);
    this._written = answer?.getSource() ?? null;
    if (this._written === '') {
      this._earlier.add(digestOf(''));
    }
    this._run = answer && readMetadata(answer).run?.run;
  }

  /**
   * Whether there is an answer cell, and nothing in it.
   */
  get isEmpty(): boolean {
    return this._written?.trim() === '';
  }

  /**
   * Take what stands in the answer cell for written here: another page has written it, and has gone. What a user has
   * changed in it is not.
   */
  adopt(): void {
    const answer = findAnswer(this._notebook, this.prompt);
    if (this._history?.found === 'keep') {
      this._history.found = 'keep-other';
    }
    if (answer && isAsWritten(answer)) {
      this._written = answer.getSource();
      this._run = readMetadata(answer).run?.run;
    }
  }

  /**
   * Keep what there is of the answer.
   */
  commit(content: AnswerCell): void {
    const answer = findAnswer(this._notebook, this.prompt);
    if (answer && this._isOurs(answer)) {
      this._makeRoom(answer);
      this._write(answer, content);
    }
  }

  /**
   * Keep the whole answer. Where it takes the place of another, that is one step of undo.
   */
  finish(content: AnswerCell): Outcome {
    const answer = findAnswer(this._notebook, this.prompt);
    if (!answer) {
      return 'missing';
    }
    const isOurs = this._isOurs(answer);
    const target = isOurs ? answer : this._beside(answer);
    if (isOurs) {
      this._makeRoom(answer);
    }
    this._write(target, content);
    if (isOurs) {
      this._asOneStep(answer);
    }
    return isOurs ? 'written' : 'beside';
  }

  /**
   * Write the whole answer again where undo has brought back the cell as it was before its end.
   */
  renew(content: AnswerCell): void {
    const answer = findAnswer(this._notebook, this.prompt);
    const isBehind = answer && answer.getSource() !== this._written;
    if (isBehind && this._isOurs(answer)) {
      this._write(answer, content);
    }
  }

  /**
   * Put an answer whose cell was deleted back: into the cell that undo has brought back, below its prompt, or at the end.
   * Where the prompt has been answered again, or the user has changed what was brought back, it is an earlier answer.
   */
  restore(content: AnswerCell): void {
    const found = findAnswer(this._notebook, this.prompt);
    if (found && !this._isOurs(found)) {
      this._notebook.transact(() => putBefore(found, content), false);
      return;
    }
    if (this.finish(content) !== 'missing') {
      return;
    }
    const { cells } = this._notebook;
    const prompt = findPrompt(this._notebook, this.prompt);
    const at = prompt ? cells.indexOf(prompt) + 1 : cells.length;
    const answer = insertAnswer(this._notebook, at, this.prompt, '');
    this._write(answer, content);
  }

  /**
   * Whether the user has changed the answer since it was seen or written here.
   */
  get isEdited(): boolean {
    const answer = findAnswer(this._notebook, this.prompt);
    // another tab's answer is not the user's text
    const isOfRun = !!answer && readMetadata(answer).run?.run === this._run;
    // of a run without a word it is still there
    const wasEdited = this._history?.isEdited === true && !this._before;
    return isOfRun && (wasEdited || !this._isOurs(answer));
  }

  private _isOurs(answer: T): boolean {
    const source = answer.getSource();
    return (
      this._written === null ||
      source === this._written ||
      this._earlier.has(digestOf(source))
    );
  }

  /** The changed cell is the user's now: an ordinary Markdown cell. */
  private _disown(changed: T): void {
    this._notebook.transact(() => changed.deleteMetadata('ai_jup'), false);
  }

  private _beside(changed: T): T {
    const { cells } = this._notebook;
    const at = cells.indexOf(changed) + 1;
    const { earlier, later } = readMetadata(changed);
    this._disown(changed);
    const answer = insertAnswer(this._notebook, at, this.prompt, '');
    this._notebook.transact(
      () => writeMetadata(answer, { earlier, later }),
      false
    );
    return answer;
  }

  /** For the first word of a run: what stands in the cell is kept. */
  private _makeRoom(answer: T): void {
    const history = this._history;
    if (!history || this._before) {
      return;
    }
    const { run, parts } = readMetadata(answer);
    const isOfRun = history.found === 'keep-other' && !run && !!parts;
    if (isOfRun || isOnlyNotice(answer.getSource())) {
      this._history = null;
      return;
    }
    const before = metadataOf(answer);
    this._before = { shown: kept(answer), before };
    if (history.found !== 'continue') {
      if (history.isEdited) {
        const left = leftBelow(answer);
        this._left = this._leave(answer, left, false);
      }
      const { isEdited, limits } = history;
      const changes = withEarlier(answer, limits, !isEdited);
      this._notebook.transact(() => writeMetadata(answer, changes), false);
    }
  }

  /** Undo takes back what is done within a step: so all that the run has written is done once more, in one. */
  private _asOneStep(answer: T): void {
    const [history, before] = [this._history, this._before];
    if (!history || !before) {
      return;
    }
    this._history = this._before = null;
    const after = { shown: kept(answer), before: metadataOf(answer) };
    const left = this._takeBack();
    const putSide = (side: Side, isStep: boolean) => {
      const found = findAnswer(this._notebook, this.prompt);
      const content = side === 'before' ? before : after;
      if (!found) {
        return;
      }
      this._notebook.transact(() => put(found, content), isStep);
      // undo and redo take it away and bring it back by themselves
      if (isStep && left) {
        this._leave(found, left, true);
      }
    };
    putSide('before', false);
    history.exchange(putSide);
  }

  /** What the user has made of an answer stays below it. */
  private _leave(answer: T, left: ILeft, isStep: boolean): T {
    const at = this._notebook.cells.indexOf(answer) + 1;
    this._notebook.transact(() => this._notebook.insertCell(at, left), isStep);
    return this._notebook.cells[at];
  }

  /** As it is by now. */
  private _takeBack(): ILeft | null {
    const left = this._left;
    this._left = null;
    const at = left ? this._notebook.cells.indexOf(left) : -1;
    if (!left || at < 0) {
      return null;
    }
    const content = leftBelow(left);
    this._notebook.transact(() => this._notebook.deleteCell(at), false);
    return content;
  }

  /** As it is: whoever made it has seen to it that it does no harm. The user's marks of the cell stay. */
  private _write(
    answer: T,
    { source, attachments, metadata }: AnswerCell
  ): void {
    const { run, asked_by, parts, written, tail } = asMetadata(metadata.ai_jup);
    const before = answer.getSource();
    const start = commonPrefix(before, source);
    this._notebook.transact(() => {
      if (before !== source) {
        answer.updateSource(start, before.length, source.slice(start));
      }
      const known = readMetadata(answer);
      if (!isSame(known.run, run) || !isSame(known.parts, parts)) {
        writeMetadata(answer, { run, asked_by, parts, written, tail });
      }
      if (!isSame(answer.attachments ?? {}, attachments)) {
        answer.attachments = attachments;
      }
    }, false);
    this._earlier.add(digestOf(source));
    this._written = source;
    this._run = run?.run;
  }

  private _before: IBefore | null = null;
  private _left: T | null = null;
  /** Of what was written here: undoing a cell's move brings the cell back as it was then. */
  private readonly _earlier = new Set<string>();
  private _run: string | undefined;
  private _written: string | null;
}

/** An answer's cell as it was. */
interface IBefore {
  readonly shown: IKeptAnswer;
  readonly before: unknown;
}

/** An ordinary cell with what an answer says. */
interface ILeft {
  readonly cell_type: 'markdown';
  readonly source: string;
  readonly metadata: { [key: string]: never };
  readonly attachments?: IAttachments;
}

function leftBelow(cell: IWritableCell): ILeft {
  const { source, attachments } = kept(cell);
  return { cell_type: 'markdown', source, metadata: {}, attachments };
}

function put(cell: IWritableCell, { shown, before }: IBefore): void {
  show(cell, shown);
  cell.setMetadata('ai_jup', before as PartialJSONValue);
}

function metadataOf(cell: IWritableCell): unknown {
  return JSON.parse(JSON.stringify(cell.getMetadata('ai_jup') ?? {}));
}

/** Whether the source of an answer has the length that the server gave it: its `parts`, an empty line between them. */
function isAsWritten(answer: ITextCell): boolean {
  // whatever somebody may have put there
  const { parts = [] } = readMetadata(answer);
  const lengths = Array.from(parts, part => Number(part[1]) + BETWEEN);
  const total = lengths.reduce((sum, each) => sum + each, -BETWEEN);
  return [...answer.getSource()].length === total;
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  return JSONExt.deepEqual(
    (one ?? null) as PartialJSONValue,
    (other ?? null) as PartialJSONValue
  );
}

/** Tells texts apart without keeping them: a long answer is written hundreds of times. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return `${text.length} ${hash}`;
}

/** Only the end is written anew: collaborators get each change. */
function commonPrefix(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) {
    at++;
  }
  return at;
}
