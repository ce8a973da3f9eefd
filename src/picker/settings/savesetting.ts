import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import type { ErrorDetail } from '../../wire/generated';

/** What saving needs of a plugin's settings. */
type Saved = Pick<ISettingRegistry.ISettings, 'id' | 'remove' | 'set'> & {
  readonly registry: Pick<ISettingRegistry, 'reload'>;
};

/**
 * Save one setting; null takes it away. JupyterLab writes all of a plugin's settings as this window knows them, so what
 * another window has saved of the others is read first.
 */
export async function saveSetting(
  settings: Saved,
  name: string,
  value: string | number | boolean | null
): Promise<void> {
  await settings.registry.reload(settings.id);
  await (value === null ? settings.remove(name) : settings.set(name, value));
}

/**
 * Why a setting could not be saved, for people.
 *
 * @param reason - an error, or what the registry's validation throws: a list of what it objects to
 */
export function unsaved(reason: unknown): ErrorDetail {
  const reasons = (Array.isArray(reason) ? reason : [reason]) as unknown[];
  const message = reasons
    .map(each => (each as { message?: string }).message ?? String(each))
    .join(', ');
  return { code: 'unsaved', message, hint: '' };
}
