import type { PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import { isOnlyNotice } from '../../answer/notice';
import type {
  IAnswerCell,
  IHistoryLimits,
  IKeptAnswer
} from './earlieranswers';
import { kept, putBefore, show, withEarlier } from './earlieranswers';
import { isEdited } from './edited';
import {
  asMetadata,
  readMetadata,
  writeMetadata
} from '../../notebook/metadata';
import type { ICells } from '../../notebook/pairing';
import { findAnswer, findPrompt, insertAnswer } from '../../notebook/pairing';
import type { AnswerCell } from '../../wire/generated';

/**
 * An answer cell whose text can be written.
 */
export interface IWritableCell extends IAnswerCell {
  updateSource(start: number, end: number, value?: string): void;
}

/**
 * Where an answer went: into its cell, or nowhere because its cell is gone.
 */
export type Outcome = 'written' | 'missing';

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
  readonly limits: IHistoryLimits;
  /** Has the answer put in the place of the one before, as one step of undo. */
  asOneStep(put: () => void): void;
  /** Whether the user has undone something since the run began: a new step would keep it from being redone. */
  hasUndone(): boolean;
}

/**
 * Writes the answer of one run into the notebook, so that undo never takes it away.
 *
 * #### Notes
 * The answer is found by its metadata each time: cells move, and are deleted and put back. Text that is not what was
 * written here last is somebody's own: it is left alone until the end, and then kept among the earlier answers.
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
    if (answer && !isEdited(kept(answer))) {
      this._written = answer.getSource();
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
  finish(content: AnswerCell, isStep = true): Outcome {
    const answer = findAnswer(this._notebook, this.prompt);
    if (!answer) {
      return 'missing';
    }
    this._makeRoom(answer);
    this._write(answer, content);
    if (isStep) {
      this._asOneStep(answer);
    }
    return 'written';
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
   * It is no step of undo: there would be nothing left to redo.
   */
  restore(content: AnswerCell): void {
    const found = findAnswer(this._notebook, this.prompt);
    if (found && !this._isOurs(found)) {
      this._notebook.transact(() => putBefore(found, content), false);
      return;
    }
    if (this.finish(content, false) !== 'missing') {
      return;
    }
    const { cells } = this._notebook;
    const prompt = findPrompt(this._notebook, this.prompt);
    const at = prompt ? cells.indexOf(prompt) + 1 : cells.length;
    const answer = insertAnswer(this._notebook, at, this.prompt, '');
    this._write(answer, content);
  }

  private _isOurs(answer: T): boolean {
    const source = answer.getSource();
    return (
      this._written === null ||
      source === this._written ||
      this._earlier.has(digestOf(source))
    );
  }

  /** What stands in the cell is kept: at a run's first word the answer before, and whatever somebody has made of it. */
  private _makeRoom(answer: T): void {
    const history = this._history;
    if (!history) {
      return;
    }
    const isFirst = !this._hasBegun && !this._isNothing(answer);
    this._hasBegun = true;
    if (isFirst) {
      this._before = { shown: kept(answer), before: metadataOf(answer) };
    }
    const isTaken = isFirst && history.found !== 'continue';
    if (isTaken || !this._isOurs(answer)) {
      const changes = withEarlier(answer, history.limits);
      this._notebook.transact(() => writeMetadata(answer, changes), false);
    }
  }

  /** Whether a cell has no answer before this one: only why there is none, or what has come of this very run. */
  private _isNothing(answer: T): boolean {
    const { run, parts } = readMetadata(answer);
    const isOfRun =
      this._history?.found === 'keep-other' &&
      !run &&
      !!parts &&
      !isEdited(kept(answer));
    return isOfRun || isOnlyNotice(answer.getSource());
  }

  /** Undo takes back what is done within a step: so all that the run has written is done once more, in one. */
  private _asOneStep(answer: T): void {
    const [history, before] = [this._history, this._before];
    if (!history || !before) {
      return;
    }
    this._before = null;
    if (history.hasUndone()) {
      return;
    }
    const after = { shown: kept(answer), before: metadataOf(answer) };
    this._notebook.transact(() => put(answer, before), false);
    history.asOneStep(() => {
      const found = findAnswer(this._notebook, this.prompt);
      if (found) {
        this._notebook.transact(() => put(found, after), true);
      }
    });
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
      const isKnown =
        isSame(known.run, run) &&
        isSame(known.parts, parts) &&
        known.written === written;
      if (!isKnown) {
        writeMetadata(answer, { run, asked_by, parts, written, tail });
      }
      if (!isSame(answer.attachments ?? {}, attachments)) {
        answer.attachments = attachments;
      }
    }, false);
    this._earlier.add(digestOf(source));
    this._written = source;
  }

  private _before: IBefore | null = null;
  /** Of what was written here: undoing a cell's move brings the cell back as it was then. */
  private readonly _earlier = new Set<string>();
  private _hasBegun = false;
  private _written: string | null;
}

/** An answer's cell as it was. */
interface IBefore {
  readonly shown: IKeptAnswer;
  readonly before: unknown;
}

function put(cell: IWritableCell, { shown, before }: IBefore): void {
  show(cell, shown);
  cell.setMetadata('ai_jup', before as PartialJSONValue);
}

function metadataOf(cell: IWritableCell): unknown {
  return JSON.parse(JSON.stringify(cell.getMetadata('ai_jup') ?? {}));
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
