import type { Cell } from '@jupyterlab/cells';
import type { PanelLayout, Widget } from '@lumino/widgets';

/**
 * Put something right above a cell's text, whatever else stands above that by now.
 *
 * @param cell - which is ready
 */
export function putAboveText(cell: Cell, widget: Widget): void {
  layoutOf(cell).insertWidget(placeOfText(cell), widget);
}

/**
 * Put something right below a cell's text.
 *
 * @param cell - which is ready
 */
export function putBelowText(cell: Cell, widget: Widget): void {
  layoutOf(cell).insertWidget(placeOfText(cell) + 1, widget);
}

function placeOfText(cell: Cell): number {
  return layoutOf(cell).widgets.indexOf(cell.inputArea!.parent!);
}

function layoutOf(cell: Cell): PanelLayout {
  return cell.layout as PanelLayout;
}
