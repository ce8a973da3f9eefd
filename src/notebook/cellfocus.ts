import type { Notebook } from '@jupyterlab/notebook';

/**
 * Give the focus to the active cell when it comes into the page, if nothing else has it then.
 *
 * #### Notes
 * In full windowing mode, which JupyterLab 4.4 has by default, a new cell is in the page a frame later. What JupyterLab has
 * given the focus by then has got it in vain, and the keys are nobody's.
 */
export function focusWhenShown(notebook: Notebook): void {
  const cell = notebook.activeCell;
  if (!cell || cell.inViewport) {
    return;
  }
  const onShown = (): void => {
    cell.inViewportChanged.disconnect(onShown);
    const isFree = document.activeElement === document.body;
    if (isFree && cell === notebook.activeCell) {
      notebook.activate();
    }
  };
  cell.inViewportChanged.connect(onShown);
}
