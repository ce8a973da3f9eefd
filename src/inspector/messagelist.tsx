import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IMessagePart, Message } from './messages';
import { contentOf, pictureIn, textIn } from './messages';

interface IMessageListProps {
  readonly messages: readonly Message[];
  readonly trans: TranslationBundle;
}

/**
 * The turns that would be sent, to the letter.
 */
export function MessageList({
  messages,
  trans
}: IMessageListProps): JSX.Element {
  return (
    <section className="jp-AiJup-contextMessages">
      <h3>{trans.__('To the letter')}</h3>
      {messages.map((message, at) => (
        <details key={at} open>
          <summary>{roleOf(message, trans)}</summary>
          {contentOf(message).map((part, number) => (
            <Part key={number} part={part} trans={trans} />
          ))}
        </details>
      ))}
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
