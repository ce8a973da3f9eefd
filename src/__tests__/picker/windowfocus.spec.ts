import { describe, expect, it, vi } from 'vitest';

import { onWindowFocus } from '../../picker/windowfocus';

describe('a window that the user comes back to', () => {
  it('looks once, and no more when that is given up', () => {
    vi.useFakeTimers();
    let times = 0;
    const back = onWindowFocus(() => {
      times += 1;
    });
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('focus'));
    vi.runAllTimers();
    expect(times).toBe(1);
    back.dispose();
    window.dispatchEvent(new Event('focus'));
    vi.runAllTimers();
    expect(times).toBe(1);
    vi.useRealTimers();
  });
});
