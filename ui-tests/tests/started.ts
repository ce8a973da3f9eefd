import { serversOf, token, workers } from '../settings';

const headers = { Authorization: `token ${token}` };

/** Wait until a server answers. */
async function answers(url: string): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.ok) {
      return;
    }
    if (Date.now() > until) {
      throw new Error(`There is no server at ${url}: UI_TEST_LOG=1 says why.`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/**
 * Wait for the servers, which start side by side, and let those that will answer prompts load LiteLLM, as they do when a
 * notebook with prompts is opened.
 */
export default async function started(): Promise<void> {
  const all = Array.from({ length: workers }, (_, at) => serversOf(at));
  await Promise.all(
    all.flatMap(({ simulator, lab, keyless, settings }) => [
      answers(`${simulator.url}/control/received`),
      ...(process.env.UI_TEST_PLACE ? [] : [lab, keyless, settings]).map(
        ({ url }) => answers(`${url}/api`)
      )
    ])
  );
  if (process.env.UI_TEST_PLACE) {
    return;
  }
  const answering = [all[0].keyless, ...all.map(({ lab }) => lab)];
  for (const { url } of answering) {
    const warm = () => fetch(`${url}/ai-jup/warm`, { method: 'POST', headers });
    // a connection that was kept may be closed just when it is used again
    await warm().catch(warm);
  }
}
