import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

const FIRST = 'README.md';
/** What is installed of the documentation; other links of it lead to files of the source. */
const PAGE = /^(README|docs\/(tasks\/)?[\w-]+)\.md$/;

/**
 * The documentation that is installed with this extension, page by page.
 */
export class Guide extends Panel {
  constructor(private _options: Guide.IOptions) {
    super();
    this.addClass('jp-AiJup-guide');
    this.node.tabIndex = -1;
    void this.open(FIRST);
  }

  /**
   * Show a page.
   *
   * @param heading - where to begin, as a link names it: `#a-heading`
   */
  async open(path: string, heading = ''): Promise<void> {
    const source = await this._read(path);
    if (this.isDisposed) {
      return;
    }
    this._shown?.dispose();
    this._shown = new Panel();
    if (path !== FIRST) {
      this._shown.addWidget(this._wayBack());
    }
    this.addWidget(this._shown);
    const { rendermime } = this._options;
    const renderer = rendermime
      .clone({ resolver: this._resolver(path), linkHandler: this._links })
      .createRenderer('text/markdown');
    this._shown.addWidget(renderer);
    const data = { 'text/markdown': source };
    await renderer.renderModel(modelOf(data));
    const begin = heading ? headingOf(renderer.node, heading) : null;
    if (begin) {
      begin.scrollIntoView();
    } else {
      this.node.scrollTop = 0;
    }
    this._ready.resolve();
  }

  /**
   * When there is something to read.
   */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.focus();
  }

  private async _read(path: string): Promise<string> {
    const response = await fetch(`${this._options.address}/${path}`);
    return response.ok
      ? await response.text()
      : this._options.trans.__(
          'This page of the guide is not installed: %1',
          path
        );
  }

  private _wayBack(): Widget {
    const button = document.createElement('button');
    button.className = 'jp-AiJup-button';
    button.textContent = this._options.trans.__('Back to the beginning');
    button.addEventListener('click', () => void this.open(FIRST));
    return new Widget({ node: button });
  }

  /** Links and pictures of a page are told from where it stands. */
  private _resolver(page: string): IRenderMime.IResolver {
    const { address } = this._options;
    const base = new URL(page, 'file:///');
    return {
      resolveUrl: url => Promise.resolve(new URL(url, base).pathname.slice(1)),
      getDownloadUrl: path => Promise.resolve(`${address}/${path}`)
    };
  }

  private _links: IRenderMime.ILinkHandler = {
    handleLink: (link, path, heading = '') => {
      if (!PAGE.test(path)) {
        link.replaceWith(...link.childNodes);
        return;
      }
      link.addEventListener('click', event => {
        event.preventDefault();
        void this.open(path, heading);
      });
    }
  };

  private _ready = new PromiseDelegate<void>();
  private _shown: Panel | null = null;
}

function modelOf(data: IRenderMime.IMimeModel['data']): IRenderMime.IMimeModel {
  return { data, metadata: {}, trusted: false, setData: () => undefined };
}

/** GitHub names headings in small letters, JupyterLab as they are written. */
function headingOf(node: HTMLElement, link: string): Element | undefined {
  const wanted = link.slice(1);
  return [...node.querySelectorAll('h1, h2, h3, h4')].find(heading => {
    const words = heading.textContent?.replace('¶', '').trim() ?? '';
    const name = words.toLowerCase().replace(/[^\w\s-]/g, '');
    return name.replace(/\s/g, '-') === wanted;
  });
}

/**
 * A namespace for `Guide` statics.
 */
export namespace Guide {
  /**
   * What it needs.
   */
  export interface IOptions {
    /** Where the server has the pages. */
    readonly address: string;
    readonly rendermime: IRenderMimeRegistry;
    readonly trans: TranslationBundle;
  }
}
