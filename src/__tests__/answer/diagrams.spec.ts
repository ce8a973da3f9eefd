import { describe, expect, it } from 'vitest';

import { isDiagram } from '../../answer/diagrams';

describe('a diagram', () => {
  it.each([
    ['text', 'graph TD; A-->B', true],
    ['mermaid', 'sequenceDiagram\n  A->>B: hi', true],
    ['text', '---\ntitle: x\n---\n%% note\n\nflowchart LR\n  A-->B', true],
    ['text', 'stateDiagram-v2\n  [*] --> A', true],
    ['text', 'graphite is soft', false],
    ['text', 'The graph TD', false],
    ['python', 'graph = 1', false],
    ['', 'graph TD; A-->B', false]
  ])('is told by its beginning: %s %j', (language, code, expected) => {
    expect(isDiagram({ language, code })).toBe(expected);
  });
});
