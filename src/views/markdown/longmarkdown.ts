import {
  markdownRendererFactory,
  RenderedMarkdown,
  renderMarkdown
} from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';

import { linesOf, partsOf } from '../../answer/markdownparts';
import { Rest } from '../../running/writing/rendering';

/** Characters from which on a text is shown part by part: less takes no time worth it. */
export const LONG = 20_000;

/**
 * JupyterLab's Markdown, a long text of it part by part, so that the page answers in between.
 *
 * #### Notes
 * A part that is out of sight is not laid out.
 */
export class LongMarkdown extends RenderedMarkdown {
  render(model: IRenderMime.IMimeModel): Promise<void> {
    const version = ++this._version;
    const source = (model.data[this.mimeType] ?? '') as string;
    this._isLong = source.length >= LONG;
    return this._isLong
      ? this._renderParts(source, () => version === this._version)
      : super.render(model);
  }

  onAfterAttach(message: Message): void {
    if (this._isLong) {
      this._typesetSoon();
    } else {
      super.onAfterAttach(message);
    }
  }

  private async _renderParts(
    source: string,
    isCurrent: () => boolean
  ): Promise<void> {
    const parts: HTMLElement[] = [];
    const rest = new Rest();
    for (const part of partsOf(source)) {
      parts.push(await this._part(part));
      await rest.ifTired();
      if (!isCurrent()) {
        return;
      }
    }
    this.node.replaceChildren(...parts);
    this._typesetSoon();
  }

  private async _part(source: string): Promise<HTMLElement> {
    const host = document.createElement('div');
    host.className = 'jp-AiJup-part';
    host.style.setProperty('--jp-ai-jup-lines', linesOf(source).toFixed(1));
    const { linkHandler, markdownParser, resolver } = this;
    const { sanitizer, translator } = this;
    await renderMarkdown({
      host,
      source,
      trusted: false,
      resolver,
      sanitizer,
      linkHandler,
      shouldTypeset: false,
      latexTypesetter: null,
      markdownParser,
      translator
    });
    return host;
  }

  /** Formulas are measured, so they must be in the page; before it is drawn those that are in sight. */
  private _typesetSoon(): void {
    const version = this._version;
    // it is rendered, and then attached
    cancelAnimationFrame(this._frame);
    this._frame = requestAnimationFrame(() => {
      const parts = Array.from(this.node.children) as HTMLElement[];
      if (this.isAttached && version === this._version) {
        void this._typeset(parts.sort((one, other) => away(one) - away(other)));
      }
    });
  }

  private async _typeset(parts: readonly HTMLElement[]): Promise<void> {
    const version = this._version;
    const rest = new Rest();
    for (const part of parts) {
      if (!this.isAttached || version !== this._version) {
        return;
      }
      if (part.textContent?.includes('$') || part.textContent?.includes('\\')) {
        await this.latexTypesetter?.typeset(part);
        await rest.ifTired();
      }
    }
  }

  private _frame = 0;
  private _isLong = false;
  private _version = 0;
}

/** Pixels that a node is away from what the window shows. */
function away(node: HTMLElement): number {
  const { top, bottom } = node.getBoundingClientRect();
  return Math.max(0, top - window.innerHeight, -bottom);
}

/**
 * Makes them in place of JupyterLab's.
 */
export const longMarkdownFactory: IRenderMime.IRendererFactory = {
  ...markdownRendererFactory,
  createRenderer: options => new LongMarkdown(options)
};
