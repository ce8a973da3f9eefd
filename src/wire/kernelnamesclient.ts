import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';

import type { KernelName } from './generated';
import { request } from './http';

/**
 * The request for a kernel's names.
 */
export class KernelNamesClient {
  constructor(private _settings: ServerConnection.ISettings) {}

  /**
   * The user's names in a kernel. It waits for a kernel that is busy.
   *
   * @throws RequestError if the server or the kernel cannot tell them
   */
  names(kernelId: string): Promise<KernelName[]> {
    const query = URLExt.objectToQueryString({ kernel_id: kernelId });
    return request(this._settings, `kernel-names${query}`);
  }
}
