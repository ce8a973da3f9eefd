import type { IAttachments } from '@jupyterlab/nbformat';
import type { PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import { asMetadata, readMetadata, writeMetadata } from '../notebook/metadata';
import type { ICells, ITextCell } from '../notebook/pairing';
import { findAnswer, findPrompt, insertAnswer } from '../notebook/pairing';
import type { AnswerCell } from '../wire/generated';

/** Characters between two parts of an answer. */
const BETWEEN = 2;

/**
 * An answer cell whose text can be written.
 */
export interface IWritableCell extends ITextCell {
  /** Name to mime bundle. */
  attachments?: IAttachments;
  updateSource(start: number, end: number, value?: string): void;
}

/**
 * Where an answer went: into its cell, into a new one because the user had changed its cell, or nowhere because its cell
 * is gone.
 */
export type Outcome = 'written' | 'beside' | 'missing';

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
    readonly prompt: string
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
      this._write(answer, content);
    }
  }

  /**
   * Keep the whole answer.
   */
  finish(content: AnswerCell): Outcome {
    const answer = findAnswer(this._notebook, this.prompt);
    if (!answer) {
      return 'missing';
    }
    const isOurs = this._isOurs(answer);
    const target = isOurs ? answer : this._beside(answer);
    this._write(target, content);
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
   */
  restore(content: AnswerCell): void {
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
   * Leave an answer that the user has changed since it was seen or written here to the user: the prompt runs again.
   */
  leaveEdited(): void {
    const answer = findAnswer(this._notebook, this.prompt);
    // another tab's answer is not the user's text
    const isOfRun = !!answer && readMetadata(answer).run?.run === this._run;
    if (isOfRun && !this._isOurs(answer)) {
      this._disown(answer);
    }
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
    this._disown(changed);
    return insertAnswer(this._notebook, at, this.prompt, '');
  }

  /** As it is: whoever made it has seen to it that it does no harm. The user's marks of the cell stay. */
  private _write(
    answer: T,
    { source, attachments, metadata }: AnswerCell
  ): void {
    const { run, parts, written } = asMetadata(metadata.ai_jup);
    const before = answer.getSource();
    const start = commonPrefix(before, source);
    this._notebook.transact(() => {
      if (before !== source) {
        answer.updateSource(start, before.length, source.slice(start));
      }
      const known = readMetadata(answer);
      if (!isSame(known.run, run) || !isSame(known.parts, parts)) {
        writeMetadata(answer, { run, parts, written });
      }
      if (!isSame(answer.attachments ?? {}, attachments)) {
        answer.attachments = attachments;
      }
    }, false);
    this._earlier.add(digestOf(source));
    this._written = source;
    this._run = run?.run;
  }

  /** Of what was written here: undoing a cell's move brings the cell back as it was then. */
  private readonly _earlier = new Set<string>();
  private _run: string | undefined;
  private _written: string | null;
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
