import type { ContextReply, PromptRequest } from './generated';
import type { IServer } from './http';
import { request } from './http';

/**
 * Asks what would be sent for a prompt; nothing is sent to a model for it.
 */
export class ContextClient {
  constructor(private _server: IServer) {}

  /**
   * @param prompt - what a run would be started with
   * @param readValues - whether what the prompt names is read in the kernel
   * @param signal - what gives the question up
   * @throws RequestError if a run would be refused for another reason than its size, or the question was given up
   */
  ask(
    prompt: PromptRequest,
    readValues: boolean,
    signal: AbortSignal
  ): Promise<ContextReply> {
    const options = { ...prompt.options, read_values: readValues };
    const body = { ...prompt, options };
    return request(this._server, 'context', { method: 'POST', body, signal });
  }
}
