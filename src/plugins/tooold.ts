import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

const TOO_OLD = /^[47]\.[0-3]\./;

/**
 * Whether a page is of JupyterLab before 4.4, or of Jupyter Notebook before 7.4, which is made of it.
 */
export function isTooOld(version: string): boolean {
  return TOO_OLD.test(version);
}

/**
 * Says that JupyterLab is too old, and runs code as JupyterLab does, whose own cell executor package.json switches off.
 */
export const tooOld: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'ai-jup:too-old',
  description: 'Says that JupyterLab is too old for prompt cells.',
  autoStart: true,
  optional: [ITranslator],
  provides: INotebookCellExecutor,
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null
  ): INotebookCellExecutor => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const text = trans.__(
      'AI prompts are off: they need JupyterLab 4.4 or Notebook 7.4, and this is %1 %2. Upgrade it: pip install -U jupyterlab notebook',
      app.name,
      app.version
    );
    // before that nobody would show it
    void app.restored.then(() => {
      Notification.warning(text, { autoClose: false });
    });
    return Object.freeze({ runCell });
  }
};
