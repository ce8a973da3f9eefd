import type { ContextReply } from '../wire/generated';

/**
 * A turn, in LiteLLM's (OpenAI chat completions') form.
 */
export type Message = ContextReply['messages'][number];

/**
 * A part of a turn, as far as it is shown.
 */
export interface IMessagePart {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly image_url?: unknown;
}

/** Only these are shown as pictures: an SVG could load something. */
const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,/;

/**
 * The parts of a turn; a turn that is a text has one.
 */
export function contentOf(message: Message | undefined): IMessagePart[] {
  const content = message?.content;
  if (typeof content === 'string') {
    return [{ type: 'text', text: content }];
  }
  return Array.isArray(content) ? (content as IMessagePart[]) : [];
}

/**
 * The text of a part; null for one that is none.
 */
export function textIn(part: IMessagePart | undefined): string | null {
  return typeof part?.text === 'string' ? part.text : null;
}

/**
 * The data URL of a part's picture; null for a part that is none, and for one that is no plain picture.
 */
export function pictureIn(part: IMessagePart | undefined): string | null {
  const { url } = (part?.image_url ?? {}) as { url?: unknown };
  return typeof url === 'string' && PICTURE.test(url) ? url : null;
}
