import type { ISharedCell, ISharedMarkdownCell } from '@jupyter/ydoc';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type {
  ICell,
  IMarkdownCell,
  INotebookContent
} from '@jupyterlab/nbformat';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { PartialJSONObject, PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import type { IPromptMetadata } from '../notebook/metadata';
import { asMetadata, readMetadata } from '../notebook/metadata';
import { findAnswer } from '../notebook/pairing';
import { isEdited } from './writing/edited';

/**
 * How an answer in a window stands to the file's: `awaited`, it is still coming and the file may not have its cell yet;
 * `ours`, this window writes it and the file's is older; null, it is as the file has it.
 */
export type AnswerHere = 'awaited' | 'ours' | null;

/**
 * Show a notebook's file as it is now.
 *
 * #### Notes
 * JupyterLab makes all cells anew: the page jumps to its top, an editor loses the keyboard, and undo would take it all back.
 * So the cells that are as they were stay, and text changes where it is.
 *
 * @param stands - how the answer of a prompt, by its id, stands here to the file's
 */
export async function showFile(
  context: DocumentRegistry.IContext<INotebookModel>,
  stands: (prompt: string) => AnswerHere
): Promise<void> {
  const { model } = context;
  const before = new Map(
    model.sharedModel.cells.map(cell => [cell, cell.toJSON() as ICell])
  );
  model.fromJSON = (value: INotebookContent) => {
    const found = withOurAnswers(value.cells, model, stands);
    const cells = withTyped(found, model.sharedModel.cells, before);
    const content = { ...value, cells };
    // whoever calls it next gets JupyterLab's own
    Reflect.deleteProperty(model, 'fromJSON');
    const isOfForm =
      content.nbformat === model.nbformat &&
      content.nbformat_minor === model.nbformatMinor;
    if (isOfForm && cells.length) {
      takeOver(model, content);
      model.dirty = cells !== found;
    } else {
      model.fromJSON(content);
    }
  };
  try {
    await context.revert();
  } finally {
    Reflect.deleteProperty(model, 'fromJSON');
  }
}

/** The file's cells, with the answers that it has not yet, or not as they are. */
function withOurAnswers(
  found: readonly ICell[],
  { sharedModel }: INotebookModel,
  stands: (prompt: string) => AnswerHere
): ICell[] {
  const cells = withOurIds(found, sharedModel.cells);
  const inFile = new Map(cells.map(cell => [answeredBy(cell), cell]));
  const prompts = cells.flatMap(cell => promptOf(cell) ?? []);
  const ours = new Map(
    prompts.flatMap(prompt => {
      const here = stands(prompt);
      const theirs = inFile.get(prompt);
      const isKept = here === 'ours' || (here === 'awaited' && !theirs);
      const answer = isKept ? findAnswer(sharedModel, prompt) : undefined;
      return answer && !(theirs && isOfLaterRun(theirs, answer))
        ? [[prompt, answer.toJSON()] as const]
        : [];
    })
  );
  return cells.flatMap(cell => {
    const prompt = promptOf(cell);
    const missing =
      prompt === undefined || inFile.has(prompt) ? undefined : ours.get(prompt);
    const shown = ours.get(answeredBy(cell) ?? '') ?? cell;
    return missing ? [shown, missing] : [shown];
  });
}

/**
 * The file's cells, with what the user has changed while they were read. What has been changed on both sides is kept twice.
 */
function withTyped(
  found: ICell[],
  now: readonly ISharedCell[],
  before: ReadonlyMap<ISharedCell, ICell>
): ICell[] {
  const typed = now.flatMap((cell, at) => {
    const was = before.get(cell);
    const is = cell.toJSON() as ICell;
    const isAsBefore = was && isSame(was, is);
    return isAsBefore || isOfRun(cell, is) ? [] : [{ at, was, is }];
  });
  const deleted = [...before].filter(
    ([cell, was]) => !now.includes(cell) && answeredBy(was) === undefined
  );
  if (!typed.length && !deleted.length) {
    return found;
  }
  const cells = found.filter(
    theirs => !deleted.some(([, was]) => isSameCell(theirs, was))
  );
  for (const { at, was, is } of typed) {
    const same = was ? cells.findIndex(each => isSameCell(each, was)) : -1;
    const isTaken = same < 0 && cells.some(({ id }) => id === is.id);
    if (same >= 0) {
      cells[same] = is;
    } else {
      cells.splice(at, 0, isTaken ? { ...is, id: undefined } : is);
    }
  }
  return cells;
}

/** Whether a cell is an answer as it was written: how it stands to the file's is known. */
function isOfRun(cell: ISharedCell, json: ICell): boolean {
  const { written } = readMetadata(cell);
  return (
    answeredBy(json) !== undefined &&
    !isEdited({ source: cell.getSource(), written })
  );
}

/** Whether a cell of the file is as one was here; notebooks of an older form have no ids. */
function isSameCell(theirs: ICell, was: ICell): boolean {
  const isSameId = theirs.id === undefined || theirs.id === was.id;
  return isSameId && isAlike(theirs, was);
}

/**
 * Whether a prompt has been asked again since an answer, which the file has had: without a connection a window is told
 * of neither.
 */
function isOfLaterRun({ metadata }: ICell, ours: ISharedCell): boolean {
  const [theirs, mine] = [asMetadata(metadata['ai_jup']), readMetadata(ours)];
  const { run } = mine;
  const others = [theirs.earlier, theirs.later].flat();
  const wasInFile = others.some(
    other => asMetadata(other).run?.run === run?.run
  );
  const isLater =
    !!run?.started && !!theirs.run?.started && run.started < theirs.run.started;
  return !!run && theirs.run?.run !== run.run && (wasInFile || isLater);
}

/**
 * Prompts that have no name in the file keep the ones that they were given here: their runs go by these. In notebooks of an
 * older form no cell has an id: there a prompt is known by its text.
 */
function withOurIds(
  found: readonly ICell[],
  ours: readonly ISharedCell[]
): ICell[] {
  const taken = new Set(found.flatMap(cell => promptOf(cell) ?? []));
  return found.map(cell => {
    const { isPromptCell, id: known } = oursOf(cell);
    if (!isPromptCell || known !== undefined) {
      return cell;
    }
    const { metadata, source } = cell;
    const text = Array.isArray(source) ? source.join('') : source;
    const here = ours.find(other => {
      const { isPromptCell: isPrompt, id } = readMetadata(other);
      const isSameCell =
        cell.id === undefined
          ? isPrompt && other.getSource() === text
          : other.id === cell.id;
      return isSameCell && id !== undefined && !taken.has(id);
    });
    const id = here && readMetadata(here).id;
    if (!id) {
      return cell;
    }
    taken.add(id);
    const ai_jup = { ...(metadata['ai_jup'] as PartialJSONObject), id };
    return { ...cell, metadata: { ...metadata, ai_jup } };
  });
}

function takeOver(model: INotebookModel, content: INotebookContent): void {
  const notebook = model.sharedModel;
  const { cells, metadata } = content;
  notebook.transact(() => {
    if (!isSame(notebook.metadata, metadata)) {
      notebook.metadata = metadata;
    }
  }, false);
  cells.forEach((cell, at) => {
    const from = placeOf(cell, notebook.cells, at);
    // each by itself: within a transaction the list of cells stays as it was
    notebook.transact(() => {
      if (from < 0 || !become(notebook.cells[from], cell)) {
        notebook.insertCell(at, cell);
      } else if (from !== at) {
        notebook.moveCell(from, at);
      }
    }, false);
  });
  notebook.transact(
    () => notebook.deleteCellRange(cells.length, notebook.cells.length),
    false
  );
}

/** Where a cell of the file stands here, from some place on; two windows give one answer two ids. */
function placeOf(
  cell: ICell,
  cells: readonly ISharedCell[],
  start: number
): number {
  const prompt = answeredBy(cell);
  const criteria: ((ours: ISharedCell) => boolean)[] = [
    ours =>
      // notebooks of an older form have none
      cell.id === undefined ? isAsInFile(ours, cell) : ours.id === cell.id,
    ours => prompt !== undefined && answeredBy(ours.toJSON()) === prompt
  ];
  const places = criteria.map(is =>
    cells.findIndex((ours, at) => at >= start && is(ours))
  );
  return places.find(at => at >= 0) ?? -1;
}

/** Whether a cell could be made as the file has it; outputs are not exchanged. */
function become(ours: ISharedCell, cell: ICell): boolean {
  if (isAsInFile(ours, cell)) {
    return true;
  }
  if (ours.cell_type !== 'markdown' || cell.cell_type !== 'markdown') {
    return false;
  }
  const { source, metadata, attachments } = cell as IMarkdownCell;
  ours.setSource(Array.isArray(source) ? source.join('') : source);
  ours.setMetadata(metadata);
  (ours as ISharedMarkdownCell).attachments = attachments;
  return true;
}

/** But for the id, and what is said of trust: that is for each window to say. */
function isAsInFile(ours: ISharedCell, cell: ICell): boolean {
  return isAlike(ours.toJSON(), cell);
}

function isAlike(ours: ICell, cell: ICell): boolean {
  const [one, other] = [ours, cell].map(each => ({
    ...each,
    id: undefined,
    metadata: { ...each.metadata, trusted: undefined }
  }));
  return isSame(one, other);
}

function isSame(one: unknown, other: unknown): boolean {
  const [mine, theirs] = [one, other].map(
    each => JSON.parse(JSON.stringify(each)) as PartialJSONValue
  );
  return JSONExt.deepEqual(mine, theirs);
}

/** The id of a prompt. */
function promptOf(cell: ICell): string | undefined {
  const { isPromptCell, id } = oursOf(cell);
  return isPromptCell ? id : undefined;
}

/** The prompt of an answer. */
function answeredBy(cell: Pick<ICell, 'metadata'>): string | undefined {
  const { isOutputCell, prompt } = oursOf(cell);
  return isOutputCell ? prompt : undefined;
}

function oursOf({ metadata }: Pick<ICell, 'metadata'>): IPromptMetadata {
  return asMetadata(metadata['ai_jup']);
}
