import type { JSONObject, PartialJSONValue } from '@lumino/coreutils';

import type { Replay } from '../tokens';
import type { RunRecord } from '../wire/generated';

/**
 * What a cell or a notebook carries under `metadata.ai_jup`.
 */
export interface IPromptMetadata {
  readonly isPromptCell?: boolean;
  readonly isOutputCell?: boolean;
  /** The prompt's own id: other tools renumber cell ids. */
  readonly id?: string;
  readonly model?: string;
  /** An answer's prompt. */
  readonly prompt?: string;
  /** An answer's record. */
  readonly run?: KeptRecord;
  /** Who has asked for an answer, where others had the notebook open too; beside the record, which has no room. */
  readonly asked_by?: string;
  /** What an answer's source is made of, as the server wrote it: kinds and characters. */
  readonly parts?: readonly (readonly [kind: string, characters: number])[];
  /** A digest of an answer's source as the server wrote it: one that differs was edited. */
  readonly written?: string;
  /** How an answer that was cut off really ended, for the server to go on with it. */
  readonly tail?: PartialJSONValue;
  /** A prompt's other answers, before and after the one that is shown; see `earlieranswers`. */
  readonly earlier?: PartialJSONValue;
  readonly later?: PartialJSONValue;
  /** Of an answer that was taken back: that its pictures were not kept. */
  readonly withoutPictures?: boolean;
  /** Not sent with prompts below. */
  readonly skipped?: boolean;
  /** Never left out of them to fit the model's context window. */
  readonly pinned?: boolean;
  /** Of a notebook: whether its cassette answers. */
  readonly replay?: Replay;
  /** Of a notebook: that the user did not trust it when it was saved. That it is trusted its file cannot say. */
  readonly trusted?: boolean;
}

/**
 * A run's record as a file has it: other versions may have written less of it.
 */
export type KeptRecord = Pick<RunRecord, 'run'> & Partial<RunRecord>;

/**
 * What has metadata: a notebook, a cell.
 */
export interface IMetadataHolder {
  getMetadata(key: string): PartialJSONValue | undefined;
  setMetadata(key: string, value: PartialJSONValue): void;
  deleteMetadata(key: string): void;
}

/**
 * The part of a cell that this module reads and writes; JupyterLab's shared cells have it.
 */
export interface IMetadataCell extends IMetadataHolder {
  readonly cell_type: string;
}

const KEY = 'ai_jup';

/**
 * What a cell or a notebook carries; an empty object if it is nothing of ours.
 */
export function readMetadata(holder: IMetadataHolder): IPromptMetadata {
  return asMetadata(holder.getMetadata(KEY));
}

/**
 * What pairs are found by.
 */
type Marks = Pick<
  IPromptMetadata,
  'id' | 'isOutputCell' | 'isPromptCell' | 'prompt'
>;

/** Of what a shared document holds; what is written takes another object's place. */
const MARKS = new WeakMap<object, Marks>();

/**
 * What a cell's pair is found by.
 *
 * #### Notes
 * All cells of a notebook are looked at for each of its answers. Metadata are copied when they are read, and an answer's are
 * long: its record, and earlier answers.
 */
export function readMarks(cell: IMetadataCell): Marks {
  const held = heldBy(cell);
  if (!isObject(held)) {
    return readMetadata(cell);
  }
  const known = MARKS.get(held);
  if (known) {
    return known;
  }
  const { id, isOutputCell, isPromptCell, prompt } = asMetadata(held);
  const marks = { id, isOutputCell, isPromptCell, prompt };
  MARKS.set(held, marks);
  return marks;
}

/** The metadata of a shared cell as its document holds them, which are not to be changed. */
function heldBy(cell: IMetadataCell): unknown {
  const { ymodel } = cell as { ymodel?: IMapOfAny };
  return (ymodel?.get('metadata') as IMapOfAny | undefined)?.get(KEY);
}

interface IMapOfAny {
  get(name: string): unknown;
}

/**
 * What metadata carries. Notebooks are written by hand and by other programs too: a field that is not what
 * it should be is none.
 */
export function asMetadata(value: unknown): IPromptMetadata {
  if (!isObject(value)) {
    return {};
  }
  const wrong = Object.entries(IS_RIGHT)
    .filter(([name, isRight]) => name in value && !isRight(value[name]))
    .map(([name]) => [name, undefined] as const);
  const none: Record<string, undefined> = Object.fromEntries(wrong);
  return wrong.length ? { ...value, ...none } : value;
}

const IS_RIGHT: Record<string, (value: unknown) => boolean> = {
  asked_by: isText,
  id: isText,
  model: isText,
  prompt: isText,
  replay: isReplay,
  run: isRecord,
  written: isText,
  parts: Array.isArray
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isReplay(value: unknown): boolean {
  return ['off', 'record', 'auto', 'strict', undefined].includes(
    value as Replay | undefined
  );
}

function isRecord(value: unknown): boolean {
  return (
    value === undefined ||
    (isObject(value) &&
      typeof value.run === 'string' &&
      TEXTS.every(name => isText(value[name] ?? undefined)) &&
      AMOUNTS.every(name => typeof (value[name] ?? 0) === 'number'))
  );
}

const TEXTS = ['model', 'answered_by', 'error', 'started'];
const AMOUNTS = [
  'seconds',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'cost'
];

/**
 * Change some of what a cell or a notebook carries; `undefined` takes a field away.
 */
export function writeMetadata(
  holder: IMetadataHolder,
  changes: { [K in keyof IPromptMetadata]: IPromptMetadata[K] | undefined }
): void {
  const merged = { ...readMetadata(holder), ...changes };
  const kept = Object.entries(merged).filter(
    ([, value]) => value !== undefined
  );
  if (kept.length) {
    holder.setMetadata(KEY, Object.fromEntries(kept) as JSONObject);
  } else {
    holder.deleteMetadata(KEY);
  }
}

/**
 * Make a prompt or an answer a cell like others, which is skipped or pinned as before.
 */
export function forgetPrompt(cell: IMetadataCell): void {
  const { skipped, pinned } = readMetadata(cell);
  cell.deleteMetadata(KEY);
  writeMetadata(cell, { skipped, pinned });
}

/**
 * Whether a cell is a prompt. A cell that was changed to code is none, whatever its metadata says.
 */
export function isPrompt(cell: IMetadataCell): boolean {
  return cell.cell_type === 'markdown' && readMarks(cell).isPromptCell === true;
}

/**
 * Whether a cell is an answer.
 */
export function isAnswer(cell: IMetadataCell): boolean {
  return cell.cell_type === 'markdown' && readMarks(cell).isOutputCell === true;
}

/** Earlier versions began the source of a prompt so; the server strips it. */
const LEGACY_PREFIX = /^\*\*AI Prompt:\*\*\s*/;

/**
 * Whether a prompt says nothing.
 */
export function isEmptyPrompt(source: string): boolean {
  return source.replace(LEGACY_PREFIX, '').trim() === '';
}
