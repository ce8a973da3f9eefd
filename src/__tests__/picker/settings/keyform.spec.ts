import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { MODELS } from '../knownmodels';
import { ModelServer } from '../modelserver';
import type { OpenedPicker } from '../openedpicker';
import { fill, openSettings } from '../openedpicker';

const REFUSAL = { code: 'key', message: 'No key.', hint: 'Paste it whole.' };

/** A server whose users give their keys in Settings, and have given none. */
function keyless(): ModelServer {
  const server = new ModelServer();
  server.loseKeys('file');
  return server;
}

/** Give a key, and leave it. */
function give(picker: OpenedPicker, key: string): void {
  fill(picker.key!, key);
  fireEvent.keyDown(picker.key!, { key: 'Enter' });
}

describe('A key', () => {
  it('is asked for, and where it will be kept is said', async () => {
    const picker = await openSettings(keyless());
    await picker.see('No key for OpenAI. Enter a key below.');
    await picker.see('on the server in a file that only you can read.');
    expect(picker.key?.autocomplete).toBe('off');
  });

  it('is not asked for where it would change nothing', async () => {
    const server = keyless();
    server.models = { ...MODELS, anthropic: [] };
    const picker = await openSettings(server);
    await picker.see('No key for OpenAI.');
    expect(picker.key).not.toBeNull();
    picker.show('Anthropic no key');
    await picker.see(
      'The administrator does not allow any models from Anthropic.'
    );
    expect(picker.text).not.toContain('No key for Anthropic.');
    expect(picker.key).toBeNull();
  });

  it('is not kept in the page when it is refused', async () => {
    const server = keyless();
    server.refusal = REFUSAL;
    const picker = await openSettings(server);
    await picker.list();
    give(picker, 'sk-wrong');
    await picker.see('Paste it whole.');
    expect(picker.key?.value).toBe('');
    expect(server.sent).toEqual([JSON.stringify({ key: 'sk-wrong' })]);
    expect(document.documentElement.outerHTML).not.toContain('sk-wrong');
  });

  it('is given, and leaves no trace in the page', async () => {
    const server = keyless();
    const picker = await openSettings(server);
    await picker.list();
    fill(picker.key!, 'sk-right');
    picker.press('Save');
    await picker.see('The key is saved.');
    expect(picker.key?.value).toBe('');
    // without "no key"
    expect(picker.provider('OpenAI').checked).toBe(true);
    expect(server.sent).toEqual([JSON.stringify({ key: 'sk-right' })]);
    expect(document.documentElement.outerHTML).not.toContain('sk-right');
  });

  it('is removed once the user has agreed', async () => {
    const server = keyless();
    const picker = await openSettings(server);
    await picker.list();
    give(picker, 'sk-right');
    await picker.see('The key is saved.');
    picker.press('Remove');
    const question = screen.getByRole('alertdialog');
    expect(question.textContent).toContain('Remove the key for OpenAI?');
    // Enter alone removes nothing
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(server.sent).toHaveLength(1);
    fireEvent.click(within(question).getByText('Remove'));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    await picker.see('The key is removed.');
    await waitFor(() => expect(document.activeElement).toBe(picker.key));
    expect(server.sent).toEqual([
      JSON.stringify({ key: 'sk-right' }),
      'DELETE'
    ]);
    expect(picker.provider('OpenAI no key').checked).toBe(true);
  });

  it.each(['Cancel', 'Escape'])('stays where the user says %s', async said => {
    const server = keyless();
    const picker = await openSettings(server);
    await picker.list();
    give(picker, 'sk-right');
    await picker.see('The key is saved.');
    picker.press('Remove');
    if (said === 'Escape') {
      fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    } else {
      picker.press('Cancel');
    }
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(document.activeElement).toBe(picker.button('Remove'));
    expect(server.sent).toHaveLength(1);
  });
});
