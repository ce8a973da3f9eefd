import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { MessageLoop } from '@lumino/messaging';

import { changeToMarkdown } from '../../notebook/makeprompt';
import type { Mark } from '../../notebook/marks';
import { isMarked, toggleMark } from '../../notebook/marks';
import { isPrompt, readMetadata } from '../../notebook/metadata';
import type { IPromptNotebooks } from '../../tokens';
import { pinIcon, promptIcon, skipIcon, stopPromptIcon } from '../icons';
import { tellStaleRun } from '../notices/stalenotice';
import { tellStopped } from '../notices/stopnotice';

/**
 * The ids of the commands.
 */
export const CommandIDs = {
  insertPrompt: 'ai-jup:insert-prompt',
  runPrompt: 'ai-jup:run-prompt',
  stopPrompt: 'ai-jup:stop-prompt',
  runStale: 'ai-jup:run-stale',
  changeToPrompt: 'ai-jup:change-to-prompt',
  changeToMarkdown: 'ai-jup:change-to-markdown',
  toggleSkipped: 'ai-jup:toggle-skipped',
  togglePinned: 'ai-jup:toggle-pinned',
  chooseModel: 'ai-jup:choose-model'
} as const;

/**
 * What the commands work on.
 */
export interface ICommandContext {
  readonly app: JupyterFrontEnd;
  readonly prompts: IPromptNotebooks;
  readonly tracker: INotebookTracker | null;
  readonly trans: TranslationBundle;
}

type Options = CommandRegistry.ICommandOptions;

/**
 * The commands by their ids.
 */
export function promptCommands(
  context: ICommandContext
): Record<string, Options> {
  return {
    [CommandIDs.insertPrompt]: insert(context),
    [CommandIDs.runPrompt]: run(context),
    [CommandIDs.stopPrompt]: stop(context),
    [CommandIDs.runStale]: runStale(context),
    [CommandIDs.changeToPrompt]: change(context),
    [CommandIDs.changeToMarkdown]: changeBack(context),
    [CommandIDs.toggleSkipped]: skip(context),
    [CommandIDs.togglePinned]: pin(context),
    [CommandIDs.chooseModel]: chooseModel(context)
  };
}

/** None of the commands takes arguments. */
const describedBy = { args: { type: 'object', properties: {} } } as const;

function insert({ prompts, tracker, trans, app }: ICommandContext): Options {
  return {
    label: trans.__('Insert Prompt'),
    caption: trans.__('Insert an AI prompt below the active cell'),
    icon: promptIcon,
    describedBy,
    isEnabled: () => currentPanel(app, tracker) !== null,
    execute: () => {
      const panel = currentPanel(app, tracker);
      if (panel) {
        prompts.insertPrompt(panel);
      }
    }
  };
}

function run({ tracker, trans, app }: ICommandContext): Options {
  return {
    label: trans.__('Run Prompt'),
    caption: trans.__('Send the active prompt to the model'),
    icon: runIcon,
    describedBy,
    isEnabled: () => activePrompt(currentPanel(app, tracker)) !== null,
    execute: async () => {
      const panel = currentPanel(app, tracker);
      if (panel && activePrompt(panel)) {
        await NotebookActions.run(panel.content, panel.sessionContext);
      }
    }
  };
}

function stop({ prompts, tracker, trans, app }: ICommandContext): Options {
  const current = () => {
    const panel = currentPanel(app, tracker);
    return prompts.find(panel?.content.model ?? null);
  };
  return {
    label: trans.__('Stop Prompt'),
    caption: trans.__(
      'Stop the current answer and keep what has arrived so far'
    ),
    icon: stopPromptIcon,
    describedBy,
    isEnabled: () => current()?.isBusy ?? false,
    execute: async () => {
      const pair = activePair(currentPanel(app, tracker));
      const stopped = await current()?.stop(pair);
      if (stopped) {
        tellStopped(stopped, trans);
      }
    }
  };
}

function runStale({ prompts, tracker, trans, app }: ICommandContext): Options {
  const current = () => {
    const panel = currentPanel(app, tracker);
    const isOurs = panel !== null && prompts.hasPrompt(panel);
    return isOurs ? prompts.find(panel.content.model) : null;
  };
  return {
    label: trans.__('Run Stale Prompts'),
    caption: trans.__(
      'Run the prompts whose answers no longer fit what stands above them, are incomplete, or missing'
    ),
    describedBy,
    isEnabled: () => current()?.mayBeStale ?? false,
    execute: async () => {
      const done = await current()?.runStale();
      if (done) {
        tellStaleRun(done, trans);
      }
    }
  };
}

function change({ prompts, tracker, trans, app }: ICommandContext): Options {
  return {
    label: trans.__('Change to Prompt'),
    caption: trans.__('Make the selected cells AI prompts'),
    icon: promptIcon,
    describedBy,
    isEnabled: () => canChange(currentPanel(app, tracker)),
    execute: () => {
      const panel = currentPanel(app, tracker);
      if (panel) {
        prompts.changeToPrompt(panel);
      }
    }
  };
}

function changeBack({ tracker, trans, app }: ICommandContext): Options {
  return {
    label: trans.__('Change Prompt to Markdown'),
    caption: trans.__('Make the active AI prompt an ordinary Markdown cell'),
    describedBy,
    isEnabled: () => activePrompt(currentPanel(app, tracker)) !== null,
    execute: () => {
      const panel = currentPanel(app, tracker);
      if (panel && activePrompt(panel)) {
        changeToMarkdown(panel.content);
      }
    }
  };
}

function skip(context: ICommandContext): Options {
  const { trans } = context;
  return {
    label: trans.__('Skip in Prompts'),
    caption: trans.__(
      'Do not send the selected cells with the prompts below them'
    ),
    icon: skipIcon,
    ...marking(context, 'skipped')
  };
}

function pin(context: ICommandContext): Options {
  const { trans } = context;
  return {
    label: trans.__('Pin in Prompts'),
    caption: trans.__(
      "Keep the selected cells even when others are left out to fit the model's context window"
    ),
    icon: pinIcon,
    ...marking(context, 'pinned')
  };
}

/** The context menu shows it only where there is a prompt; the palette everywhere. */
function marking(
  { prompts, tracker, app }: ICommandContext,
  mark: Mark
): Options {
  const current = () => currentPanel(app, tracker);
  return {
    describedBy,
    isEnabled: () => canMark(current()),
    isToggled: () => {
      const cell = current()?.content.activeCell;
      return cell ? isMarked(cell.model.sharedModel, mark) : false;
    },
    isVisible: () => {
      const panel = tracker?.currentWidget ?? null;
      return panel !== null && prompts.hasPrompt(panel);
    },
    execute: () => {
      const panel = current();
      if (panel && canMark(panel)) {
        const { selectedCells } = panel.content;
        const cells = selectedCells.map(({ model }) => model.sharedModel);
        toggleMark(panel.context.model.sharedModel, cells, mark);
      }
    }
  };
}

function chooseModel({
  prompts,
  tracker,
  trans,
  app
}: ICommandContext): Options {
  return {
    label: trans.__("Choose Notebook's Model…"),
    caption: trans.__(
      'Choose the model that answers the prompts in this notebook'
    ),
    describedBy,
    isEnabled: () => currentPanel(app, tracker) !== null,
    execute: async () => {
      const panel = currentPanel(app, tracker);
      await paletteGone();
      if (panel && !panel.isDisposed) {
        prompts.chooseModel(panel);
      }
    }
  };
}

/** When the palette closes it gives the focus back to the notebook, which would take it from what a command opens. */
async function paletteGone(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
  MessageLoop.flush();
}

/**
 * The notebook that is in use.
 */
export function currentPanel(
  app: JupyterFrontEnd,
  tracker: INotebookTracker | null
): NotebookPanel | null {
  const panel = tracker?.currentWidget ?? null;
  return panel && panel === app.shell.currentWidget ? panel : null;
}

function activePrompt(panel: NotebookPanel | null) {
  const cell = panel?.content.activeCell ?? null;
  return cell && isPrompt(cell.model.sharedModel) ? cell : null;
}

/** The prompt whose run the active cell belongs to. */
function activePair(panel: NotebookPanel | null): string | undefined {
  const cell = panel?.content.activeCell;
  const { id, prompt } = cell ? readMetadata(cell.model.sharedModel) : {};
  return id ?? prompt;
}

function canChange(panel: NotebookPanel | null): boolean {
  return (panel?.content.selectedCells ?? []).some(
    ({ model }) =>
      model.getMetadata('editable') !== false && !isPrompt(model.sharedModel)
  );
}

function canMark(panel: NotebookPanel | null): boolean {
  return !!panel?.content.activeCell && !panel.context.model.readOnly;
}
