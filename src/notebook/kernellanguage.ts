import type { INotebookModel } from '@jupyterlab/notebook';

/**
 * The language of a notebook's kernel; `null` where nothing says it. One that no kernel has run yet has only its spec.
 */
export function kernelLanguage(model: INotebookModel | null): string | null {
  const spec = model?.getMetadata('kernelspec') as
    { language?: string } | undefined;
  return model?.defaultKernelLanguage || spec?.language || null;
}
