import { galata } from '@jupyterlab/galata';

import { keylessURL } from '../settings';
import {
  code,
  expect,
  openNotebook,
  prompt,
  readNotebook,
  runCommand,
  runPromptAt,
  seeWhole,
  selectCell,
  test
} from './lab';
import { barriers, barriersInBoth, openPicker, picture } from './settingspage';

const testButton = { name: 'Test Connection' };

// what needs no browser is in src/__tests__/picker
test.describe('with keys', () => {
  test('a connection is tested', async ({ page, simulator }) => {
    const picker = await openPicker(page);
    await simulator.script({ text: 'OK' });
    await picker.getByRole('button', testButton).click();
    await expect(picker.locator('.jp-mod-works')).toContainText(
      /✓ .* answered in \d+\.\d s\./,
      { timeout: 40_000 }
    );
    await simulator.script({
      text: '',
      fault: { kind: 'status', status: 401, message: 'invalid x-api-key' }
    });
    await picker.getByRole('button', testButton).click();
    await expect(picker.locator('.jp-mod-failed')).toContainText(
      '✗ Invalid API key'
    );
  });

  test('the box keeps the keys, and gives them back', async ({
    page,
    tmpPath
  }) => {
    await openNotebook(page, `${tmpPath}/box.ipynb`, [prompt('Go on.')]);
    const chip = page.locator('.jp-AiJup-chip button');
    await expect(chip).toHaveAttribute('aria-busy', 'false');
    await runCommand(page, "Choose Notebook's Model…");
    const popup = page.getByRole('dialog', { name: 'Model of this notebook' });
    const filter = popup.getByRole('combobox');
    await expect(filter).toBeFocused();
    for (const key of ['Tab', 'Shift+Tab']) {
      const seen = new Set<string>();
      for (let times = 0; times < 6; times += 1) {
        await page.keyboard.press(key);
        const focused = popup.locator(':focus');
        await expect(focused).toHaveCount(1);
        seen.add(await focused.evaluate(node => node.outerHTML));
      }
      expect(seen.size).toBeGreaterThan(2);
    }
    await filter.fill('opus');
    await page.keyboard.press('Escape');
    await expect(filter).toHaveValue('');
    // a button that goes takes the focus with it
    await filter.evaluate(node => node.blur());
    await page.keyboard.press('Escape');
    await expect(popup).toHaveCount(0);
    await expect(chip).toBeFocused();
    await chip.click();
    await expect(filter).toBeFocused();
    await chip.click();
    await expect(popup).toHaveCount(0);
    await expect(chip).toBeFocused();
  });

  test('what is no number of steps is refused where it is typed', async ({
    page
  }) => {
    await openPicker(page);
    const steps = page.getByLabel('Maximum steps');
    await steps.fill('500');
    await expect(page.locator('.jp-SettingsPanel')).toContainText(
      'must be <= 100'
    );
    const saved = page.waitForRequest(
      request =>
        request.method() === 'PUT' && request.url().includes('ai-jup:plugin')
    );
    await steps.fill('3');
    expect((await saved).postData()).toContain('maxSteps');
    await expect(page.locator('.jp-SettingsPanel')).not.toContainText(
      'must be <= 100'
    );
  });

  test('a model is picked with the keyboard alone, and answers', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const picker = await openPicker(page);
    await picker.getByRole('radio', { name: 'OpenAI' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(
      picker.getByRole('listbox', { name: 'Models of Anthropic' })
    ).toBeVisible();
    await page.keyboard.press('Tab');
    const filter = picker.getByRole('combobox');
    await expect(filter).toBeFocused();
    await page.keyboard.type('gpt-5.4');
    await expect(picker).toContainText(
      'No model matches here, but OpenAI has one.'
    );
    await page.keyboard.press('Escape');
    await page.keyboard.type('HAIKU 4-5');
    await expect(picker.getByRole('option')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(picker.getByRole('option', { selected: true })).toContainText(
      'anthropic/claude-haiku-4-5'
    );
    await page.keyboard.press('Escape');
    await expect(filter).toHaveValue('');

    await openNotebook(page, `${tmpPath}/picked.ipynb`, [prompt('Go on.')]);
    await expect(page.locator('.jp-AiJup-chip')).toContainText('Haiku 4.5');
    await simulator.script({ text: 'One.' });
    await runPromptAt(page, 0);
    await seeWhole(page, 'One.');
    const [request] = await simulator.received();
    expect(request.provider).toBe('anthropic');
    expect(request.model).toBe('claude-haiku-4-5');
  });
});

test.describe('in a page of its own', () => {
  test.use({ keepsPage: false });

  test('the settings page has no barriers, and fits a narrow panel', async ({
    page
  }) => {
    const picker = await openPicker(page);
    expect(
      await barriersInBoth(page, '.jp-SettingsPanel', 'picker-keys')
    ).toEqual([]);
    await page.sidebar.close();
    await page.setViewportSize({ width: 640, height: 700 });
    const isWide = await picker.evaluate(
      node => node.scrollWidth > node.clientWidth
    );
    expect(isWide).toBe(false);
    await picture(page, picker, 'picker-narrow');
  });

  test('the toolbar sets the model of a notebook that has a prompt', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/chip.ipynb`;
    const asked: string[] = [];
    page.on('request', request => {
      if (request.url().includes('/ai-jup/')) {
        asked.push(request.url());
      }
    });
    await openNotebook(page, path, [code('1')]);
    await selectCell(page, 0);
    const chip = page.locator('.jp-AiJup-chip button');
    await expect(chip).toBeHidden();
    expect(asked).toEqual([]);
    await runCommand(page, 'Insert Prompt');
    await page.keyboard.type('Go on.');
    await expect(chip).toBeVisible();
    await chip.focus();
    await page.keyboard.press('Enter');
    const popup = page.getByRole('dialog', { name: 'Model of this notebook' });
    await expect(popup.getByRole('combobox')).toBeFocused();
    expect(await barriersInBoth(page, '.jp-AiJup-popup', 'chip')).toEqual([]);
    expect(await barriers(page, '.jp-AiJup-chip')).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const picked = popup.getByRole('option', { selected: true });
    const name = await picked.locator('code').innerText();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(popup).toHaveCount(0);
    await expect(chip).toBeFocused();
    await simulator.script({ text: 'One.' });
    await runPromptAt(page, 1);
    await seeWhole(page, 'One.');
    const [request] = await simulator.received();
    expect(`${request.provider}/${request.model}`).toBe(name);
    await page.notebook.save();
    const saved = await readNotebook(page, path);
    expect(saved.metadata.ai_jup).toEqual({ model: name });
  });
});

test.describe('with a model that is in no list', () => {
  const GONE = 'openai/gpt-none-such';

  test.use({
    keepsPage: false,
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'ai-jup:plugin': { model: GONE }
    }
  });

  test('a test says so, and the keyboard goes on when it is replaced', async ({
    page,
    simulator
  }) => {
    const picker = await openPicker(page);
    await expect(picker).toContainText(`Tests ${GONE}, the model picked in`);
    await picker.getByRole('button', testButton).click();
    const failed = picker.locator('.jp-AiJup-test .jp-mod-failed');
    await expect(failed).toContainText('✗ Model not found');
    await expect(failed).toContainText(
      `'${GONE}' is not in the list of models`
    );
    expect(await simulator.received()).toEqual([]);
    expect(
      await barriersInBoth(page, '.jp-AiJup-modelSetting', 'picker-failed')
    ).toEqual([]);
    const use = picker.getByRole('button', { name: /^Use / });
    const label = (await use.innerText()).slice('Use '.length);
    await use.focus();
    await page.keyboard.press('Enter');
    await expect(picker.getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(picker.getByRole('button', testButton)).toBeFocused();
    await expect(picker).toContainText(`Tests ${label}, the model`);
  });
});

test.describe('without a key', () => {
  test.use({ baseURL: keylessURL, keepsPage: false });

  test('the picker says what is missing, and what answers', async ({
    page
  }) => {
    const picker = await openPicker(page);
    await expect(picker).toContainText('Simulator, not a model.');
    for (const [label, variable] of [
      ['OpenAI', 'OPENAI_API_KEY'],
      ['Anthropic', 'ANTHROPIC_API_KEY'],
      ['Google Gemini', 'GEMINI_API_KEY']
    ]) {
      const provider = picker.getByRole('radio', { name: `${label} no key` });
      await provider.check({ force: true });
      await expect(picker).toContainText(variable);
      expect(await picker.getByRole('option').count()).toBeGreaterThan(3);
    }
    await picker.getByRole('button', testButton).click();
    await expect(picker.locator('.jp-mod-works')).toContainText(
      '✓ The simulator answered',
      { timeout: 40_000 }
    );
    expect(
      await barriersInBoth(page, '.jp-AiJup-modelSetting', 'picker-no-keys')
    ).toEqual([]);
  });
});
