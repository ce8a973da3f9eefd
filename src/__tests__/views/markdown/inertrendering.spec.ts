import type { MarkdownCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  MimeModel,
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { describe, expect, it, vi } from 'vitest';

import { writeMetadata } from '../../../notebook/metadata';
import {
  inertly,
  showAnswersInertly
} from '../../../views/markdown/inertrendering';
import { ANSWER, PROMPT } from '../../running/openednotebook';
import { notebookOf } from '../../sharednotebook';

const MARKDOWN = 'text/markdown';

/** A page's renderers: they show any HTML, and note what is typeset. */
function registry() {
  const typeset: string[] = [];
  const rendermime = new RenderMimeRegistry({
    initialFactories: standardRendererFactories,
    latexTypesetter: {
      typeset: ({ innerHTML }) => void typeset.push(innerHTML)
    },
    markdownParser: { render: source => Promise.resolve(`<b>${source}</b>`) }
  });
  return { rendermime, typeset };
}

async function shown(
  rendermime: IRenderMimeRegistry,
  source: string
): Promise<string> {
  const renderer = rendermime.createRenderer(MARKDOWN);
  Widget.attach(renderer, document.body);
  await renderer.renderModel(new MimeModel({ data: { [MARKDOWN]: source } }));
  const { innerHTML } = renderer.node;
  renderer.dispose();
  return innerHTML;
}

describe('Markdown that is shown inertly', () => {
  it('loads and runs nothing', async () => {
    const html = await shown(
      inertly(registry().rendermime),
      '**a** <img src="https://e/"> ![b](https://e/p.png)'
    );
    expect(html).toContain('<strong>a</strong> &lt;img src=');
    expect(html).toMatch(/<a href="https:\/\/e\/p.png"[^>]*>b<\/a>/);
    expect(html).not.toContain('<img');
  });

  it('has only formulas that are allowed typeset', async () => {
    const { rendermime, typeset } = registry();
    await shown(inertly(rendermime), 'it is $a<b>c$, not $\\unicode{41}$');
    expect(typeset.at(-1)).toBe(
      '<p>it is <span>$a&lt;b&gt;c$</span>, not <span>$</span><span>\\</span>unicode{41}<span>$</span></p>\n'
    );
  });

  it('needs no typesetter, nor a parser', async () => {
    const rendermime = new RenderMimeRegistry({
      initialFactories: standardRendererFactories
    });
    expect(await shown(inertly(rendermime), '*a* $b$')).toContain(
      '<em>a</em> $b$'
    );
  });

  it('is shown by the renderer of JupyterLab, whoever shows other Markdown', async () => {
    const { rendermime } = registry();
    const createRenderer = vi.fn();
    const foreign = { safe: true, mimeTypes: [MARKDOWN], createRenderer };
    rendermime.addFactory(foreign, 1);
    expect(await shown(inertly(rendermime), '*a*')).toContain('<em>a</em>');
    expect(createRenderer).not.toHaveBeenCalled();
  });

  it('is that of answers; in prompts prices are no formulas, elsewhere they are what JupyterLab takes them for', async () => {
    const { rendermime, typeset } = registry();
    const made: IRenderMimeRegistry[] = [];
    const factory = {
      createMarkdownCell: (options: MarkdownCell.IOptions) =>
        void made.push(options.rendermime)
    };
    showAnswersInertly(factory as unknown as NotebookPanel.IContentFactory);
    const notebook = notebookOf(['a', ANSWER], ['b', PROMPT], ['c']);
    for (const sharedModel of notebook.cells) {
      const model = { sharedModel };
      factory.createMarkdownCell({ model, rendermime } as never);
    }
    const [answer, prompt, other] = made;
    const PRICES = '$5 and $10, $x^2$, $\\unicode{41}$';
    expect(await shown(answer, PRICES)).not.toContain('<b>');
    await shown(prompt, PRICES);
    expect(typeset.at(-1)).toBe(
      '<b><span>$</span>5 and <span>$</span>10, <span>$x^2$</span>, <span>$\\unicode{41}$</span></b>'
    );
    await shown(other, PRICES);
    expect(typeset.at(-1)).toBe(`<b>${PRICES}</b>`);

    writeMetadata(notebook.cells[2], { isPromptCell: true });
    await shown(other, PRICES);
    expect(typeset.at(-1)).toContain('<span>$</span>5 and');
  });
});
