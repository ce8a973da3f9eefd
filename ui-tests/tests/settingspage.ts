import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect } from './lab';

type Page = IJupyterLabPageFixture;

const PICTURES = 'test-results';

/**
 * Open the settings of AI prompts.
 */
export async function openPicker(page: Page): Promise<Locator> {
  await page.evaluate(() =>
    (window as any).jupyterapp.commands.execute('settingeditor:open', {
      query: 'AI Prompts'
    })
  );
  const picker = page.locator('.jp-AiJup-modelSetting');
  await expect(picker.getByRole('listbox')).toBeVisible();
  return picker;
}

/**
 * Remove the key of the provider on show.
 */
export async function removeKey(picker: Locator): Promise<void> {
  await picker.getByRole('button', { name: 'Remove' }).click();
  const question = picker.getByRole('alertdialog');
  await question.getByRole('button', { name: 'Remove' }).click();
}

export interface IModel {
  name: string;
  label: string;
  latest_alias: boolean;
}

/**
 * The models that can be picked.
 */
export async function models(page: Page): Promise<Record<string, IModel[]>> {
  return (await page.request.get('/ai-jup/models')).json();
}

/**
 * An address of ai-jup's; JupyterLab adds a query.
 */
function at(path: string): (url: URL) => boolean {
  return url => url.pathname === `/ai-jup/${path}`;
}

/**
 * Answer for the server.
 */
export async function answer(page: Page, path: string, json: unknown) {
  await page.route(at(path), route => route.fulfill({ json }));
}

/**
 * Take a picture in light and dark.
 */
export async function picture(page: Page, part: Locator | Page, name: string) {
  await part.screenshot({ path: `${PICTURES}/${name}-light.png` });
  await page.theme.setDarkTheme();
  await part.screenshot({ path: `${PICTURES}/${name}-dark.png` });
  await page.theme.setLightTheme();
}

/**
 * What a screen reader or weak eyes would stumble over.
 */
export async function barriers(
  page: Page,
  selector: string
): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`);
}

/**
 * The newest of a provider's models.
 */
export function newest(listed: IModel[]): IModel {
  return listed.find(model => !model.latest_alias)!;
}

/**
 * The same in the light theme, then in the dark one; pictures of both are kept.
 */
export async function barriersInBoth(
  page: Page,
  selector: string,
  name: string
): Promise<string[]> {
  const found = await barriers(page, selector);
  await page.screenshot({ path: `${PICTURES}/${name}-light.png` });
  await page.theme.setDarkTheme();
  found.push(...(await barriers(page, selector)));
  await page.screenshot({ path: `${PICTURES}/${name}-dark.png` });
  await page.theme.setLightTheme();
  return found;
}
