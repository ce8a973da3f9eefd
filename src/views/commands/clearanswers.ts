import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { clearAnswers, countAnswers } from '../../notebook/clearanswers';

export const CLEAR_ANSWERS = 'ai-jup:clear-answers';

/** JupyterLab's command for the outputs of code. */
const CLEAR_OUTPUTS = 'notebook:clear-all-cell-outputs';

/**
 * The command that takes all answers out of the current notebook. Undo brings them back.
 */
export function clearing(
  tracker: INotebookTracker,
  trans: TranslationBundle
): CommandRegistry.ICommandOptions {
  return {
    label: trans.__('Clear All Answers'),
    caption: trans.__('Take all answers out of the notebook; prompts stay'),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => answersOf(tracker.currentWidget) > 0,
    execute: () => clear(tracker.currentWidget)
  };
}

/**
 * Whoever clears the outputs of all cells is asked about answers, which are outputs to some and text to others.
 */
export function askWithOutputs(
  commands: CommandRegistry,
  tracker: INotebookTracker,
  trans: TranslationBundle
): void {
  commands.commandExecuted.connect((_, { id }) => {
    const panel = tracker.currentWidget;
    if (id === CLEAR_OUTPUTS && answersOf(panel)) {
      void ask(answersOf(panel), trans).then(isWanted => {
        if (isWanted) {
          clear(panel);
        }
      });
    }
  });
}

async function ask(count: number, trans: TranslationBundle): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Clear the answers too?'),
    body: trans._n(
      'The outputs of all cells are cleared. The notebook also has %1 answer to a prompt.',
      'The outputs of all cells are cleared. The notebook also has %1 answers to prompts.',
      count,
      count
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep Answers') }),
      Dialog.warnButton({ label: trans.__('Clear Answers') })
    ],
    defaultButton: 0
  });
  return button.accept;
}

function answersOf(panel: NotebookPanel | null): number {
  const model = panel?.content.model;
  return model && !model.readOnly ? countAnswers(model.sharedModel) : 0;
}

function clear(panel: NotebookPanel | null): void {
  const model = panel?.content.model;
  if (model && !model.isDisposed && !model.readOnly) {
    clearAnswers(model.sharedModel);
    // the cell that had the keyboard may be gone: undo is a key of the notebook
    panel?.content.activate();
  }
}
