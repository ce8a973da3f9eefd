import type { ServerConnection } from '@jupyterlab/services';

import { request } from './http';

/**
 * Have the server make ready what the first run would wait for. Where it cannot be reached nothing happens: the run says
 * so, or waits.
 */
export async function warm(
  settings: ServerConnection.ISettings
): Promise<void> {
  await request(settings, 'warm', { method: 'POST' }).catch(() => undefined);
}
