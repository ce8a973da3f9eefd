import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { withDollars } from '../../answer/formulas';
import { BlockSplitter } from '../../answer/markdownblocks';
import { EndFollower } from './autoscroll';

const MARKDOWN = 'text/markdown';
/** Milliseconds of a frame that may go into rendering. */
const BUDGET = 8;
/** The open block is rendered again after this many times of what it cost last. */
const REST = 4;
/** Text that one frame takes in: reading a huge piece at once would hold the page up. */
const PIECE = 3_000;

/**
 * An answer that comes: closed blocks are rendered once and stay, the open one is rendered again as it grows.
 *
 * #### Notes
 * It renders only while it is in the page, and takes up where it was when it comes back.
 */
export class StreamView extends Panel {
  /**
   * @param _rendermime - shows Markdown inertly
   */
  constructor(private _rendermime: IRenderMimeRegistry) {
    super();
    this.addClass('jp-AiJup-stream');
    this._code.className = 'jp-AiJup-openCode';
    this._code.append(this._codeText);
  }

  /**
   * Show a text that begins with the one shown.
   */
  setText(text: string): void {
    this._text = text;
    this._schedule();
  }

  /**
   * Show nothing more of the text.
   */
  stop(): void {
    this._isStopped = true;
    cancelAnimationFrame(this._frame);
    this._follower?.dispose();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.stop();
    super.dispose();
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._follower = new EndFollower(this.node, this._taken === 0);
    this._schedule();
  }

  protected onBeforeDetach(msg: Message): void {
    this._follower?.dispose();
    super.onBeforeDetach(msg);
  }

  /** Frames of a long notebook take long: the first words do not wait for one. */
  private _schedule(): void {
    if (this._isBusy || this._isStopped || !this.isAttached) {
      return;
    }
    const isBehind = this._taken < this._text.length || this._closed.length > 0;
    if (!isBehind && !this._isOpenStale) {
      return;
    }
    this._isBusy = true;
    if (this._taken) {
      this._frame = requestAnimationFrame(() => void this._step());
    } else {
      void this._step();
    }
  }

  private async _step(): Promise<void> {
    try {
      await this._render();
    } catch (reason) {
      console.error('Failed to render an answer', reason);
    }
    this._isBusy = false;
    this._schedule();
  }

  private async _render(): Promise<void> {
    const until = performance.now() + BUDGET;
    const piece = this._text.slice(this._taken, this._taken + PIECE);
    if (piece) {
      this._taken += piece.length;
      this._closed.push(...this._splitter.push(piece));
      this._isOpenStale = true;
    }
    let isTired = false;
    while (this._closed.length && !isTired && !this._isStopped) {
      const block = this._closed.shift()!;
      await this._freeze(block);
      // formulas are set once their block is there, and measured in the page
      isTired = /[$\\]/.test(block) || performance.now() > until;
    }
    if (!isTired && !this._isStopped) {
      await this._renderOpen();
    }
  }

  /** The open block's widget, if it has one, becomes the closed one's: nothing moves. */
  private async _freeze(block: string): Promise<void> {
    const renderer = this._open ?? this._append();
    this._open = null;
    await this._renderInto(renderer, block);
    this._code.remove();
  }

  private async _renderOpen(): Promise<void> {
    if (!this._isOpenStale || performance.now() < this._restUntil) {
      return;
    }
    this._isOpenStale = false;
    if (this._splitter.isOpenFence) {
      this._showCode(this._splitter.open);
      return;
    }
    const began = performance.now();
    this._open ??= this._append();
    await this._renderInto(this._open, this._splitter.open);
    const now = performance.now();
    this._restUntil = now + REST * (now - began);
  }

  /** Open code is only appended to: highlighting waits until it is closed. */
  private _showCode(fence: string): void {
    const at = fence.indexOf('\n') + 1;
    const code = at ? fence.slice(at) : '';
    this._open?.dispose();
    this._open = null;
    if (!this._code.isConnected) {
      this._codeText.data = '';
      this.node.append(this._code);
    }
    if (code.startsWith(this._codeText.data)) {
      this._codeText.appendData(code.slice(this._codeText.length));
    } else {
      this._codeText.data = code;
    }
  }

  private _append(): IRenderMime.IRenderer {
    const renderer = this._rendermime.createRenderer(MARKDOWN);
    renderer.addClass('jp-AiJup-block');
    this.addWidget(renderer);
    return renderer;
  }

  private async _renderInto(
    renderer: IRenderMime.IRenderer,
    block: string
  ): Promise<void> {
    const data = { [MARKDOWN]: withDollars(block) };
    await renderer.renderModel(new MimeModel({ data, trusted: false }));
  }

  private _closed: string[] = [];
  private _code = document.createElement('pre');
  private _codeText = document.createTextNode('');
  private _follower: EndFollower | null = null;
  private _frame = 0;
  private _isBusy = false;
  private _isOpenStale = false;
  private _isStopped = false;
  private _open: IRenderMime.IRenderer | null = null;
  private _restUntil = 0;
  private _splitter = new BlockSplitter();
  private _taken = 0;
  private _text = '';
}
