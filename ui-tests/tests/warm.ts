import { serversOf, token, workers } from '../settings';

/**
 * Let the servers load LiteLLM while the first page loads, as they do when a notebook with prompts is opened.
 */
export default async function warm(): Promise<void> {
  const headers = { Authorization: `token ${token}` };
  for (let worker = 0; worker < workers; worker += 1) {
    const { lab, keyless } = serversOf(worker);
    for (const { url } of [lab, keyless]) {
      await fetch(`${url}/ai-jup/runs`, { headers });
    }
  }
}
