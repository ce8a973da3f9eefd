import { simulatorURL } from '../settings';
import type { Provider } from '../settings';

/** The simulator's `Fault`, as far as these tests need it. */
export interface IFault {
  kind:
    | 'status'
    | 'truncate'
    | 'stall'
    | 'silent'
    | 'cut'
    | 'malformed'
    | 'html'
    | 'error-event';
  after?: number;
  status?: number;
  /** Of a provider's refusals. */
  reason?: 'low_credit';
  retry_after?: number;
  message?: string;
  seconds?: number;
}

/** The simulator's `Reply`, as far as these tests need it. */
export interface IReply {
  text: string;
  /** Functions that it calls after the text. */
  calls?: { name: string; arguments: Record<string, unknown> }[];
  /** Seconds between two words. */
  pace?: number;
  fault?: IFault;
}

/** A request that the simulator received. */
export interface IReceived {
  provider: Provider;
  endpoint: string;
  model: string;
  path: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  body: any;
  closed_after: number | null;
  problem: string | null;
  /** Seconds since 1970. */
  at: number;
  content_at: number[];
}

const GENERATION = ['chat', 'responses', 'messages', 'generate'];

/**
 * What the provider's side of a test says and sees.
 */
export class Simulator {
  /** Set what the next requests get, one reply each. */
  async script(...replies: IReply[]): Promise<void> {
    await this._post(
      replies.map(({ text, calls = [], ...reply }) => ({
        ...reply,
        parts: [
          ...(text ? [{ type: 'text', text }] : []),
          ...calls.map(call => ({ type: 'tool-call', ...call }))
        ]
      }))
    );
  }

  /** The replies that no request has taken. */
  async waiting(): Promise<number> {
    return (await this._post([])).waiting;
  }

  /** The requests for an answer so far. */
  async received(): Promise<IReceived[]> {
    const response = await fetch(`${simulatorURL}/control/received`);
    const all = (await response.json()) as IReceived[];
    return all.filter(({ endpoint }) => GENERATION.includes(endpoint));
  }

  /** What the real providers would have refused. */
  async problems(): Promise<string[]> {
    const all = await this.received();
    return all.flatMap(({ problem }) => problem ?? []);
  }

  async reset(): Promise<void> {
    await fetch(`${simulatorURL}/control`, { method: 'DELETE' });
  }

  private async _post(script: unknown[]): Promise<{ waiting: number }> {
    const response = await fetch(`${simulatorURL}/control/script`, {
      method: 'POST',
      body: JSON.stringify(script)
    });
    if (!response.ok) {
      throw new Error(await response.text());
    }
    return (await response.json()) as { waiting: number };
  }
}

/**
 * The texts of the last turn, which is the user's; the prompt is the last of them.
 */
export function lastUserTexts({ body }: IReceived): string[] {
  const turns: any[] = body.messages ?? body.input ?? body.contents;
  const last = turns[turns.length - 1];
  if (last.role !== 'user') {
    throw new Error(`The last turn is not the user's: ${last.role}`);
  }
  const content = last.content ?? last.parts;
  return typeof content === 'string'
    ? [content]
    : content.flatMap((part: { text?: string }) => part.text ?? []);
}
