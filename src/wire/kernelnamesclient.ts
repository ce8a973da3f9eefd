import { URLExt } from '@jupyterlab/coreutils';

import type { KernelName } from './generated';
import type { IServer } from './http';
import { request } from './http';

/**
 * The request for a kernel's names.
 */
export class KernelNamesClient {
  constructor(private _server: IServer) {}

  /**
   * The user's names in a kernel. It waits for a kernel that is busy.
   *
   * @throws RequestError if the server or the kernel cannot tell them
   */
  names(kernelId: string): Promise<KernelName[]> {
    const query = URLExt.objectToQueryString({ kernel_id: kernelId });
    return request(this._server, `kernel-names${query}`);
  }
}
