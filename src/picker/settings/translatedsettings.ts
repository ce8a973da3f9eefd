import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

type Shown = { title?: string; description?: string };

/**
 * Put the texts of a settings schema into the page's language, in place: JupyterLab's server translates those of
 * schemas from its language packs alone, not from what an extension brings. Texts that it has translated stay.
 */
export function translateSettings(
  schema: ISettingRegistry.ISchema,
  trans: TranslationBundle
): void {
  // the contexts are JupyterLab's; scripts/translations.py finds the texts in the schema
  /* eslint-disable jupyter/no-dynamic-translation */
  translate(schema, text => trans._p('schema', text));
  for (const property of Object.values(schema.properties ?? {})) {
    translate(property, text => trans._p('settings', text));
  }
  /* eslint-enable jupyter/no-dynamic-translation */
}

function translate(shown: Shown, translated: (text: string) => string): void {
  shown.title &&= translated(shown.title);
  shown.description &&= translated(shown.description);
}
