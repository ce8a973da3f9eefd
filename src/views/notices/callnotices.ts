import { Notification } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { findAnswer } from '../../notebook/pairing';
import { callInHand } from '../../runstate/calls';
import type { NotebookPrompts } from '../../running/notebookprompts';
import type { PromptRun } from '../../running/promptrun';
import { afterFrame } from '../../running/writing/rendering';
import { questionIn } from '../answer/callview';

/**
 * Tells of each question whether a function may be called that comes where the user does not see it.
 *
 * #### Notes
 * A run asks one at a time. Each is looked at once, when it comes: who then scrolls away has seen it.
 */
export class CallNotices implements IDisposable {
  /**
   * @param _prompts - the prompts of a notebook
   * @param _trans - the language of the page
   * @param _reveal - brings a panel to the front
   */
  constructor(
    private _prompts: NotebookPrompts,
    private _trans: TranslationBundle,
    private _reveal: (panel: NotebookPanel) => void
  ) {
    _prompts.runAdded.connect(this._onRunAdded, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    [...this._asked.keys()].forEach(run => this._end(run));
    Signal.clearData(this);
  }

  private _onRunAdded(_: unknown, run: PromptRun): void {
    run.callsChanged.connect(this._look, this);
  }

  /** Whether a run asks, or does so no more. */
  private _look(run: PromptRun): void {
    const call = run.phase === 'running' ? callInHand(run.state) : null;
    const isAsked = call?.isAsked && !run.isAnswered(call.id);
    const asked = isAsked ? call : null;
    if (this._asked.get(run)?.call === asked?.id) {
      return;
    }
    this._end(run);
    if (asked) {
      const question: IQuestion = { call: asked.id, notice: null };
      this._asked.set(run, question);
      void this._tell(run, question, asked.name);
    }
  }

  private _end(run: PromptRun): void {
    const notice = this._asked.get(run)?.notice;
    this._asked.delete(run);
    if (notice) {
      Notification.dismiss(notice);
    }
  }

  private async _tell(
    run: PromptRun,
    question: IQuestion,
    name: string
  ): Promise<void> {
    // its view comes with the same news
    await afterFrame();
    const isAsked = this._asked.get(run) === question;
    const places = this._places(run);
    if (!isAsked || places.some(isInSight)) {
      return;
    }
    question.notice = Notification.info(
      this._trans.__(
        '%1: Allow the model to run `%2`?',
        this._prompts.name,
        name
      ),
      {
        autoClose: false,
        actions: [
          {
            label: this._trans.__('Show'),
            caption: this._trans.__('Show the request in the notebook'),
            callback: () => void this._show(run)
          }
        ]
      }
    );
  }

  private async _show(run: PromptRun): Promise<void> {
    const places = this._places(run);
    const place = places.find(({ panel }) => panel.isVisible) ?? places[0];
    if (!place) {
      return;
    }
    const { panel, cell } = place;
    const { content } = panel;
    this._reveal(panel);
    // a notebook that was hidden is laid out, and takes the focus
    await afterFrame();
    if (panel.isDisposed || cell.isDisposed) {
      return;
    }
    // in vain where the user scrolls meanwhile
    const index = content.widgets.indexOf(cell);
    await content.scrollToItem(index, 'center').catch(() => undefined);
    await afterFrame();
    const question = questionIn(cell.node);
    question?.scrollIntoView({ block: 'nearest' });
    // not one of its buttons, which a key that is still down would press
    question?.focus({ preventScroll: true });
  }

  /** Where the question of a run stands. */
  private _places(run: PromptRun): IPlace[] {
    const answer = findAnswer(this._prompts.cells, run.prompt);
    return [...this._prompts.panels].flatMap(panel => {
      const cell = panel.content.widgets.find(
        ({ model }) => model.sharedModel === answer
      );
      return cell ? [{ panel, cell }] : [];
    });
  }

  private _asked = new Map<PromptRun, IQuestion>();
  private _isDisposed = false;
}

/** What a run asks, and the id of the notification that tells so. */
interface IQuestion {
  readonly call: string;
  notice: string | null;
}

/** An answer cell in a panel. */
interface IPlace {
  readonly panel: NotebookPanel;
  readonly cell: Cell;
}

function isInSight({ panel, cell }: IPlace): boolean {
  const question = questionIn(cell.node)?.getBoundingClientRect();
  // a cell that is far away is not in the page
  if (!panel.isVisible || !question?.height) {
    return false;
  }
  const middle = (question.top + question.bottom) / 2;
  const { top, bottom } = panel.content.outerNode.getBoundingClientRect();
  return middle > top && middle < bottom;
}
