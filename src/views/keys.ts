import type { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

/** One of ours, and the keys that call it. */
interface ICommandKeys {
  readonly label: string;
  readonly keys: string;
}

/** What the ids of our commands begin with. */
const OURS = 'ai-jup:';

/**
 * Our commands that have keys, as the user has set them.
 */
export function commandKeys(commands: CommandRegistry): ICommandKeys[] {
  const found = new Map<string, string[]>();
  for (const { command, keys } of commands.keyBindings) {
    if (command.startsWith(OURS)) {
      const known = found.get(command) ?? [];
      found.set(command, [...known, CommandRegistry.formatKeystroke(keys)]);
    }
  }
  return [...found]
    .filter(([command]) => commands.hasCommand(command))
    .map(([command, keys]) => ({
      label: commands.label(command),
      keys: [...new Set(keys)].sort((a, b) => a.length - b.length).join(' · ')
    }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

/**
 * Shows the keys of prompts.
 *
 * #### Notes
 * JupyterLab's own list has the keys of what has the keyboard: none of a cell's, where it is opened from the menu.
 */
export class KeysTable extends Widget {
  constructor(commands: CommandRegistry, trans: TranslationBundle) {
    super();
    this.addClass('jp-AiJup-keys');
    const table = document.createElement('table');
    for (const { label, keys } of commandKeys(commands)) {
      const row = table.insertRow();
      row.insertCell().textContent = label;
      row.insertCell().appendChild(document.createElement('kbd')).textContent =
        keys;
    }
    const about = document.createElement('p');
    about.textContent = trans.__(
      'These work in command mode: press Esc first. A prompt is run by the keys that run any cell, such as Shift+Enter, and made Markdown again by M. The Settings Editor changes them, under Keyboard Shortcuts.'
    );
    this.node.append(table, about);
  }
}
