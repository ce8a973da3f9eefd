import type { CallFacts, ToolCall, ToolResult } from '../wire/generated';
import type { IRunState, IToolActivity } from './reducer';

/** In a result's mime bundle: what a bundle has no other place for. */
const FACTS = 'application/vnd.ai-jup.call+json';

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Characters of arguments that stand in one line. */
const SHOWN = 160;

/**
 * Where a call stands: the user is asked, it runs, it has a result, the user ended it, or the run ended before a result
 * came.
 */
export type CallStatus =
  ToolResult['status'] | 'asked' | 'running' | 'stopped' | 'lost';

/**
 * A picture that a call gave.
 */
export interface IPicture {
  readonly mediaType: string;
  readonly base64: string;
}

/**
 * Where a call of a run stands.
 */
export function statusOf(run: IRunState, activity: IToolActivity): CallStatus {
  if (activity.result || run.state !== 'running') {
    return endOf(activity);
  }
  return activity.consent?.state === 'asked' ? 'asked' : 'running';
}

/**
 * What became of a call, as far as it is known when nothing more is heard of it.
 */
export function endOf({ result }: IToolActivity): CallStatus {
  if (!result) {
    return 'lost';
  }
  return factsOf(result)?.stopped ? 'stopped' : result.status;
}

/**
 * A call that has no result yet.
 */
export interface ICallInHand {
  readonly id: string;
  readonly name: string;
  /** Whether it waits for the user's answer. */
  readonly isAsked: boolean;
}

/**
 * The call that is being made, or that the user is asked about, if there is one.
 */
export function callInHand(run: IRunState): ICallInHand | null {
  for (const tool of run.tools) {
    const status = statusOf(run, tool);
    if (status === 'asked' || status === 'running') {
      const { id, name } = tool.call;
      return { id, name, isAsked: status === 'asked' };
    }
  }
  return null;
}

/**
 * A call as one line of Python, shortened.
 */
export function expressionOf({ name, arguments: given }: ToolCall): string {
  const shown = Object.entries(given)
    .map(([key, value]) => `${key}=${literal(value)}`)
    .join(', ');
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
  return `${name}(${cut})`.replace(/\s+/g, ' ');
}

/**
 * The pieces of an answer's text between its calls: before the first, between two, after the last.
 */
export function textsOf({ text, tools }: IRunState): string[] {
  const ends = [...tools.map(({ at }) => at), text.length];
  return ends.map((end, index) => text.slice(index ? ends[index - 1] : 0, end));
}

/**
 * What a call gave as text; for one that got no result, nothing.
 */
export function textOf(result: ToolResult | null): string {
  const text = result?.content['text/plain'];
  return typeof text === 'string' ? text : '';
}

/**
 * How long a call took, seconds; `null` if it was not made.
 */
export function secondsOf(result: ToolResult | null): number | null {
  return factsOf(result)?.seconds || null;
}

/**
 * The pictures that a call gave, in order.
 */
export function picturesOf(result: ToolResult | null): IPicture[] {
  const bundles = [result?.content ?? {}, ...(factsOf(result)?.pictures ?? [])];
  return bundles.flatMap(bundle =>
    PICTURES.flatMap(mediaType => {
      const base64 = bundle[mediaType];
      return typeof base64 === 'string' ? [{ mediaType, base64 }] : [];
    })
  );
}

function factsOf(result: ToolResult | null): CallFacts | undefined {
  return result?.content[FACTS] as CallFacts | undefined;
}

/** JSON, but for the three words that Python writes otherwise. */
function literal(value: unknown): string {
  switch (value) {
    case null:
      return 'None';
    case true:
      return 'True';
    case false:
      return 'False';
    default:
      return JSON.stringify(value);
  }
}

/**
 * What stands before the text of a run that goes on with an answer: that answer, its calls by their headings.
 */
export function textBefore({ continued }: IRunState): string {
  const parts = continued?.parts ?? [];
  const shown = parts.map(({ kind, text }) =>
    kind === 'call' ? `${text.split('\n', 1)[0]}</details>\n\n` : text
  );
  return shown
    .map((text, at) => (at < parts.length - 1 ? `${text.trimEnd()}\n\n` : text))
    .join('');
}
