import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { exactTokens, inWords } from '../runstate/amounts';
import type {
  ContextPart,
  ContextPicture,
  ContextReply
} from '../wire/generated';
import { contentOf, pictureIn } from './messages';

interface IPartTableProps {
  readonly reply: ContextReply;
  readonly trans: TranslationBundle;
}

/**
 * The parts of what would be sent: their tokens, their pictures, what is left out and why.
 */
export function PartTable({ reply, trans }: IPartTableProps): JSX.Element {
  return (
    <table className="jp-AiJup-contextParts">
      <caption>{trans.__('Part by part')}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Part')}</th>
          <th scope="col">{trans.__('Tokens')}</th>
        </tr>
      </thead>
      <tbody>
        {reply.parts.map((part, at) => (
          <Row key={at} part={part} reply={reply} trans={trans} />
        ))}
      </tbody>
    </table>
  );
}

interface IRowProps extends IPartTableProps {
  readonly part: ContextPart;
}

function Row({ part, reply, trans }: IRowProps): JSX.Element {
  const remarks = [
    part.pinned && trans.__('pinned'),
    part.state === 'left-out' && trans.__('not sent'),
    part.state === 'shortened' && trans.__('shortened')
  ].filter(Boolean);
  return (
    <tr data-state={part.state}>
      <td>
        {part.label}
        {remarks.length > 0 && ` (${remarks.join(', ')})`}
        {part.why && <div className="jp-AiJup-contextWhy">{part.why}</div>}
        {part.pictures.map((picture, at) => (
          <Picture key={at} picture={picture} reply={reply} trans={trans} />
        ))}
      </td>
      <td>{exactTokens(part.tokens)}</td>
    </tr>
  );
}

interface IPictureProps extends IPartTableProps {
  readonly picture: ContextPicture;
}

function Picture({ picture, reply, trans }: IPictureProps): JSX.Element {
  const { media_type, width, height, size, tokens, message, part } = picture;
  const source =
    message === null || part === null
      ? null
      : pictureIn(contentOf(reply.messages[message])[part]);
  const facts = trans.__(
    '%1, %2 × %3 pixels, %4 kB',
    media_type,
    width,
    height,
    inWords(Math.ceil(size / 1000))
  );
  const outcome = picture.why || trans.__('%1 tokens', exactTokens(tokens));
  return (
    <div className="jp-AiJup-contextPicture">
      {source && <img src={source} alt="" />}
      {facts}, {outcome}
    </div>
  );
}
