import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IPlace } from '../../running/writing/earlieranswers';

/**
 * What can be done with an answer.
 */
export type AnswerAction =
  'earlier' | 'later' | 'copy' | 'cells' | 'continue' | 'again' | 'elsewhere';

/**
 * Which of it can be done now, and where the answer stands among those of its prompt.
 */
export interface IAnswerActions {
  /** For people: the prompt that it answers. */
  readonly prompt: string;
  readonly place: IPlace;
  readonly can: ReadonlySet<AnswerAction>;
}

/** Milliseconds. */
const SHOWN_AFTER_COPY = 2_000;

/**
 * One row of quiet buttons under an answer, seen with the mouse or the focus in its cell; and which of its prompt's answers
 * it is.
 */
export class AnswerActions extends Widget {
  constructor(
    private _trans: TranslationBundle,
    onAction: (action: AnswerAction) => void
  ) {
    super();
    this.addClass('jp-AiJup-answerActions');
    this.node.setAttribute('role', 'group');
    const words = this._words();
    this._place.className = 'jp-AiJup-place';
    for (const action of Object.keys(words) as AnswerAction[]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'jp-AiJup-action';
      button.dataset.action = action;
      button.textContent = words[action][0];
      button.title = words[action][1];
      button.addEventListener('click', () => onAction(action));
      this._buttons.set(action, button);
    }
    const { earlier, later, ...others } = Object.fromEntries(this._buttons);
    this._pages.className = 'jp-AiJup-pages';
    this._pages.append(this._place, earlier, later);
    this.node.append(this._pages, ...Object.values(others));
  }

  dispose(): void {
    clearTimeout(this._timer);
    super.dispose();
  }

  /**
   * Show what can be done.
   */
  setActions({ prompt, place, can }: IAnswerActions): void {
    const { at, of } = place;
    const shown = [
      of > 1 ? this._trans.__('%1 of %2', at, of) : '',
      place.withoutPictures ? this._trans.__('without its pictures') : ''
    ];
    const words = shown.filter(Boolean).join(' · ');
    if (this._place.textContent !== words) {
      this._place.textContent = words;
    }
    this._pages.hidden = words === '';
    const label = this._trans.__('Answer to “%1”', prompt);
    this.node.setAttribute('aria-label', label);
    const focused = document.activeElement;
    for (const [action, button] of this._buttons) {
      const isPage = action === 'earlier' || action === 'later';
      button.hidden = isPage ? of < 2 : !can.has(action);
      button.disabled = isPage && !can.has(action);
      const name = this._words()[action][isPage ? 1 : 0];
      const about = this._trans.__('%1: “%2”', name, prompt);
      button.setAttribute('aria-label', about);
    }
    this._keepFocus(focused);
  }

  /** At the first answer, or the last, the button that led there is off: keys would go nowhere. */
  private _keepFocus(focused: Element | null): void {
    const pages = [this._buttons.get('earlier')!, this._buttons.get('later')!];
    const [off, on] = pages[0] === focused ? pages : pages.reverse();
    if (off === focused && off.disabled) {
      on.focus();
    }
  }

  /**
   * Say that the answer was copied.
   */
  tellCopied(): void {
    const button = this._buttons.get('copy')!;
    button.textContent = this._trans.__('Copied');
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      button.textContent = this._words().copy[0];
    }, SHOWN_AFTER_COPY);
  }

  /** What each says, and its tip. */
  private _words(): Record<AnswerAction, [words: string, tip: string]> {
    const trans = this._trans;
    return {
      earlier: ['‹', trans.__('Show the earlier answer')],
      later: ['›', trans.__('Show the later answer')],
      copy: [trans.__('Copy'), trans.__('Copy the answer as Markdown')],
      cells: [
        trans.__('Turn into cells'),
        trans.__('Replace the answer with cells: its code and its text')
      ],
      continue: [
        trans.__('Continue'),
        trans.__('Have the model go on where the answer stops')
      ],
      again: [
        trans.__('Run again'),
        trans.__('Ask again; this answer is kept as an earlier one')
      ],
      elsewhere: [
        trans.__('Ask another model…'),
        trans.__('Ask again with another model, this once')
      ]
    };
  }

  private _buttons = new Map<AnswerAction, HTMLButtonElement>();
  private _pages = document.createElement('span');
  private _place = document.createElement('span');
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
