import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import { textsOf } from '../answer/answersource';
import type { IRunState } from '../run/reducer';
import type { PromptRun } from '../running/promptrun';
import { CallView } from './callview';
import { StreamView } from './streamview';

/**
 * An answer that comes: its text, and the calls where the model makes them.
 */
export class AnswerStream extends Panel {
  constructor(
    private _notebook: Notebook,
    private _trans: TranslationBundle,
    private _run: Pick<PromptRun, 'answerCall'>
  ) {
    super();
  }

  /**
   * Show a state that goes on from the one shown.
   */
  setState(state: IRunState): void {
    textsOf(state).forEach((text, at) => {
      this._textAt(at).setText(text);
      if (at < state.tools.length) {
        this._callAt(at).setCall(state, state.tools[at]);
      }
    });
  }

  private _textAt(index: number): StreamView {
    return (this._texts[index] ??= this._added(
      new StreamView(this._notebook.rendermime)
    ));
  }

  private _callAt(index: number): CallView {
    return (this._calls[index] ??= this._added(
      new CallView(this._trans, this._run, this._notebook.model)
    ));
  }

  private _added<T extends StreamView | CallView>(view: T): T {
    this.addWidget(view);
    return view;
  }

  private _calls: CallView[] = [];
  private _texts: StreamView[] = [];
}
