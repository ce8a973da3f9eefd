import { fireEvent, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Replay } from '../../../tokens';
import { ModelServer } from '../modelserver';
import { openChip } from './openedchip';

describe("The choice of a notebook's replay", () => {
  it('shows what the notebook has, and changes it', async () => {
    const chip = openChip(new ModelServer());
    await waitFor(() => expect(chip.text).toBe('No model'));
    const picker = chip.press();
    await picker.see('Record again');
    const group = picker.node.querySelector('fieldset')!;
    const choices = [...group.querySelectorAll('label')];
    const checked = () =>
      choices.find(choice => choice.querySelector('input')!.checked)
        ?.textContent;
    expect(choices.map(choice => choice.textContent)).toEqual([
      'Off',
      'Answer from the cassette, ask for the rest',
      'Only from the cassette',
      'Record again'
    ]);
    expect(checked()).toBe('Off');
    fireEvent.click(choices[1]);
    expect(chip.names.replay).toBe('auto');
    chip.names.replay = 'record';
    chip.names.changed.emit();
    await waitFor(() => expect(checked()).toBe('Record again'));
  });

  it('is told in the toolbar, where nothing but a recording needs a key', async () => {
    const chip = openChip(new ModelServer());
    const button = () => chip.node.querySelector('button')!;
    chip.prompts.defaultModel.name = 'openai/no-such';
    await waitFor(() => expect(chip.text).toMatch(/⚠/));
    for (const [replay, text, title] of [
      ['auto', /⚠.*replay$/, /the rest is recorded\.$/],
      ['record', /⚠.*replay$/, /is recorded\.$/],
      ['strict', /^Cassette$/, /no model is asked\.$/],
      ['off', /⚠/, /^((?!Replay).)*$/]
    ] as [Replay, RegExp, RegExp][]) {
      chip.names.replay = replay;
      chip.names.changed.emit();
      await waitFor(() => expect(chip.text).toMatch(text));
      expect(button().title).toMatch(title);
    }
  });
});
