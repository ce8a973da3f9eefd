import { describe, expect, it } from 'vitest';

import { isTooOld } from '../../plugins/tooold';

describe('a page that is too old', () => {
  it.each(['4.0.13', '4.3.8', '7.0.0', '7.3.3'])('is one of %s', version => {
    expect(isTooOld(version)).toBe(true);
  });

  it.each(['4.4.0', '4.10.1', '4.6.6', '7.4.0', '7.6.1', '5.0.0', '8.0.0', ''])(
    'is none of %s',
    version => {
      expect(isTooOld(version)).toBe(false);
    }
  );
});
