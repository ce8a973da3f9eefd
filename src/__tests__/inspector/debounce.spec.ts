import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Debounce } from '../../inspector/debounce';

describe('Debounce', () => {
  let looks: number[];

  beforeEach(() => {
    vi.useFakeTimers();
    looks = [];
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** A look that takes some milliseconds. */
  function looking(took: number): Debounce {
    return new Debounce(() => {
      looks.push(performance.now());
      return new Promise(resolve => setTimeout(resolve, took));
    });
  }

  it('looks once, a second after the last of many changes', async () => {
    const patience = looking(0);
    const begun = performance.now();
    for (let at = 0; at < 50; at++) {
      patience.afterPause();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(looks).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks.map(at => Math.round(at - begun))).toEqual([5_900]);
  });

  it('waits longer where looking takes long', async () => {
    const patience = looking(400);
    patience.afterPause();
    await vi.advanceTimersByTimeAsync(2_000);
    const begun = performance.now();
    patience.afterPause();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks.slice(1).map(at => Math.round(at - begun))).toEqual([4_000]);
  });

  it('looks soon at a prompt that becomes active, however long a pause it was in', async () => {
    const patience = looking(0);
    const begun = performance.now();
    patience.afterPause();
    patience.soon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks.map(at => Math.round(at - begun))).toEqual([250]);
  });

  it('looks no more when it is disposed of', async () => {
    const patience = looking(0);
    patience.soon();
    patience.dispose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toEqual([]);
  });
});
