import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { describeContext, isOfNotCounted } from './contextsummary';
import type { IContextState } from './promptcontext';

/**
 * The quiet line under a prompt: how much would be sent. A press on it shows what.
 */
export class ContextLine extends Widget {
  constructor(
    private _trans: TranslationBundle,
    onPress: () => void
  ) {
    super();
    this.addClass('jp-AiJup-contextLine');
    this._button.type = 'button';
    this._button.title = _trans.__('Show what would be sent');
    this._button.addEventListener('click', onPress);
    this.node.append(this._button);
  }

  /**
   * Show what is known; while that is nothing its place is kept, so that nothing moves when it comes.
   */
  setState({ reply, error, isOld }: IContextState): void {
    this._wasTold ||= !!reply;
    const trouble = error && this._wasTold ? firstSentence(error.message) : '';
    const words = reply ? this._describe(reply) : trouble && `⚠ ${trouble}`;
    const shown = words || '\u00a0';
    if (this._button.textContent !== shown) {
      this._button.textContent = shown;
    }
    this.toggleClass('jp-AiJup-mod-blank', !words);
    this.toggleClass('jp-AiJup-mod-old', isOld);
    this.toggleClass('jp-AiJup-mod-refused', !!(error ?? reply?.refusal));
  }

  private _describe(reply: NonNullable<IContextState['reply']>): string {
    if (reply.refusal) {
      return `⚠ ${reply.refusal.message}`;
    }
    const warnings = reply.warnings
      .filter(warning => !isOfNotCounted(warning))
      .map(({ message }) => firstSentence(message));
    return [describeContext(reply, this._trans), ...warnings].join(' · ⚠ ');
  }

  private _button = document.createElement('button');
  /** A prompt of which nothing was ever known says nothing. */
  private _wasTold = false;
}

/** The rest is said where the line leads. */
function firstSentence(message: string): string {
  return message.split(/(?<=\.)\s/, 1)[0];
}
