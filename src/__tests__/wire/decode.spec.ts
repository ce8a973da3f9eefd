import { describe, expect, it } from 'vitest';

import vectors from '../../../schema/vectors/events.json';
import { DecodeError, decodeEvent, decodeMessage } from '../../wire/decode';

describe('decodeEvent', () => {
  it.each(vectors.valid)('lets $type pass unchanged', event => {
    expect(decodeEvent(event)).toEqual(event);
  });

  const isNewer = (vector: object) => 'newer' in vector;
  const refused = vectors.invalid.filter(vector => !isNewer(vector));

  it.each(refused)('refuses: $why', ({ message }) => {
    expect(() => decodeEvent(message)).toThrow(DecodeError);
  });

  it.each(vectors.invalid.filter(isNewer))(
    'lets what a newer server may say pass: $why',
    ({ message }) => {
      expect(decodeEvent(message)).toEqual(message);
    }
  );

  it('names the field that is wrong', () => {
    const message = { run: 'r1', seq: 3, type: 'warning', code: 'x' };
    expect(() => decodeEvent(message)).toThrow('field "message"');
  });
});

describe('decodeMessage', () => {
  const error = { code: 'run-unknown', message: 'Gone.', hint: '' };

  it('lets the errors of the socket pass', () => {
    for (const run of ['r1', null]) {
      const message = { run, error };
      expect(decodeMessage(JSON.stringify(message))).toEqual(message);
    }
  });

  it.each(['', '{', '{"run":"r1","error":{}}', '1'])('refuses %j', text => {
    expect(() => decodeMessage(text)).toThrow(DecodeError);
  });
});
