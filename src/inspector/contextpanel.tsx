import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { exactTokens } from '../runstate/amounts';
import type { ContextReply } from '../wire/generated';
import { describeContext } from './contextsummary';
import type { Inspector } from './inspector';
import { MessageList } from './messagelist';
import { PartTable } from './parttable';
import type { IContextState } from './promptcontext';

/**
 * Shows exactly what would be sent for the prompt that was active last. All of it is shown as text.
 */
export class ContextPanel extends ReactWidget {
  constructor(
    private _inspector: Inspector,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-AiJup-context');
    // so that the keyboard can scroll it
    this.node.tabIndex = 0;
    _inspector.changed.connect(this.update, this);
  }

  dispose(): void {
    this._inspector.changed.disconnect(this.update, this);
    super.dispose();
  }

  protected onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._inspector.setLookedAt(true);
  }

  protected onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._inspector.setLookedAt(false);
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._inspector.setLookedAt(this.isVisible);
  }

  protected onBeforeDetach(msg: Message): void {
    super.onBeforeDetach(msg);
    this._inspector.setLookedAt(false);
  }

  protected render(): JSX.Element {
    const trans = this._trans;
    const state = this._inspector.current?.state;
    return state?.reply ? (
      <Reply state={state} reply={state.reply} trans={trans} />
    ) : (
      <p>{excuse(state, trans)}</p>
    );
  }
}

/** Why there is nothing to show. */
function excuse(
  state: IContextState | undefined,
  trans: TranslationBundle
): string {
  if (state?.error) {
    return `${state.error.message} ${state.error.hint}`;
  }
  return state?.cell
    ? trans.__(
        'There is nothing to show for this prompt now: it is empty, or a prompt of this notebook is being answered.'
      )
    : trans.__('Select a prompt to see what would be sent for it.');
}

interface IReplyProps {
  readonly state: IContextState;
  readonly reply: ContextReply;
  readonly trans: TranslationBundle;
}

function Reply({ state, reply, trans }: IReplyProps): JSX.Element {
  return (
    <div className={state.isOld ? 'jp-AiJup-mod-old' : undefined}>
      <h2>{trans.__('What would be sent to %1', reply.label)}</h2>
      <p>{trans.__('“%1”', beginningOf(state))}</p>
      <p className="jp-AiJup-contextSum">{describeContext(reply, trans)}</p>
      <p>
        {trans.__(
          'Tokens and cost are estimates; %1 tokens are reserved for the reply.',
          exactTokens(reply.reply_tokens)
        )}
      </p>
      <Notices reply={reply} />
      <PartTable reply={reply} trans={trans} />
      <MessageList reply={reply} trans={trans} />
    </div>
  );
}

/** Enough to tell for which prompt it is. */
function beginningOf({ cell }: IContextState): string {
  const source = cell?.isDisposed
    ? ''
    : (cell?.model.sharedModel.getSource().trim() ?? '');
  const line = source.split('\n', 1)[0];
  return line.length > 80 || line !== source
    ? `${line.slice(0, 80).trimEnd()} …`
    : line;
}

function Notices({ reply }: { readonly reply: ContextReply }): JSX.Element {
  const { refusal, warnings } = reply;
  return (
    <>
      {refusal && (
        <p className="jp-AiJup-contextRefusal">
          ⚠ {refusal.message} {refusal.hint}
        </p>
      )}
      {warnings.map(({ message }, at) => (
        <p key={at} className="jp-AiJup-contextWarning">
          ⚠ {message}
        </p>
      ))}
    </>
  );
}
