import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { describe, expect, it } from 'vitest';

import { KeysTable } from '../../views/keys';

describe('The list of keys', () => {
  it('has our commands with all their keys, as they are bound now', () => {
    const commands = new CommandRegistry();
    const execute = () => undefined;
    commands.addCommand('ai-jup:one', { label: 'One', execute });
    commands.addCommand('ai-jup:two', { label: 'Two', execute });
    commands.addCommand('notebook:other', { label: 'Other', execute });
    const bind = (command: string, ...keys: string[]) =>
      commands.addKeyBinding({ command, keys, selector: 'body' });
    bind('ai-jup:one', 'Q', 'P');
    bind('notebook:other', 'O');
    const first = bind('ai-jup:one', 'P');
    // in another place
    bind('ai-jup:one', 'Q', 'P');
    bind('ai-jup:gone', 'G');
    const rows = () => {
      const { node } = new KeysTable(commands, nullTranslator.load('ai_jup'));
      return [...node.querySelectorAll('tr')].map(row => row.textContent);
    };
    expect(rows()).toEqual(['OneP · Q, P']);
    first.dispose();
    bind('ai-jup:two', 'T');
    expect(rows()).toEqual(['OneQ, P', 'TwoT']);
  });
});
