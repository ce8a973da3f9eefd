import { describe, expect, it } from 'vitest';

import { withoutMiddle } from '../../notebook/longstreams';

const stream = (text: unknown) => ({ output_type: 'stream', text });

describe('An output that is sent', () => {
  it('is sent as it is, but for a long stream', () => {
    const result = { output_type: 'execute_result', text: 'x'.repeat(500_000) };
    for (const output of [stream('x'.repeat(400_000)), stream(7), result]) {
      expect(withoutMiddle(output)).toBe(output);
    }
  });

  it.each([(text: string) => text, (text: string) => text.split('\n')])(
    'loses the middle of a long stream, and says how much',
    made => {
      const text = `begin${'x'.repeat(700_000)}end`;
      const sent = withoutMiddle(stream(made(text)));
      const kept = sent.text as string;
      expect(kept).toHaveLength(400_000);
      expect(kept.startsWith('begin') && kept.endsWith('end')).toBe(true);
      expect(sent.missing).toBe(text.length - 400_000);
    }
  );
});
