import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ContextReply } from '../wire/generated';
import type { IMessagePart, Message } from './messages';
import { contentOf, pictureIn, textIn } from './messages';

interface IMessageListProps {
  readonly reply: ContextReply;
  readonly trans: TranslationBundle;
}

/**
 * The turns and the functions that would be sent, exactly as the request has them.
 */
export function MessageList({ reply, trans }: IMessageListProps): JSX.Element {
  const { messages, tools } = reply;
  return (
    <section className="jp-AiJup-contextMessages">
      <h3>{trans.__('Exact request')}</h3>
      {messages.map((message, at) => (
        <details key={at} open>
          <summary>{roleOf(message, trans)}</summary>
          {contentOf(message).map((part, number) => (
            <Part key={number} part={part} trans={trans} />
          ))}
        </details>
      ))}
      {tools.length > 0 && (
        <details open>
          <summary>{trans.__('Functions that the model may call')}</summary>
          <pre>{JSON.stringify(tools, undefined, 2)}</pre>
        </details>
      )}
    </section>
  );
}

interface IPartProps {
  readonly part: IMessagePart;
  readonly trans: TranslationBundle;
}

function Part({ part, trans }: IPartProps): JSX.Element {
  const source = pictureIn(part);
  return source ? (
    <img src={source} alt={trans.__('A picture that would be sent')} />
  ) : (
    <pre>{textIn(part) ?? JSON.stringify(part, undefined, 2)}</pre>
  );
}

function roleOf({ role }: Message, trans: TranslationBundle): string {
  switch (role) {
    case 'system':
      return trans.__('System');
    case 'assistant':
      return trans.__('Assistant: an earlier answer');
    case 'user':
      return trans.__('User');
    default:
      return String(role);
  }
}
