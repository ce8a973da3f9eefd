import { MarkdownCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { isAnswer, readMetadata } from '../../notebook/metadata';
import { convertToCells, insertCode } from '../../running/writing/answercode';
import { placeOf } from '../../running/writing/earlieranswers';
import { mayContinue } from '../../running/continuing';
import type { INotebookPrompts, IPromptNotebooks } from '../../tokens';
import { blockInReach } from '../answer/codeactions';

/**
 * The ids of the commands about answers; each takes the active cell, prompt or answer.
 */
export const AnswerCommandIDs = {
  earlierAnswer: 'ai-jup:earlier-answer',
  laterAnswer: 'ai-jup:later-answer',
  continueAnswer: 'ai-jup:continue-answer',
  convertToCells: 'ai-jup:convert-to-cells',
  insertCode: 'ai-jup:insert-code'
} as const;

/**
 * What the commands work on.
 */
export interface IAnswerCommandContext {
  readonly prompts: IPromptNotebooks;
  readonly trans: TranslationBundle;
  /** The notebook that is in use. */
  panel(): NotebookPanel | null;
}

type Options = CommandRegistry.ICommandOptions;

/** None of the commands takes arguments. */
const describedBy = { args: { type: 'object', properties: {} } } as const;

/** The answer of the active pair, where nothing comes. */
interface IActiveAnswer {
  readonly panel: NotebookPanel;
  readonly prompts: INotebookPrompts;
  readonly id: string;
  readonly cell: MarkdownCell;
}

/**
 * The commands by their ids.
 */
export function answerCommands(
  context: IAnswerCommandContext
): Record<string, Options> {
  const { trans } = context;
  const command = (
    label: string,
    caption: string,
    can: (active: IActiveAnswer) => boolean,
    act: (active: IActiveAnswer) => void | Promise<void>
  ): Options => ({
    label,
    caption,
    describedBy,
    isEnabled: () => {
      const active = activeAnswer(context);
      return active !== null && can(active);
    },
    execute: async () => {
      const active = activeAnswer(context);
      if (active && can(active)) {
        await act(active);
      }
    }
  });
  return {
    [AnswerCommandIDs.earlierAnswer]: command(
      trans.__('Show Earlier Answer'),
      trans.__('Show the answer that the active prompt had before this one'),
      ({ cell }) => placeOf(cell.model.sharedModel).at > 1,
      ({ prompts, id }) => prompts.turnAnswer(id, -1)
    ),
    [AnswerCommandIDs.laterAnswer]: command(
      trans.__('Show Later Answer'),
      trans.__('Show the answer that the active prompt had after this one'),
      ({ cell }) => {
        const { at, of } = placeOf(cell.model.sharedModel);
        return at < of;
      },
      ({ prompts, id }) => prompts.turnAnswer(id, 1)
    ),
    [AnswerCommandIDs.continueAnswer]: command(
      trans.__('Continue Answer'),
      trans.__('Have the model go on where the active answer stops'),
      ({ cell }) => mayContinue(cell.model.sharedModel),
      ({ prompts, id }) => prompts.continueAnswer(id)
    ),
    [AnswerCommandIDs.convertToCells]: command(
      trans.__('Turn Answer into Cells'),
      trans.__('Replace the active answer with cells: its code and its text'),
      ({ cell }) => cell.model.sharedModel.getSource().trim() !== '',
      ({ panel, cell }) => convertToCells(panel.content, cell.model.sharedModel)
    ),
    [AnswerCommandIDs.insertCode]: command(
      trans.__('Insert Code from Answer'),
      trans.__('Insert the code block in reach as a cell below the answer'),
      ({ cell }) => blockInReach(cell) !== null,
      ({ panel, cell }) => {
        const block = blockInReach(cell);
        if (block) {
          insertCode(panel.content, cell.model.sharedModel, block.code);
        }
      }
    )
  };
}

function activeAnswer({
  panel,
  prompts
}: IAnswerCommandContext): IActiveAnswer | null {
  const current = panel();
  const active = current?.content.activeCell?.model.sharedModel;
  const found = prompts.find(current?.content.model ?? null);
  if (!current || !active || !found || current.content.model?.readOnly) {
    return null;
  }
  const ours = readMetadata(active);
  const id = (isAnswer(active) ? ours.prompt : ours.id) ?? '';
  const answer = found.idleAnswer(id);
  const cell = current.content.widgets.find(
    ({ model }) => model.sharedModel === answer
  );
  return cell instanceof MarkdownCell
    ? { panel: current, prompts: found, id, cell }
    : null;
}
