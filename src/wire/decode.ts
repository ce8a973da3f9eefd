import type {
  ErrorDetail,
  Event,
  RunBegan,
  SocketError,
  WriterTurn
} from './generated';
import { EVENTS, SHAPES } from './generated';

/**
 * What the server sends on the socket of a run that is followed.
 */
export type RunMessage = Event | SocketError;

/**
 * What the server sends on the socket.
 */
export type SocketMessage = RunMessage | WriterTurn | RunBegan;

/**
 * A message that is not of the protocol; the text says why.
 */
export class DecodeError extends Error {
  readonly name = 'DecodeError';
}

/** The part of JSON Schema that the protocol is written in. */
interface ISchema {
  /** The name of another shape. */
  readonly $ref?: string;
  readonly anyOf?: readonly ISchema[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly items?: ISchema;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, ISchema>>;
  readonly required?: readonly string[];
  readonly type?: string;
}

/** What each event has, whatever its type. */
const ANY_EVENT: ISchema = {
  type: 'object',
  properties: {
    run: { type: 'string' },
    seq: { type: 'integer', minimum: 1 },
    type: { type: 'string' }
  },
  required: ['run', 'seq', 'type']
};

/**
 * Check that a value is an event. One of a type that only a newer server has passes, and so does a field.
 *
 * @param value - a parsed JSON value
 * @throws DecodeError if it is not
 */
export function decodeEvent(value: unknown): Event {
  verify(value, ANY_EVENT);
  const { type } = value as Event;
  if (Object.hasOwn(EVENTS, type)) {
    verify(value, { $ref: EVENTS[type] });
  }
  return value as Event;
}

/**
 * Check a text message of the socket.
 *
 * @param text - the message as it came
 * @throws DecodeError if it is nothing that the server sends
 */
export function decodeMessage(text: string): SocketMessage {
  const value = parse(text);
  if (!isObject(value) || 'type' in value) {
    return decodeEvent(value);
  }
  const $ref = Object.keys(TYPELESS).find(field => field in value);
  verify(value, { $ref: TYPELESS[$ref ?? 'error'] });
  return value as unknown as SocketMessage;
}

/** What has no type is told by a field that only it has. */
const TYPELESS: Readonly<Record<string, string>> = {
  turn: 'WriterTurn',
  notebook: 'RunBegan',
  error: 'SocketError'
};

/**
 * Check the body of a refusal.
 *
 * @returns the error, or `null` if the body is of another shape
 */
export function decodeErrorReply(value: unknown): ErrorDetail | null {
  const error = isObject(value) ? value['error'] : undefined;
  const isError = faultOf(error, { $ref: 'ErrorDetail' }) === null;
  return isError ? (error as ErrorDetail) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DecodeError('Not JSON');
  }
}

function verify(value: unknown, shape: ISchema): void {
  const fault = faultOf(value, shape);
  if (fault !== null) {
    throw new DecodeError(`Not a message of the protocol: field "${fault}"`);
  }
}

/** The first field that is wrong or missing; `null` if there is none. */
function faultOf(value: unknown, schema: ISchema, field = ''): string | null {
  const { $ref, anyOf, properties = {}, required = [] } = schema;
  if ($ref) {
    return faultOf(value, (SHAPES as Record<string, ISchema>)[$ref], field);
  }
  if (anyOf) {
    const fits = anyOf.some(each => faultOf(value, each) === null);
    return fits ? null : field;
  }
  if (!isOfType(value, schema.type) || !isAllowed(value, schema)) {
    return field;
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema;
    const faults = value.map(item => faultOf(item, items, field));
    return faults.find(fault => fault !== null) ?? null;
  }
  const fields = value as Record<string, unknown>;
  for (const name of required) {
    const fault = faultOf(fields[name], properties[name], name);
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

function isOfType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case undefined:
      return true;
    default:
      return typeof value === type;
  }
}

function isAllowed(value: unknown, schema: ISchema): boolean {
  const words = schema.enum ?? (schema.const ? [schema.const] : undefined);
  const least = schema.minimum ?? -Infinity;
  return (
    (words?.includes(value as string) ?? true) &&
    (typeof value !== 'number' || value >= least)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
