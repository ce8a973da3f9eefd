import type { IServer } from './http';
import { request } from './http';

/**
 * Have the server make ready what the first run would wait for. Where it cannot be reached nothing happens: the run says
 * so, or waits.
 */
export async function warm(server: IServer): Promise<void> {
  await request(server, 'warm', { method: 'POST' }).catch(() => undefined);
}
