/** Milliseconds after which a diagram is given up. */
const LIMIT = 20_000;

/**
 * Draw a diagram where nothing can be loaded or run but Mermaid: while it is drawn, its labels are HTML and its styles
 * CSS in a page. That page is a frame of no origin, whose policy allows this one script. What comes of it is shown as a
 * picture: in a picture browsers neither load nor run anything.
 *
 * @returns a `data:` URL of an SVG
 * @throws Error with Mermaid's words, if the text is no diagram
 */
export async function drawDiagram(
  text: string,
  theme: 'dark' | 'default'
): Promise<string> {
  // as text, and only when a diagram is drawn: it is large
  const { default: mermaid } = await import('mermaid/dist/mermaid.min.js?raw');
  const frame = document.createElement('iframe');
  frame.className = 'jp-AiJup-drawing';
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.srcdoc = pageOf(mermaid, text, theme);
  try {
    const drawn = answerOf(frame);
    document.body.append(frame);
    const svg = sized(await drawn);
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  } finally {
    frame.remove();
  }
}

function pageOf(mermaid: string, text: string, theme: string): string {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  const script = (code: string) =>
    // what would end the script for the reader of HTML
    `<script nonce="${nonce}">${code.replace(/<(?=\/script|!--)/gi, '\\x3C')}</script>`;
  const given = JSON.stringify([text, theme]).replace(/</g, '\\u003c');
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><body>${script(mermaid)}${script(`(${draw.toString()})(...${given})`)}`;
}

/** Runs in the frame, as text: it knows nothing of this module. */
function draw(text: string, theme: string): void {
  const tell = (message: object) => window.parent.postMessage(message, '*');
  const { mermaid } = window as unknown as { mermaid: IMermaid };
  // the page's policy refuses what a diagram would load; this has most of it not even tried
  Object.defineProperty(HTMLImageElement.prototype, 'src', {
    set: () => undefined
  });
  const fixed = {
    securityLevel: 'strict',
    themeCSS: '',
    fontFamily: 'sans-serif'
  };
  const dompurifyConfig = { FORBID_TAGS: ['img', 'svg', 'image', 'style'] };
  mermaid.initialize({
    ...fixed,
    dompurifyConfig,
    theme,
    startOnLoad: false,
    // what a diagram's own settings may not change
    secure: [...Object.keys(fixed), 'dompurifyConfig', 'secure', 'startOnLoad']
  });
  mermaid.render('diagram', text).then(
    ({ svg }) => {
      // HTML in it becomes XML
      const { body } = new DOMParser().parseFromString(svg, 'text/html');
      tell({ svg: new XMLSerializer().serializeToString(body.firstChild!) });
    },
    (reason: Error) => tell({ error: reason.message })
  );
}

function answerOf(frame: HTMLIFrameElement): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = () => {
      window.removeEventListener('message', onMessage);
      clearTimeout(timer);
    };
    const onMessage = ({ source, data }: MessageEvent<IDrawn>) => {
      if (source !== frame.contentWindow) {
        return;
      }
      end();
      if (typeof data.svg === 'string') {
        resolve(data.svg);
      } else {
        reject(new Error(String(data.error)));
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error('timeout'));
    }, LIMIT);
    window.addEventListener('message', onMessage);
  });
}

/** Mermaid, as far as it is used. */
interface IMermaid {
  initialize(options: object): void;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

interface IDrawn {
  readonly svg?: unknown;
  readonly error?: unknown;
}

/** As wide as Mermaid means it, which says so to a page alone. */
function sized(svg: string): string {
  const read = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const { documentElement } = read;
  const [, , width, height] =
    documentElement.getAttribute('viewBox')?.split(/[\s,]+/) ?? [];
  if (width && height) {
    documentElement.setAttribute('width', width);
    documentElement.setAttribute('height', height);
  }
  return new XMLSerializer().serializeToString(read);
}
