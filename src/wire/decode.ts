import type { ErrorDetail, Event, SocketError } from './generated';

/**
 * What the server sends on the socket.
 */
export type SocketMessage = Event | SocketError;

/**
 * A message that is not of the protocol; the text says why.
 */
export class DecodeError extends Error {
  readonly name = 'DecodeError';
}

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

/**
 * Check that a value is an event.
 *
 * @param value - a parsed JSON value
 * @throws DecodeError if it is not
 */
export function decodeEvent(value: unknown): Event {
  const type = isObject(value) ? value['type'] : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(EVENTS, type)) {
    throw new DecodeError(`Not an event: type ${JSON.stringify(type)}`);
  }
  verify(value, EVENTS[type as Event['type']], type);
  return value as Event;
}

/**
 * Check a text message of the socket.
 *
 * @param text - the message as it came
 * @throws DecodeError if it is neither an event nor an error
 */
export function decodeMessage(text: string): SocketMessage {
  const value = parse(text);
  if (isObject(value) && 'error' in value && !('type' in value)) {
    verify(value, SOCKET_ERROR, 'error');
    return value as unknown as SocketError;
  }
  return decodeEvent(value);
}

/**
 * Check the body of a refusal.
 *
 * @returns the error, or `null` if the body is of another shape
 */
export function decodeErrorReply(value: unknown): ErrorDetail | null {
  const error = isObject(value) ? value['error'] : undefined;
  return isError(error) ? (error as ErrorDetail) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DecodeError('Not JSON');
  }
}

function verify(value: unknown, shape: Shape, what: string): void {
  const fault = faultOf(value, shape);
  if (fault !== null) {
    throw new DecodeError(`Not a message "${what}": field "${fault}"`);
  }
}

/** The first field that is wrong, missing or unknown; `null` if there is none. */
function faultOf(value: unknown, shape: Shape): string | null {
  if (!isObject(value)) {
    return '';
  }
  const wrong = Object.keys(shape).find(key => !shape[key](value[key]));
  const extra = Object.keys(value).find(key => !Object.hasOwn(shape, key));
  return wrong ?? extra ?? null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isString: Check = value => typeof value === 'string';
const isBoolean: Check = value => typeof value === 'boolean';
const isNumber: Check = value => typeof value === 'number';
const isInteger: Check = value => Number.isInteger(value);
const isSequence: Check = value => Number.isInteger(value) && Number(value) > 0;

function optional(check: Check): Check {
  return value => value === null || check(value);
}

function oneOf(...values: string[]): Check {
  return value => values.includes(value as string);
}

function matches(shape: Shape): Check {
  return value => faultOf(value, shape) === null;
}

const ERROR: Shape = { code: isString, message: isString, hint: isString };
const isError = matches(ERROR);
const isFinishReason = oneOf('stop', 'length', 'content_filter', 'max_steps');

const isRecord = matches({
  run: isString,
  state: oneOf('running', 'finished', 'failed', 'stopped'),
  model: isString,
  answered_by: optional(isString),
  simulated: isBoolean,
  parameters: isObject,
  started: isString,
  seconds: isNumber,
  input_tokens: optional(isInteger),
  cached_tokens: optional(isInteger),
  output_tokens: optional(isInteger),
  cost: optional(isNumber),
  finish_reason: optional(isFinishReason),
  error: optional(isString),
  context: isString
});

function event(type: Event['type'], fields: Shape): Shape {
  return { type: oneOf(type), run: isString, seq: isSequence, ...fields };
}

const SOCKET_ERROR: Shape = { run: optional(isString), error: isError };

const EVENTS: Readonly<Record<Event['type'], Shape>> = {
  'run-started': event('run-started', {
    notebook: isString,
    prompt: isString,
    model: isString,
    label: isString,
    simulated: isBoolean
  }),
  'text-delta': event('text-delta', { text: isString }),
  'reasoning-delta': event('reasoning-delta', { text: isString }),
  'tool-call': event('tool-call', {
    id: isString,
    name: isString,
    arguments: isObject
  }),
  'tool-consent': event('tool-consent', {
    id: isString,
    state: oneOf('asked', 'given', 'refused'),
    reason: oneOf('untrusted', 'setting'),
    digest: isString
  }),
  'tool-result': event('tool-result', {
    id: isString,
    status: oneOf('ok', 'error', 'timeout', 'refused', 'unknown'),
    content: isObject
  }),
  warning: event('warning', { code: isString, message: isString }),
  usage: event('usage', {
    input_tokens: isInteger,
    cached_tokens: isInteger,
    output_tokens: isInteger,
    cost: optional(isNumber)
  }),
  'run-finished': event('run-finished', {
    finish_reason: isFinishReason,
    record: isRecord
  }),
  'run-failed': event('run-failed', { error: isError, record: isRecord }),
  'run-stopped': event('run-stopped', { record: isRecord })
};
