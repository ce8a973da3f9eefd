import { keylessURL, labURL, token } from '../settings';

/**
 * Let the servers load LiteLLM while the first page loads, as they do when a notebook with prompts is opened.
 */
export default async function warm(): Promise<void> {
  const headers = { Authorization: `token ${token}` };
  for (const url of [labURL, keylessURL]) {
    await fetch(`${url}/ai-jup/runs`, { headers });
  }
}
