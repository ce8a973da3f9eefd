import { describe, expect, it } from 'vitest';

import { moved, moveOf } from '../../../picker/list/listkeys';

describe('keys', () => {
  it('move the active row, and stop at the ends', () => {
    expect(moved(0, 9, 'down')).toBe(1);
    expect(moved(8, 9, 'down')).toBe(8);
    expect(moved(0, 9, 'up')).toBe(0);
    expect(moved(-1, 9, 'down')).toBe(0);
    expect(moved(2, 9, 'page-down')).toBe(7);
    expect(moved(2, 9, 'page-up')).toBe(0);
    expect(moved(4, 9, 'first')).toBe(0);
    expect(moved(4, 9, 'last')).toBe(8);
    expect(moved(0, 0, 'down')).toBe(-1);
  });

  it('are those of a list', () => {
    expect(moveOf('Home')).toBe('first');
    expect(moveOf('a')).toBeNull();
    expect(moveOf('toString')).toBeNull();
  });
});
