/**
 * The language that JupyterLab is shown in, which need not be the browser's, as `Intl` and HTTP have it.
 */
export function pageLanguage(): string {
  return document.documentElement.lang || 'en';
}
