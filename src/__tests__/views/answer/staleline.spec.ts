import { Widget } from '@lumino/widgets';
import type { MarkdownCell } from '@jupyterlab/cells';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { Staleness } from '../../../running/stale/staleness';
import { StaleLine } from '../../../views/answer/staleline';
import type { AnswerCheck } from '../../../wire/generated';
import { trans } from '../../running/openednotebook';

/** An answer's cell with the line, and what is known of the answer. */
class Shown {
  say(state: AnswerCheck['state'], ...changes: string[]): void {
    this._check = { prompt: 'a', cell: 1, state, changes };
    this._changed.emit();
  }

  /** What a user sees: the words, the button, the class of the cell. */
  get seen(): unknown[] {
    const [words, button] = this.line.node.children;
    const isStale = this.cell.hasClass('jp-AiJup-mod-stale');
    return this.line.isHidden
      ? [isStale]
      : [words.textContent, (button as HTMLElement).hidden, isStale];
  }

  get button(): HTMLButtonElement {
    return this.line.node.querySelector('button')!;
  }

  private _changed = new Signal<this, void>(this);
  private _check: AnswerCheck | null = null;
  readonly again = vi.fn();
  readonly cell = Object.assign(new Widget(), { model: {} });
  readonly record = document.createElement('div');
  readonly line = new StaleLine({
    cell: this.cell as unknown as MarkdownCell,
    record: this.record,
    states: {
      changed: this._changed,
      of: () => this._check
    } as unknown as Staleness,
    trans,
    promptInWords: () => 'Why?',
    onAgain: this.again
  });
}

describe('The line under an answer that may not fit', () => {
  it('says what has changed, and runs the prompt again', () => {
    const shown = new Shown();
    expect(shown.seen).toEqual([false]);
    shown.say('stale', 'the prompt was edited', '`df` has another value');
    expect(shown.seen).toEqual([
      'Out of date: the prompt was edited, df has another value',
      false,
      true
    ]);
    expect(shown.line.node.querySelector('code')!.textContent).toBe('df');
    expect(shown.button.getAttribute('aria-label')).toBe('Run again: “Why?”');
    shown.button.click();
    expect(shown.again).toHaveBeenCalledOnce();
    shown.say('current');
    expect(shown.seen).toEqual([false]);
  });

  it.each([
    ['edited', [false]],
    ['skipped', ['Prompt skipped', true, false]],
    ['unknown', [false]],
    ['unanswered', [false]],
    ['incomplete', [false]]
  ] as const)('says of one that is %s what it is', (state, seen) => {
    const shown = new Shown();
    shown.say('stale', 'the prompt was edited');
    shown.say(state);
    expect(shown.seen).toEqual(seen);
    const why = {
      unknown: /^This answer is from an/,
      edited: /^This answer was/
    };
    expect(shown.record.title).toMatch(
      state in why ? why[state as keyof typeof why] : /^$/
    );
  });

  it('leaves no mark when it goes', () => {
    const shown = new Shown();
    shown.say('stale', 'the prompt was edited');
    shown.line.dispose();
    shown.line.dispose();
    expect(shown.cell.hasClass('jp-AiJup-mod-stale')).toBe(false);
  });
});
