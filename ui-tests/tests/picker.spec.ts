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
import {
  answer,
  at,
  barriers,
  models,
  newest,
  openPicker,
  picture,
  removeKey
} from './settingspage';

test.use({ keepsPage: false });

test.describe('with keys', () => {
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
    await picture(page, picker, 'picker-keys');

    await openNotebook(page, `${tmpPath}/picked.ipynb`, [prompt('Go on.')]);
    await expect(page.locator('.jp-AiJup-chip')).toContainText('Haiku 4.5');
    await simulator.script({ text: 'One.' });
    await runPromptAt(page, 0);
    await seeWhole(page, 'One.');
    const [request] = await simulator.received();
    expect(request.provider).toBe('anthropic');
    expect(request.model).toBe('claude-haiku-4-5');
  });

  test('the settings page has no barriers', async ({ page }) => {
    await openPicker(page);
    expect(await barriers(page, '.jp-SettingsPanel')).toEqual([]);
    await page.theme.setDarkTheme();
    expect(await barriers(page, '.jp-SettingsPanel')).toEqual([]);
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

  test('a connection is tested', async ({ page, simulator }) => {
    const picker = await openPicker(page);
    await simulator.script({ text: 'OK' });
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    await expect(picker.locator('.jp-mod-works')).toContainText(
      /✓ .* answered in \d+\.\d s\./,
      { timeout: 40_000 }
    );
    await simulator.script({
      text: '',
      fault: { kind: 'status', status: 401, message: 'invalid x-api-key' }
    });
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    const failed = picker.locator('.jp-mod-failed');
    await expect(failed).toContainText('✗ Invalid API key');
    expect(await barriers(page, '.jp-AiJup-modelSetting')).toEqual([]);
    await picture(page, picker, 'picker-failed');
  });

  test('the toolbar sets the model of the notebook', async ({
    page,
    tmpPath,
    simulator
  }) => {
    const path = `${tmpPath}/chip.ipynb`;
    await openNotebook(page, path, [prompt('Go on.'), code('1')]);
    const chip = page.locator('.jp-AiJup-chip button');
    await expect(chip).toBeVisible();
    await chip.focus();
    await page.keyboard.press('Enter');
    const popup = page.getByRole('dialog', { name: 'Model of this notebook' });
    await expect(popup.getByRole('combobox')).toBeFocused();
    await picture(page, page, 'chip');
    expect(await barriers(page, '.jp-AiJup-popup')).toEqual([]);
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
    await runPromptAt(page, 0);
    await seeWhole(page, 'One.');
    const [request] = await simulator.received();
    expect(`${request.provider}/${request.model}`).toBe(name);
    await page.notebook.save();
    const saved = await readNotebook(page, path);
    expect(saved.metadata.ai_jup).toEqual({ model: name });
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

  test('what another window has picked holds here when the user comes back', async ({
    page,
    tmpPath
  }) => {
    const { anthropic } = await models(page);
    const other = newest(anthropic);
    await openNotebook(page, `${tmpPath}/two.ipynb`, [prompt('Go on.')]);
    const chip = page.locator('.jp-AiJup-chip');
    await expect(chip).not.toContainText(other.label);
    await page.route(
      url => url.pathname.endsWith('/settings/ai-jup:plugin'),
      async route => {
        const reply = await route.fetch();
        const raw = JSON.stringify({ model: other.name });
        await route.fulfill({ json: { ...(await reply.json()), raw } });
      }
    );
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(chip).toContainText(other.label);
  });

  test('a ✗ for a key that is gone shows that it is gone', async ({ page }) => {
    const picker = await openPicker(page);
    const state = picker.locator('.jp-AiJup-models').locator('..');
    await expect(state).toContainText('The key comes from the environment');
    const providers = (await (
      await page.request.get('/ai-jup/providers')
    ).json()) as any[];
    const gone = { configured: false, source: null, remedy: 'Give one.' };
    await answer(
      page,
      'providers',
      providers.map(one => ({ ...one, ...gone }))
    );
    await answer(page, 'test-connection', {
      success: false,
      model: 'openai/gpt-6',
      error: 'API key missing',
      code: 'key-missing',
      details: 'There is no key.',
      hint: 'Give one.'
    });
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    await expect(state).toContainText('No key for OpenAI.');
    await expect(picker.locator('.jp-AiJup-test .jp-mod-failed')).toContainText(
      '✗ API key missing'
    );
  });

  test('a notebook without prompts has no model, and asks for none', async ({
    page,
    tmpPath
  }) => {
    const asked: string[] = [];
    page.on('request', request => {
      if (request.url().includes('/ai-jup/')) {
        asked.push(request.url());
      }
    });
    await openNotebook(page, `${tmpPath}/none.ipynb`, [code('1')]);
    await selectCell(page, 0);
    await expect(page.locator('.jp-AiJup-chip')).toBeHidden();
    expect(asked).toEqual([]);
    await page.evaluate(() =>
      (window as any).jupyterapp.commands.execute('ai-jup:insert-prompt')
    );
    await expect(page.locator('.jp-AiJup-chip')).toBeVisible();
  });

  test('the picker fits a narrow panel', async ({ page }) => {
    await page.sidebar.close();
    await page.setViewportSize({ width: 640, height: 700 });
    const picker = await openPicker(page);
    const isWide = await picker.evaluate(
      node => node.scrollWidth > node.clientWidth
    );
    expect(isWide).toBe(false);
    await picture(page, picker, 'picker-narrow');
  });

  test('a test that does not end is cancelled', async ({ page }) => {
    await page.route(at('test-connection'), () => {});
    const picker = await openPicker(page);
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    await expect(picker).toContainText('Testing');
    await page.keyboard.press('Enter');
    await expect(
      picker.getByRole('button', { name: 'Test Connection' })
    ).toBeFocused();
    await expect(picker).not.toContainText('Testing');
    await expect(picker.locator('.jp-AiJup-test')).toContainText('Canceled.');
  });

  test('lists that cannot be read are read again', async ({ page }) => {
    const isModels = at('models');
    await page.route(isModels, route => route.abort());
    await page.evaluate(() =>
      (window as any).jupyterapp.commands.execute('settingeditor:open', {
        query: 'AI Prompts'
      })
    );
    const picker = page.locator('.jp-AiJup-modelSetting');
    await expect(picker).toContainText('The Jupyter server cannot be reached.');
    await page.unroute(isModels);
    await picker.getByRole('button', { name: 'Retry' }).click();
    await expect(picker.getByRole('listbox')).toBeVisible();
  });

  test('what the key may not use is marked, and a locked model stays', async ({
    page
  }) => {
    const { openai } = await models(page);
    const [first, second] = openai;
    await answer(page, 'availability', {
      openai: { checked: true, unavailable: [second.name] }
    });
    await answer(page, 'default-model', {
      name: first.name,
      model: first,
      locked: true,
      problem: null
    });
    const picker = await openPicker(page);
    await expect(
      picker
        .getByRole('option')
        .filter({ hasText: 'Not in the list of models for your key.' })
    ).toContainText(second.name);
    await expect(picker).toContainText(
      'The administrator has chosen the model.'
    );
    await expect(picker.getByRole('combobox')).toBeDisabled();
    await picker.getByRole('option').nth(2).click({ force: true });
    await expect(picker.getByRole('option', { selected: true })).toHaveText(
      `Server's default (${first.label})`
    );
    await picture(page, picker, 'picker-locked');
  });
});

test.describe('with a model that has left the list', () => {
  const RETIRED = 'openai/gpt-retired';

  test.use({
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      'ai-jup:plugin': { model: RETIRED }
    }
  });

  test('the picker says so, and replaces it when told to', async ({ page }) => {
    const { openai } = await models(page);
    const successor = newest(openai);
    await answer(page, 'model', {
      name: RETIRED,
      state: 'retired',
      entry: null,
      message: 'OpenAI has retired it.',
      successor: successor.name
    });
    const picker = await openPicker(page);
    await expect(picker).toContainText('OpenAI has retired it.');
    await expect(picker.getByRole('option', { selected: true })).toHaveCount(0);
    expect(await barriers(page, '.jp-AiJup-modelSetting')).toEqual([]);
    await picture(page, picker, 'picker-retired');
    await picker
      .getByRole('button', { name: `Use ${successor.label}` })
      .click();
    await expect(picker.getByRole('option', { selected: true })).toContainText(
      successor.name
    );
    await expect(picker).not.toContainText(RETIRED);
  });
});

test.describe('without a key', () => {
  test.use({ baseURL: keylessURL });

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
    await picker.getByRole('button', { name: 'Test Connection' }).click();
    await expect(picker.locator('.jp-mod-works')).toContainText(
      '✓ The simulator answered',
      { timeout: 40_000 }
    );
    expect(await barriers(page, '.jp-AiJup-modelSetting')).toEqual([]);
    await picture(page, picker, 'picker-no-keys');
  });

  test('no key is asked for where it would change nothing', async ({
    page
  }) => {
    await answer(page, 'models', { ...(await models(page)), anthropic: [] });
    const reply = await page.request.get('/ai-jup/providers');
    const providers: object[] = await reply.json();
    const taking = providers.map(each => ({ ...each, storage: 'file' }));
    await answer(page, 'providers', taking);
    const picker = await openPicker(page);
    const key = picker.locator('input[type="password"]');
    await expect(key).toBeVisible();
    await expect(picker).toContainText('No key for OpenAI.');
    await picker
      .getByRole('radio', { name: 'Anthropic' })
      .check({ force: true });
    await expect(picker).toContainText(
      'The administrator does not allow any models from Anthropic.'
    );
    await expect(picker).not.toContainText('No key for Anthropic.');
    await expect(key).toHaveCount(0);
  });

  test('a key is given, and leaves no trace in the page', async ({ page }) => {
    const providers = (await (
      await page.request.get('/ai-jup/providers')
    ).json()) as any[];
    const openai = { ...providers[0], storage: 'file' };
    const others = providers.slice(1);
    await answer(page, 'providers', [openai, ...others]);
    const sent: string[] = [];
    let status = 200;
    await page.route(at('keys/openai'), async route => {
      sent.push(route.request().postData() ?? route.request().method());
      const error = {
        code: 'key',
        message: 'No key.',
        hint: 'Paste it whole.'
      };
      const isGiven = route.request().method() === 'PUT';
      const given = isGiven
        ? { ...openai, configured: true, source: 'settings', remedy: '' }
        : openai;
      await answer(page, 'providers', [given, ...others]);
      await route.fulfill({ status, json: status === 200 ? given : { error } });
    });
    const picker = await openPicker(page);
    const field = picker.locator('input[type="password"]');
    await expect(field).toHaveAttribute('autocomplete', 'off');
    await expect(picker).toContainText('on the server in a file that only you');
    status = 400;
    await field.fill('sk-wrong');
    await field.press('Enter');
    await expect(picker).toContainText('Paste it whole.');
    await expect(field).toHaveValue('');
    status = 200;
    await field.fill('sk-right');
    await picker.getByRole('button', { name: 'Save' }).click();
    await expect(picker).toContainText('The key is saved.');
    await expect(field).toHaveValue('');
    await expect(
      picker.getByRole('radio', { name: 'OpenAI', exact: true })
    ).toBeChecked();
    expect(await page.content()).not.toContain('sk-right');
    expect(await barriers(page, '.jp-AiJup-modelSetting')).toEqual([]);
    await picture(page, picker, 'picker-key');
    await removeKey(page, picker);
    await expect(picker).toContainText('The key is removed.');
    await expect(field).toBeFocused();
    expect(sent).toEqual([
      JSON.stringify({ key: 'sk-wrong' }),
      JSON.stringify({ key: 'sk-right' }),
      'DELETE'
    ]);
  });
});
