import { LabIcon } from '@jupyterlab/ui-components';

/**
 * A speech bubble with a spark: a prompt.
 */
export const promptIcon = new LabIcon({
  name: 'ai-jup:prompt',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M4 3h10v2H4v12.2L5.6 16H20v-6h2v6a2 2 0 0 1-2 2H6.2L2 21V5a2 2 0 0 1 2-2z"/>
  <path class="jp-icon3" fill="#616161" d="M19 1l1.1 2.9L23 5l-2.9 1.1L19 9l-1.1-2.9L15 5l2.9-1.1zM7 9h7v1.6H7zm0 3.4h9V14H7z"/>
</svg>`
});
