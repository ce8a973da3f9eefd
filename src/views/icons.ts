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

/**
 * A speech bubble with a square in it: stops the answer, as JupyterLab's square the kernel.
 */
export const stopPromptIcon = new LabIcon({
  name: 'ai-jup:stop',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6.2L2 21V5a2 2 0 0 1 2-2zm0 2v12.2L5.6 16H20V5z"/>
  <path class="jp-icon3" fill="#616161" d="M8.5 7h7v7h-7z"/>
</svg>`
});

/**
 * A speech bubble with a stroke through it: not sent.
 */
export const skipIcon = new LabIcon({
  name: 'ai-jup:skip',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M8 3h12a2 2 0 0 1 2 2v10.5l-2-2V5H10zM2 6.5l2 2v8.7L5.6 16h6l2 2H6.2L2 21z"/>
  <path class="jp-icon3" fill="#616161" d="M3.4 2L22 20.6l-1.4 1.4L2 3.4z"/>
</svg>`
});

/**
 * A drawing pin: stays.
 */
export const pinIcon = new LabIcon({
  name: 'ai-jup:pin',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M8 2h8v2h-1v6l3 3v2h-5v6l-1 2-1-2v-6H6v-2l3-3V4H8z"/>
</svg>`
});
