import type { MarkdownCell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { Staleness } from '../../running/stale/staleness';
import type { AnswerCheck } from '../../wire/generated';
import { nameButton } from '../cellnames';
import { showServerWords } from '../serverwords';

const STALE = 'jp-AiJup-mod-stale';

/**
 * The quiet line under an answer that says whether it still fits what stands above its prompt; nothing where it does.
 */
export class StaleLine extends Widget {
  constructor(private _options: StaleLine.IOptions) {
    super();
    const { onAgain, states, trans } = _options;
    this.addClass('jp-AiJup-staleLine');
    this._again.type = 'button';
    this._again.className = 'jp-AiJup-runStale';
    this._again.textContent = trans.__('Run again');
    this._again.addEventListener('click', onAgain);
    this.node.append(this._words, this._again);
    states.changed.connect(this._update, this);
    this._update();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { cell, states } = this._options;
    states.changed.disconnect(this._update, this);
    if (!cell.isDisposed) {
      cell.removeClass(STALE);
    }
    super.dispose();
  }

  private _update(): void {
    const { cell, record, states, trans, promptInWords } = this._options;
    const check = states.of(cell.model.sharedModel);
    const { words, title } = describeCheck(check, trans);
    const isStale = check?.state === 'stale';
    cell.toggleClass(STALE, isStale);
    this.setHidden(!words);
    this._again.hidden = !isStale;
    if (isStale) {
      nameButton(this._again, promptInWords(), trans);
    }
    if (this._shown !== words) {
      this._shown = words;
      showServerWords(this._words, words);
    }
    this._words.title = title;
    record.title = words ? '' : title;
  }

  private _again = document.createElement('button');
  private _shown = '';
  private _words = document.createElement('span');
}

/**
 * What is said of an answer: nothing of one that fits, and of one that says itself why it is not as it was: it ends
 * before its time, or was edited. One that cannot be checked says so only to who looks closely.
 */
export function describeCheck(
  check: Pick<AnswerCheck, 'state' | 'changes'> | null,
  trans: TranslationBundle
): { words: string; title: string } {
  switch (check?.state) {
    case 'stale':
      return {
        words: trans.__('Out of date: %1', check.changes.join(', ')),
        title: trans.__(
          'This has changed since the answer was given: %1.',
          check.changes.join(', ')
        )
      };
    case 'edited':
      return {
        words: '',
        title: trans.__(
          'This answer was edited, so it is not checked against the cells above.'
        )
      };
    case 'skipped':
      return {
        words: trans.__('Prompt skipped'),
        title: trans.__(
          'The prompt is skipped, so its answer is not checked against the cells above.'
        )
      };
    case 'unknown':
      return {
        words: '',
        title: trans.__(
          'This answer is from an earlier version of ai-jup, so it is not checked against the cells above.'
        )
      };
    case 'current':
    case 'unanswered':
    case 'incomplete':
    case undefined:
      return { words: '', title: '' };
  }
}

/**
 * A namespace for `StaleLine` statics.
 */
export namespace StaleLine {
  /**
   * What it needs.
   */
  export interface IOptions {
    readonly cell: MarkdownCell;
    /** The line that says who gave the answer. */
    readonly record: HTMLElement;
    readonly states: Staleness;
    readonly trans: TranslationBundle;
    /** The prompt, shortened. */
    promptInWords(): string;
    /** Runs the prompt again. */
    onAgain(): void;
  }
}
