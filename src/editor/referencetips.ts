import type { TranslationBundle } from '@jupyterlab/translation';

import type { Problem } from '../prompt/references';
import type { KernelName } from '../wire/generated';

/**
 * What the user is told of a reference that cannot be read.
 */
export function problemWords(
  problem: Problem,
  trans: TranslationBundle
): string {
  switch (problem) {
    case 'empty':
      return trans.__('Cannot be read: it is empty.');
    case 'long':
      return trans.__('Cannot be read: it is too long.');
    case 'call':
      return trans.__('Cannot be read: it calls a function.');
    case 'action':
      return trans.__('Cannot be read: it does more than read a value.');
    case 'iteration':
      return trans.__('Cannot be read: it loops over something.');
    case 'size':
      return trans.__('Cannot be read: its result may be too large.');
    case 'format':
      return trans.__('Cannot be read: it formats text.');
    case 'function':
      return trans.__(
        'Name a function as `f`, `module.f`, or `[f, g]`, without parentheses.'
      );
    case 'language':
      return trans.__('Functions need a Python kernel.');
  }
}

/**
 * What the user is told of a reference whose closing backtick is missing: it is sent as it stands.
 */
export function unclosedWords(trans: TranslationBundle): string {
  return trans.__('Not read: the closing backtick is missing.');
}

/**
 * What the user is told of a name that the kernel does not have.
 */
export function undefinedWords(name: string, trans: TranslationBundle): string {
  return trans.__('`%1` is not defined in the kernel.', name);
}

/**
 * What the user is told of a name that is offered as a function and cannot be called.
 */
export function uncallableWords(
  { name, type }: Pick<KernelName, 'name' | 'type'>,
  trans: TranslationBundle
): string {
  return trans.__(
    '`%1` is not a function (its type is %2): use $ instead of & to read its value.',
    name,
    type
  );
}
