import type { ISharedNotebook } from '@jupyter/ydoc';
import type { IAttachments, IBaseCell } from '@jupyterlab/nbformat';
import type { PartialJSONValue } from '@lumino/coreutils';

import { isOnlyNotice } from '../../answer/notice';
import type {
  IMetadataCell,
  IPromptMetadata,
  KeptRecord
} from '../../notebook/metadata';
import {
  asMetadata,
  readMetadata,
  writeMetadata
} from '../../notebook/metadata';
import { asOneStep } from '../../notebook/undo/undosteps';
import type { AnswerCell } from '../../wire/generated';
import { isEdited } from './edited';

/**
 * An answer that the prompt has besides the one that its cell shows.
 */
export interface IKeptAnswer extends Pick<
  IPromptMetadata,
  'asked_by' | 'parts' | 'written' | 'tail'
> {
  readonly source: string;
  readonly attachments?: IAttachments;
  readonly run?: KeptRecord;
  /** Whether it had pictures that were too large to keep. */
  readonly withoutPictures?: boolean;
}

/**
 * How many of a prompt's other answers are kept in its answer's cell, and their characters together as JSON.
 */
export interface IHistoryLimits {
  readonly number: number;
  readonly characters: number;
}

/**
 * An answer's cell whose text can be exchanged.
 */
export interface IAnswerCell extends IMetadataCell {
  attachments?: IAttachments;
  getSource(): string;
  setSource(value: string): void;
}

/**
 * Where the answer that is shown stands among those of its prompt, from 1.
 */
export interface IPlace {
  readonly at: number;
  readonly of: number;
  /** Whether its pictures were not kept. */
  readonly withoutPictures: boolean;
}

/** Characters of one answer's pictures; larger ones go when another answer takes its place. */
const PICTURES = 200_000;

/**
 * Where the answer that a cell shows stands.
 */
export function placeOf(cell: IMetadataCell): IPlace {
  const ours = readMetadata(cell);
  const before = answersIn(ours.earlier).length;
  return {
    at: before + 1,
    of: before + 1 + answersIn(ours.later).length,
    withoutPictures: ours.withoutPictures === true
  };
}

/**
 * The answer right before the one that a cell shows.
 */
export function earlierOf(cell: IMetadataCell): IKeptAnswer | null {
  return answersIn(readMetadata(cell).earlier).at(-1) ?? null;
}

/**
 * What a cell's metadata have when the answer that it shows is put among the earlier ones; what says only why there was
 * none is not worth it.
 *
 * #### Notes
 * Whatever else stands in a history, written by other versions or by hand, stays where it is.
 */
export function withEarlier(
  cell: IAnswerCell,
  limits: IHistoryLimits
): Pick<IPromptMetadata, 'earlier' | 'later' | 'withoutPictures'> {
  const { earlier, later } = readMetadata(cell);
  const isWorthIt = !isOnlyNotice(cell.getSource());
  const shown = isWorthIt ? [lightened(kept(cell))] : [];
  const all = [...entriesOf(earlier), ...shown, ...entriesOf(later)];
  return {
    earlier: orNone(within(all, limits)),
    later: undefined,
    withoutPictures: undefined
  };
}

/**
 * Have a cell show the answer before or after the one that it shows, as one step of undo. What is shown is what is sent
 * with later prompts.
 *
 * @returns whether there is one
 */
export function turnTo(
  notebook: ISharedNotebook,
  cell: IAnswerCell,
  step: -1 | 1
): boolean {
  const ours = readMetadata(cell);
  const [before, after] = [entriesOf(ours.earlier), entriesOf(ours.later)];
  const [from, to] = step < 0 ? [before, after] : [after, before];
  const at =
    step < 0 ? from.map(isKept).lastIndexOf(true) : from.findIndex(isKept);
  if (at < 0) {
    return false;
  }
  // what cannot be read goes along, in its order
  const passed = step < 0 ? from.splice(at) : from.splice(0, at + 1);
  const next = (step < 0 ? passed.shift() : passed.pop()) as IKeptAnswer;
  if (step < 0) {
    to.unshift(...passed, kept(cell));
  } else {
    to.push(kept(cell), ...passed);
  }
  const [earlier, later] = [orNone(before), orNone(after)];
  asOneStep(notebook, () =>
    notebook.transact(() => {
      show(cell, next);
      writeMetadata(cell, { earlier, later });
    })
  );
  return true;
}

/**
 * Put all that another cell has of a prompt's answers among the earlier or the later ones of a cell.
 */
export function takeIn(
  cell: IAnswerCell,
  other: IAnswerCell,
  side: 'earlier' | 'later'
): void {
  const allOf = (one: IAnswerCell) => {
    const { earlier, later } = readMetadata(one);
    const shown = isOnlyNotice(one.getSource()) ? [] : [kept(one)];
    return [...entriesOf(earlier), ...shown, ...entriesOf(later)];
  };
  const known = new Set(allOf(cell).map(entry => JSON.stringify(entry)));
  const taken = allOf(other).filter(entry => !known.has(JSON.stringify(entry)));
  const there = entriesOf(readMetadata(cell)[side]);
  const all = side === 'later' ? [...there, ...taken] : [...taken, ...there];
  writeMetadata(cell, { [side]: orNone(all) });
}

/**
 * Put what a cell has had of a prompt's answers since a time, and has no more, among its later ones.
 *
 * @param now - what it has had
 * @param time - what it had before
 */
export function keepSince(
  cell: IAnswerCell,
  now: IBaseCell,
  time: IBaseCell
): void {
  const { earlier, later } = readMetadata(cell);
  const there = [...entriesOf(earlier), kept(cell), ...entriesOf(later)];
  const known = new Set([...there, ...allIn(time)].map(sourceOf));
  const since = allIn(now).filter(entry => !known.has(sourceOf(entry)));
  if (since.length) {
    const all = [...entriesOf(later), ...since] as PartialJSONValue[];
    writeMetadata(cell, { later: all });
  }
}

/** The answers in a cell as it was at a time. */
function allIn(state: IBaseCell): IKeptAnswer[] {
  const source = state.source as string;
  const attachments = state.attachments as IAttachments | undefined;
  const ours = asMetadata(state.metadata['ai_jup']);
  const shown = isOnlyNotice(source)
    ? []
    : [entryOf(source, attachments, ours)];
  return [...answersIn(ours.earlier), ...shown, ...answersIn(ours.later)];
}

function sourceOf(entry: unknown): string {
  return isKept(entry) ? entry.source : '';
}

/**
 * Put an answer that the user wants back among the earlier ones, as the last of them: the cell shows a newer one.
 */
export function putBefore(cell: IMetadataCell, answer: AnswerCell): void {
  const { source, attachments, metadata } = answer;
  const { run, asked_by, parts, written, tail } = asMetadata(metadata.ai_jup);
  const ours = { run, asked_by, parts, written, tail };
  const entry = JSON.parse(
    JSON.stringify({ source, attachments, ...ours })
  ) as IKeptAnswer;
  const { earlier } = readMetadata(cell);
  writeMetadata(cell, { earlier: orNone([...entriesOf(earlier), entry]) });
}

/**
 * The answer that a cell shows.
 */
export function kept(cell: IAnswerCell): IKeptAnswer {
  return entryOf(cell.getSource(), cell.attachments, readMetadata(cell));
}

function entryOf(
  source: string,
  attachments: IAttachments | undefined,
  ours: IPromptMetadata
): IKeptAnswer {
  const { run, asked_by, parts, written, tail, withoutPictures } = ours;
  const all = {
    source,
    attachments: Object.keys(attachments ?? {}).length
      ? attachments
      : undefined,
    run,
    asked_by,
    parts,
    written,
    tail,
    withoutPictures
  };
  return JSON.parse(JSON.stringify(all)) as IKeptAnswer;
}

/**
 * Have a cell show an answer.
 */
export function show(cell: IAnswerCell, answer: IKeptAnswer): void {
  const { source, attachments = {}, ...ours } = answer;
  const { run, asked_by, parts, written, tail } = asMetadata(ours);
  cell.setSource(source);
  cell.attachments = attachments;
  const withoutPictures = answer.withoutPictures === true ? true : undefined;
  writeMetadata(cell, { run, asked_by, parts, written, tail, withoutPictures });
}

/** As a list, whatever it is: what is none stands in it as it is. */
function entriesOf(history: unknown): unknown[] {
  if (history === undefined) {
    return [];
  }
  return Array.isArray(history) ? [...(history as unknown[])] : [history];
}

function answersIn(history: unknown): IKeptAnswer[] {
  return entriesOf(history).filter(isKept);
}

function isKept(entry: unknown): entry is IKeptAnswer {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'source' in entry &&
    typeof entry.source === 'string' &&
    isAttachments('attachments' in entry ? entry.attachments : undefined)
  );
}

function isAttachments(value: unknown): boolean {
  const isObject = (one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    value === undefined ||
    (isObject(value) && Object.values(value!).every(isObject))
  );
}

function lightened(answer: IKeptAnswer): IKeptAnswer {
  const { attachments, ...rest } = answer;
  return attachments && sizeOf(attachments) > PICTURES
    ? { ...rest, withoutPictures: true }
    : answer;
}

/**
 * The newest, as many as there is room for. The last one is kept in any case, where any is, for nothing is lost by asking
 * once more; and the last one that the user has edited: no model would write it again.
 */
function within(entries: unknown[], limits: IHistoryLimits): unknown[] {
  const found = [...entries].reverse();
  const edited = found.find(entry => isKept(entry) && isEdited(entry));
  let [number, characters] = [0, 0];
  return found
    .filter(entry => {
      if (!isKept(entry) || entry === edited) {
        return true;
      }
      number += 1;
      characters += sizeOf(entry);
      const isOver = number > limits.number || characters > limits.characters;
      return limits.number > 0 && (number === 1 || !isOver);
    })
    .reverse();
}

function sizeOf(value: object): number {
  return JSON.stringify(value).length;
}

function orNone(entries: unknown[]): PartialJSONValue[] | undefined {
  return entries.length ? (entries as PartialJSONValue[]) : undefined;
}
