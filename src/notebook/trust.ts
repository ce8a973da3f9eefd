import type { INotebookModel } from '@jupyterlab/notebook';

/**
 * Whether the user trusts a notebook, as JupyterLab's shield shows it: it does not count other cells than code.
 */
export function isTrusted({ cells }: Pick<INotebookModel, 'cells'>): boolean {
  return [...cells].every(({ type, trusted }) => type !== 'code' || trusted);
}
