import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';

import type { NotebookTrust } from '../../notebook/trust';
import { textBefore, textsOf } from '../../runstate/calls';
import type { IRunState } from '../../runstate/reducer';
import type { PromptRun } from '../../running/promptrun';
import { afterFrame, Rest } from '../../running/writing/rendering';
import { CallView } from './callview';
import { inertly } from '../markdown/inertrendering';
import { StreamView } from '../markdown/streamview';

/**
 * An answer that comes: its text, and the calls where the model makes them.
 */
export class AnswerStream extends Panel {
  constructor(
    notebook: Notebook,
    private _trans: TranslationBundle,
    private _run: Pick<PromptRun, 'answerCall' | 'isAnswered'>,
    private _trust: NotebookTrust
  ) {
    super();
    this._rendermime = inertly(notebook.rendermime);
  }

  /**
   * Show a state that goes on from the one shown.
   */
  setState(state: IRunState): void {
    const before = textBefore(state);
    textsOf(state).forEach((text, at) => {
      this._texts[at] ??= this._added(new StreamView(this._rendermime));
      this._texts[at].setText(at ? text : before + text);
      const tool = state.tools.at(at);
      if (tool) {
        this._calls[at] ??= this._added(
          new CallView(this._trans, this._run, this._trust)
        );
        this._calls[at].setCall(state, tool);
      }
    });
  }

  /**
   * Show no more, and go out of sight.
   */
  stop(): void {
    this.addClass('jp-AiJup-mod-stopped');
    this._texts.forEach(text => text.stop());
  }

  /**
   * Go away, block by block: to take a long answer out of the page at once holds it up.
   */
  async leave(): Promise<void> {
    await afterFrame();
    const rest = new Rest();
    for (const text of this._texts) {
      while (!text.isDisposed && text.widgets.length) {
        text.widgets.at(-1)?.dispose();
        await rest.ifTired();
      }
    }
    this.dispose();
  }

  private _added<T extends StreamView | CallView>(view: T): T {
    this.addWidget(view);
    return view;
  }

  private _calls: CallView[] = [];
  private _rendermime: IRenderMimeRegistry;
  private _texts: StreamView[] = [];
}
