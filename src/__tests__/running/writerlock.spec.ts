import { describe, expect, it } from 'vitest';

import { turnOf } from '../../running/writerlock';

describe('turnOf', () => {
  it('gives each browser on a notebook another turn', () => {
    const states = new Map([9, 2, 5].map(id => [id, {}]));
    const turns = [2, 5, 9].map(clientID =>
      turnOf({ clientID, getStates: () => states })
    );
    expect(turns).toEqual([3_000, 6_000, 9_000]);
  });

  it('waits even alone: who else is there may not be known yet', () => {
    expect(turnOf({ clientID: 1, getStates: () => new Map() })).toBe(3_000);
  });
});
