import type { PartialJSONObject, PartialJSONValue } from '@lumino/coreutils';

import { YNotebook } from '@jupyter/ydoc';

/**
 * A notebook as JupyterLab shares it.
 *
 * @param cells - source and `metadata.ai_jup` of its Markdown cells
 */
export function notebookOf(
  ...cells: [source: string, aiJup?: PartialJSONValue][]
): YNotebook {
  // as JupyterLab has it unless its user wants another: what is typed is undone in its cell
  const notebook = YNotebook.create({ disableDocumentWideUndoRedo: true });
  for (const [source, aiJup] of cells) {
    const metadata: PartialJSONObject = aiJup ? { ai_jup: aiJup } : {};
    notebook.addCell({ cell_type: 'markdown', source, metadata });
  }
  notebook.clearUndoHistory();
  return notebook;
}

/**
 * What stands in a notebook: source and `metadata.ai_jup` of each cell.
 */
export function contentOf(notebook: YNotebook): unknown[] {
  return notebook.cells.map(cell => [
    cell.getSource(),
    cell.getMetadata('ai_jup')
  ]);
}
