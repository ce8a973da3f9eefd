import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** What saving needs of a plugin's settings. */
type Settings = Pick<ISettingRegistry.ISettings, 'id' | 'remove' | 'set'> & {
  readonly registry: Pick<ISettingRegistry, 'reload'>;
};

/**
 * Save one setting; null takes it away. JupyterLab writes all of a plugin's settings as this window knows them, so what
 * another window has saved of the others is read first.
 */
export async function saveSetting(
  settings: Settings,
  name: string,
  value: string | null
): Promise<void> {
  await settings.registry.reload(settings.id);
  await (value ? settings.set(name, value) : settings.remove(name));
}
