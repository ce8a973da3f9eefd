import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { describe, expect, it } from 'vitest';

import { KeysTable } from '../../views/keys';

describe('The list of keys', () => {
  it('has our commands with all their keys, as they are bound now', () => {
    const commands = new CommandRegistry();
    const add = (id: string, label: string) =>
      commands.addCommand(id, {
        label,
        describedBy: { args: {} },
        execute: () => undefined
      });
    add('ai-jup:one', 'One');
    add('ai-jup:two', 'Two');
    add('notebook:other', 'Other');
    const bind = (command: string, ...keys: string[]) =>
      commands.addKeyBinding({ command, keys, selector: 'body' });
    bind('ai-jup:one', 'Q', 'P');
    bind('notebook:other', 'O');
    const first = bind('ai-jup:one', 'P');
    // in another place
    bind('ai-jup:one', 'Q', 'P');
    bind('ai-jup:gone', 'G');
    const rows = () => {
      const table = new KeysTable(commands, nullTranslator.load('ai_jup'));
      const found = [...table.node.querySelectorAll('tr')];
      table.dispose();
      return found.map(row => row.textContent);
    };
    expect(rows()).toEqual(['OneP · Q, P']);
    first.dispose();
    bind('ai-jup:two', 'T');
    expect(rows()).toEqual(['OneQ, P', 'TwoT']);
  });
});
