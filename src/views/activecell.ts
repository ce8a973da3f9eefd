import type { ICellModel } from '@jupyterlab/cells';
import type { INotebookTracker } from '@jupyterlab/notebook';

/**
 * Call a function when another cell becomes the active one, and when the active cell's metadata have changed.
 */
export function onActiveCell(
  tracker: INotebookTracker,
  call: () => void
): void {
  let model: ICellModel | null = null;
  tracker.activeCellChanged.connect((_, cell) => {
    model?.metadataChanged.disconnect(call);
    model = cell?.model ?? null;
    model?.metadataChanged.connect(call);
    call();
  });
}
