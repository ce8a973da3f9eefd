import type { CodeCell, MarkdownCell } from '@jupyterlab/cells';
import type {
  INotebookCellExecutor,
  INotebookModel
} from '@jupyterlab/notebook';
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { isAnswer, isEmptyPrompt, isPrompt } from '../../notebook/metadata';
import type { NotebookPrompts } from '../notebookprompts';
import type { IWork } from '../runorder';
import type { PromptRun } from '../promptrun';
import { PromptStep } from './promptstep';

type Options = INotebookCellExecutor.IRunCellOptions;

/**
 * Runs prompts in their place among the cells; everything else as another executor does.
 */
export class PromptExecutor implements INotebookCellExecutor {
  /**
   * @param _notebooks - the prompts of the notebooks that are looked after
   * @param _trans - the language of the page
   * @param _other - runs all other cells
   */
  constructor(
    private _notebooks: ReadonlyMap<INotebookModel, NotebookPrompts>,
    private _trans: TranslationBundle,
    private _other: INotebookCellExecutor
  ) {}

  /**
   * Run a cell.
   *
   * @returns whether it succeeded; as in JupyterLab an error of a code cell may reject
   */
  runCell(options: Options): Promise<boolean> {
    const prompts = this._notebooks.get(options.notebook);
    const { cell } = options;
    if (!prompts) {
      return this._other.runCell(options);
    }
    const shared = cell.model.sharedModel;
    // "Render All Markdown Cells" comes here without a session
    if (isPrompt(shared) && options.sessionContext) {
      return this._runPrompt(options, prompts);
    }
    if (cell.model.type === 'code') {
      return this._runCode(options, prompts);
    }
    return isAnswer(shared) && this._step?.isNew(cell)
      ? this._runShifted(options, prompts, this._step)
      : this._runMarkdown(options);
  }

  /** An answer that comes is hidden under its stream: it is rendered when it has come. */
  private _runMarkdown(options: Options): Promise<boolean> {
    return options.cell.hasClass('jp-mod-streaming')
      ? Promise.resolve(true)
      : this._other.runCell(options);
  }

  private _runCode(
    options: Options,
    prompts: NotebookPrompts,
    batch = prompts.order.currentBatch
  ): Promise<boolean> {
    const { model } = options.cell as CodeCell;
    let hasWaited = false;
    const wait = () => {
      hasWaited = true;
      model.executionState = 'running';
    };
    const work = placeOf(options, false);
    const start = () => this._execute(options);
    const done = prompts.order.run(work, start, { batch, wait });
    return !hasWaited
      ? done
      : done.finally(() => {
          if (!options.cell.isDisposed && model.executionState === 'running') {
            model.executionState = 'idle';
          }
        });
  }

  /** An executor on the server resolves after an error too: it only tells so in passing. */
  private async _execute(options: Options): Promise<boolean> {
    let succeeded = true;
    const onCellExecuted: Options['onCellExecuted'] = executed => {
      succeeded &&= executed.success;
      options.onCellExecuted(executed);
    };
    const watched = { ...options, onCellExecuted };
    return (await this._other.runCell(watched)) && succeeded;
  }

  private async _runPrompt(
    options: Options,
    prompts: NotebookPrompts,
    batch = prompts.order.currentBatch
  ): Promise<boolean> {
    const cell = options.cell as MarkdownCell;
    const shared = cell.model.sharedModel;
    if (isEmptyPrompt(shared.getSource())) {
      this._say(this._trans.__('This prompt is empty.'));
      return true;
    }
    if (prompts.isAnswering(shared)) {
      this._say(
        this._trans.__('This prompt is being answered. Stop it to ask again.')
      );
    }
    cell.inputHidden = false;
    cell.rendered = true;
    const prepared = this._prepare(cell, prompts);
    void Promise.resolve(prepared).then(run => prompts.setCommand(run, batch));
    const work = placeOf(options, true);
    // at once where it can be: JupyterLab is about to go through all cells of the notebook
    const execute = async (run: PromptRun, isAboveDone: boolean) => {
      // of another command too: what it was to see can no longer come
      if (!isAboveDone && hasLostKernel(options)) {
        return false;
      }
      const hasFinished = await prompts.execute(run);
      batch.stopped ||= run.isStopped;
      return hasFinished;
    };
    const start =
      prepared instanceof Promise
        ? async (isAboveDone: boolean) => execute(await prepared, isAboveDone)
        : (isAboveDone: boolean) => execute(prepared, isAboveDone);
    const wait = () =>
      void Promise.resolve(prepared).then(run => prompts.wait(run));
    const succeeded = await prompts.order.run(work, start, { batch, wait });
    if (!succeeded) {
      // what waited behind an error, or a stop, does not start
      (await prepared).skip(batch.stopped);
    }
    options.onCellExecuted({ cell, success: succeeded });
    return succeeded;
  }

  private _say(message: string): void {
    Notification.info(message, { autoClose: 3_000 });
  }

  /**
   * The active cell gets its answer cell at once, so that JupyterLab goes on from there. The others get theirs when
   * all cells of the command are known: Run All walks through the notebook's own list.
   */
  private _prepare(
    cell: MarkdownCell,
    prompts: NotebookPrompts
  ): PromptRun | Promise<PromptRun> {
    const shared = cell.model.sharedModel;
    const notebooks = [...prompts.panels].map(({ content }) => content);
    const notebook = notebooks.find(({ activeCell }) => activeCell === cell);
    if (!notebook) {
      return Promise.resolve().then(() => prompts.prepare(shared));
    }
    const step = new PromptStep(notebook, cell);
    const run = step.take(() => prompts.prepare(shared));
    this._step = step;
    queueMicrotask(() => {
      this._step = null;
      step.settle();
    });
    return run;
  }

  /**
   * Run All has come to the answer that was inserted in front of it, and so will not come to the last cell.
   */
  private _runShifted(
    options: Options,
    prompts: NotebookPrompts,
    step: PromptStep
  ): Promise<boolean> {
    const cell = step.lastCell;
    const batch = prompts.order.currentBatch;
    return Promise.resolve().then(() => {
      const shifted = { ...options, cell };
      if (isPrompt(cell.model.sharedModel)) {
        return this._runPrompt(shifted, prompts, batch);
      }
      return cell.model.type === 'code'
        ? this._runCode(shifted, prompts, batch)
        : this.runCell(shifted);
    });
  }

  private _step: PromptStep | null = null;
}

/** Whether the kernel has died, or could not be started. */
function hasLostKernel({ sessionContext }: Options): boolean {
  const kernel = sessionContext?.session?.kernel;
  return !kernel || kernel.status === 'dead';
}

/** A cell's place is asked for when it matters: cells move. */
function placeOf({ cell, notebook }: Options, holds: boolean): IWork {
  const shared = cell.model.sharedModel;
  const place = () => notebook.sharedModel.cells.indexOf(shared);
  return { holds, place };
}
