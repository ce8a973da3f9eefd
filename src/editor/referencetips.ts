import type { TranslationBundle } from '@jupyterlab/translation';

import type { KernelName } from '../wire/generated';
import type { Problem } from './references';

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
      return trans.__('Cannot be read: it calls something.');
    case 'action':
      return trans.__('Cannot be read: it does more than read.');
    case 'iteration':
      return trans.__('Cannot be read: it goes through something.');
    case 'size':
      return trans.__('Cannot be read: its result may be too large.');
    case 'format':
      return trans.__('Cannot be read: it formats a text.');
    case 'function':
      return trans.__(
        'A function is named as `f`, `module.f` or `[f, g]`, without parentheses.'
      );
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
    '`%1` is no function (its type is %2): name it with $ to have it read.',
    name,
    type
  );
}
