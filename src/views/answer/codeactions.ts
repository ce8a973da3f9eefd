import { Clipboard } from '@jupyterlab/apputils';
import type { MarkdownCell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { ICodeBlock } from '../../answer/codeblocks';
import { codeBlocks, isOfKernel } from '../../answer/codeblocks';
import { isDiagram } from '../../answer/diagrams';
import { partsOf } from '../../answer/markdownparts';
import { insertCode, languageOf } from '../../running/writing/answercode';
import { afterFrame, Rest } from '../../running/writing/rendering';
import { drawDiagram } from './diagram';

const BAR = 'jp-AiJup-codeActions';
const DIAGRAM = 'jp-AiJup-diagram';
/** Where JupyterLab says whether its theme is a light one. */
const THEME = 'data-jp-theme-light';
/** Code that an answer shows; a call's is in a box of its own. */
const CODE = '.jp-MarkdownOutput pre:not(details pre)';

/**
 * Buttons at each block of code in an answer: copy it, insert it as a cell below, and run that; draw a diagram.
 *
 * #### Notes
 * JupyterLab renders an answer anew whenever it likes, so they are put there whenever it has.
 */
export class CodeActions implements IDisposable {
  constructor(private _options: CodeActions.IOptions) {
    this._observer = new MutationObserver(changes => {
      // formulas come one by one, and a long answer takes long to look through
      if (changes.some(bringsCode)) {
        void this._update();
      }
    });
    const { inputArea, node } = _options.cell;
    this._observer.observe(inputArea?.node ?? node, {
      childList: true,
      subtree: true
    });
    this._themes.observe(document.body, { attributeFilter: [THEME] });
    void this._update();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._observer.disconnect();
    this._themes.disconnect();
    this._diagrams.clear();
    const { node } = this._options.cell;
    node.querySelectorAll(`.${BAR}`).forEach(bar => bar.remove());
  }

  /** A long answer has hundreds of them: some after each frame, the first of which shows the answer. */
  private async _update(): Promise<void> {
    const version = ++this._version;
    const isOver = () => this._isDisposed || version !== this._version;
    await afterFrame();
    const rest = new Rest();
    const blocks = this._options.cell.node.querySelectorAll<HTMLElement>(CODE);
    if (isOver() || !blocks.length) {
      return;
    }
    const known = await this._known(rest);
    for (const [at, block] of blocks.entries()) {
      if (isOver()) {
        return;
      }
      if (!block.previousElementSibling?.classList.contains(BAR)) {
        block.before(this._bar(blockAt(block, known), at + 1));
        await rest.ifTired();
      }
    }
  }

  /** What is shown is found by its text, in an answer that is read part by part. */
  private async _known(rest: Rest): Promise<ReadonlyMap<string, ICodeBlock>> {
    const source = this._options.cell.model.sharedModel.getSource();
    if (source !== this._read) {
      const blocks: ICodeBlock[] = [];
      for (const part of partsOf(source)) {
        blocks.push(...codeBlocks(part));
        await rest.ifTired();
      }
      this._read = source;
      this._blocks = byCode(blocks);
    }
    return this._blocks;
  }

  private _bar(block: ICodeBlock, place: number): HTMLElement {
    const { notebook, promptInWords, trans } = this._options;
    const prompt = promptInWords();
    const bar = document.createElement('div');
    bar.className = BAR;
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', trans.__('Code block %1', place));
    const inner = document.createElement('div');
    const add = (
      words: string,
      tip: string,
      act: (button: HTMLButtonElement) => void
    ) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'jp-AiJup-action';
      button.textContent = words;
      button.title = tip;
      const about = trans.__('%1: code block %2 of “%3”', words, place, prompt);
      button.setAttribute('aria-label', about);
      // the press is no choice of the cell
      button.addEventListener('mousedown', event => event.stopPropagation());
      button.addEventListener('click', event => {
        event.stopPropagation();
        act(button);
      });
      inner.append(button);
    };
    add(trans.__('Copy'), trans.__('Copy this code'), () =>
      Clipboard.copyToSystem(block.code)
    );
    const { language } = block;
    if (isDiagram(block)) {
      add(
        trans.__('Draw'),
        trans.__('Draw this diagram, without loading anything'),
        button => void this._draw(block, place, button)
      );
    }
    if (language === '' || isOfKernel(language, languageOf(notebook))) {
      add(
        trans.__('Insert'),
        trans.__('Insert this code as a cell below'),
        () => this._insert(block)
      );
      add(
        trans.__('Insert and run'),
        trans.__('Insert this code as a cell below, and run it'),
        () => void this._run(block)
      );
    }
    bar.append(inner);
    return bar;
  }

  /** Below its code; pressed again it goes. */
  private async _draw(
    { code }: ICodeBlock,
    place: number,
    button: HTMLButtonElement
  ): Promise<void> {
    const pre = button.closest(`.${BAR}`)?.nextElementSibling;
    const shown = pre?.nextElementSibling;
    if (shown?.classList.contains(DIAGRAM)) {
      shown.remove();
      button.removeAttribute('aria-pressed');
      return;
    }
    const host = document.createElement('div');
    host.className = DIAGRAM;
    button.setAttribute('aria-pressed', 'true');
    pre?.after(host);
    const draw = () => this._drawInto(host, code, place);
    this._diagrams.set(host, draw);
    await draw();
  }

  private async _drawInto(
    host: HTMLElement,
    code: string,
    place: number
  ): Promise<void> {
    const { trans } = this._options;
    const theme = themeNow();
    try {
      const picture = new Image();
      picture.src = await drawDiagram(code, theme);
      picture.alt = trans.__('Diagram of code block %1', place);
      if (theme === themeNow()) {
        host.replaceChildren(picture);
      }
    } catch (reason) {
      const { message } = reason as Error;
      host.setAttribute('role', 'alert');
      host.textContent = trans.__('It cannot be drawn: %1', message);
    }
  }

  /** Those that are shown are drawn again in its colors, one after the other: each takes a frame with all of Mermaid. */
  private async _onTheme(): Promise<void> {
    const theme = themeNow();
    if (theme === this._theme) {
      return;
    }
    this._theme = theme;
    for (const [host, draw] of this._diagrams) {
      if (!this._options.cell.node.contains(host)) {
        this._diagrams.delete(host);
      } else if (theme === this._theme) {
        await draw();
      }
    }
  }

  private _insert({ code }: ICodeBlock): void {
    const { cell, notebook } = this._options;
    insertCode(notebook, cell.model.sharedModel, code);
  }

  private async _run(block: ICodeBlock): Promise<void> {
    const { notebook, sessionContext } = this._options;
    this._insert(block);
    const { activeCell } = notebook;
    if (activeCell) {
      await NotebookActions.runCells(notebook, [activeCell], sessionContext);
    }
  }

  private _blocks: ReadonlyMap<string, ICodeBlock> = new Map();
  /** What draws those that were asked for. */
  private _diagrams = new Map<HTMLElement, () => Promise<void>>();
  private _isDisposed = false;
  private _observer: MutationObserver;
  /** The text that `_blocks` are of. */
  private _read = '';
  private _theme = themeNow();
  private _themes = new MutationObserver(() => void this._onTheme());
  private _version = 0;
}

/** Of Mermaid's. */
function themeNow(): 'dark' | 'default' {
  return document.body.getAttribute(THEME) === 'false' ? 'dark' : 'default';
}

/**
 * The code block of an answer that is in reach: that with the focus, else that under the mouse, else the first.
 */
export function blockInReach(cell: MarkdownCell): ICodeBlock | null {
  const known = codeBlocks(cell.model.sharedModel.getSource());
  const blocks = [...cell.node.querySelectorAll<HTMLElement>(CODE)];
  const hasFocus = (block: HTMLElement) =>
    !!block.previousElementSibling?.contains(document.activeElement);
  const block =
    blocks.find(hasFocus) ??
    blocks.find(one => one.matches(':hover')) ??
    blocks[0];
  return block ? blockAt(block, byCode(known)) : (known[0] ?? null);
}

/** The first of those that say the same. */
function byCode(blocks: readonly ICodeBlock[]): Map<string, ICodeBlock> {
  return new Map(
    [...blocks].reverse().map(block => [block.code.trimEnd(), block])
  );
}

/** What is shown is told by its text: not all code is shown as such. */
function blockAt(
  block: HTMLElement,
  known: ReadonlyMap<string, ICodeBlock>
): ICodeBlock {
  const shown = (block.textContent ?? '').trimEnd();
  return known.get(shown) ?? { code: shown, language: '' };
}

function bringsCode({ addedNodes }: MutationRecord): boolean {
  return [...addedNodes].some(
    node =>
      node instanceof Element &&
      (node.matches('pre') || !!node.querySelector('pre'))
  );
}

/**
 * A namespace for `CodeActions` statics.
 */
export namespace CodeActions {
  /**
   * What they need.
   */
  export interface IOptions {
    readonly cell: MarkdownCell;
    readonly notebook: Notebook;
    readonly sessionContext: ISessionContext;
    readonly trans: TranslationBundle;
    /** For people: what the answer answers. */
    promptInWords(): string;
  }
}
