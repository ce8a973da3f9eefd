import type { ISharedCell } from '@jupyter/ydoc';
import type { ICellModel } from '@jupyterlab/cells';
import { isCodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';

import type {
  NotebookCell,
  NotebookReference,
  PromptRequest,
  RunOptions
} from '../wire/generated';
import { withoutMiddle } from './longstreams';
import { asMetadata, readMetadata } from './metadata';

type Context = NotebookPanel['context'];

/**
 * What is sent for a prompt: the cells above it as they stand now.
 *
 * @param context - the notebook
 * @param prompt - the prompt's cell
 * @param model - the model that is named for it; null for the server's default
 * @param options - what the settings say of each run
 * @param isTrusted - whether the user trusts the notebook
 */
export function buildRequest(
  context: Context,
  prompt: ISharedCell,
  model: string | null,
  options: RunOptions,
  isTrusted: boolean
): PromptRequest {
  const { cells } = context.model.sharedModel;
  const models = [...context.model.cells];
  const above = models.slice(0, cells.indexOf(prompt));
  // it gets its own when it is run
  const { id = 'new' } = readMetadata(prompt);
  const typed = toWire(prompt);
  return {
    protocol: 1,
    notebook: notebookReference(context, isTrusted),
    prompt: {
      id,
      source: prompt.getSource(),
      attachments: typed.attachments ?? {}
    },
    model,
    cells: above.map(toSend),
    options
  };
}

/**
 * The answer that a run is to go on with.
 */
export function toGoOn(answer: ISharedCell): NotebookCell {
  return withoutHistory(toWire(answer));
}

/** A prompt's other answers are not sent. */
function withoutHistory(cell: NotebookCell): NotebookCell {
  const { ai_jup, ...others } = cell.metadata ?? {};
  const ours = asMetadata(ai_jup);
  if (ours.earlier === undefined && ours.later === undefined) {
    return cell;
  }
  const rest = { ...ours, earlier: undefined, later: undefined };
  return { ...cell, metadata: { ...others, ai_jup: rest } };
}

/**
 * The notebook that a prompt stands in.
 */
export function notebookReference(
  context: Context,
  isTrusted: boolean
): NotebookReference {
  return {
    path: context.localPath,
    trusted: isTrusted,
    kernel_id: context.sessionContext.session?.kernel?.id ?? null,
    language: context.model.defaultKernelLanguage || null
  };
}

/** A cell above a prompt. Whether its code was edited since it was run only the open notebook knows. */
function toSend(model: ICellModel): NotebookCell {
  const cell = withoutHistory(toWire(model.sharedModel));
  if (!isCodeCellModel(model) || !model.isDirty) {
    return cell;
  }
  const { metadata = {} } = cell;
  const ours = { ...readMetadata(model.sharedModel), changed: true };
  return { ...cell, metadata: { ...metadata, ai_jup: ours } };
}

/**
 * A cell as it stands. The wire type is nbformat's cell with fewer names: `toJSON` gives just that.
 */
export function toWire(cell: ISharedCell): NotebookCell {
  const wire = cell.toJSON() as unknown as NotebookCell;
  return wire.outputs
    ? { ...wire, outputs: wire.outputs.map(withoutMiddle) }
    : wire;
}
