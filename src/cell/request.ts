import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCell } from '@jupyter/ydoc';

import type {
  NotebookCell,
  PromptRequest,
  RunOptions
} from '../wire/generated';
import { asMetadata, readMetadata } from './metadata';

type Context = NotebookPanel['context'];

/**
 * What is sent for a prompt: the cells above it as they stand now.
 *
 * @param context - the notebook
 * @param prompt - the prompt's cell
 * @param fallback - the model that the settings name
 * @param options - what else the settings say
 */
export function buildRequest(
  context: Context,
  prompt: ISharedCell,
  fallback: string | null,
  options: RunOptions
): PromptRequest {
  const { cells } = context.model.sharedModel;
  const above = cells.slice(0, cells.indexOf(prompt));
  const { id = '' } = readMetadata(prompt);
  const kernel = context.sessionContext.session?.kernel?.id ?? null;
  const trusted = [...context.model.cells].every(isTrusted);
  const typed = toWire(prompt);
  return {
    protocol: 1,
    notebook: { path: context.localPath, trusted, kernel_id: kernel },
    prompt: {
      id,
      source: prompt.getSource(),
      attachments: typed.attachments ?? {}
    },
    model: modelInForce(context, prompt) ?? fallback,
    cells: above.map(toWire),
    options
  };
}

/** The cell's own model, else the notebook's. */
function modelInForce(context: Context, prompt: ISharedCell) {
  const notebook = context.model.getMetadata('ai_jup') as unknown;
  return readMetadata(prompt).model ?? asMetadata(notebook).model ?? null;
}

function isTrusted(cell: { type: string; trusted: boolean }): boolean {
  return cell.type !== 'code' || cell.trusted;
}

/** The wire type is nbformat's cell with fewer names: `toJSON` gives just that. */
function toWire(cell: ISharedCell): NotebookCell {
  return cell.toJSON() as unknown as NotebookCell;
}
