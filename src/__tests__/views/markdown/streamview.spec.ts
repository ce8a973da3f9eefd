import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { StreamView } from '../../../views/markdown/streamview';

/** Shows Markdown as it is, and counts. */
class Renderer extends Widget implements IRenderMime.IRenderer {
  static made: Renderer[] = [];
  static onRender: () => void = () => undefined;
  readonly rendered: string[] = [];

  constructor() {
    super();
    Renderer.made.push(this);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await Promise.resolve();
    Renderer.onRender();
    const text = model.data['text/markdown'] as string;
    this.rendered.push(text);
    this.node.textContent = text;
  }
}

describe('An answer that comes', () => {
  let view: StreamView;

  beforeEach(() => {
    Renderer.made = [];
    Renderer.onRender = () => undefined;
    const createRenderer = () => new Renderer();
    view = new StreamView({ createRenderer } as unknown as IRenderMimeRegistry);
    Widget.attach(view, document.body);
  });

  afterEach(() => {
    view.dispose();
  });

  /** What is shown, block by block. */
  function blocks(): string[] {
    return [...view.node.children].map(({ textContent }) =>
      (textContent ?? '').trim()
    );
  }

  async function shows(...expected: string[]): Promise<void> {
    await vi.waitFor(() => expect(blocks()).toEqual(expected));
  }

  it('grows', async () => {
    view.setText('One ');
    await shows('One');
    view.setText('One two');
    await shows('One two');
    expect(Renderer.made).toHaveLength(1);
  });

  it('shows its first words without a frame, and without asking where anything is', async () => {
    const frames = vi.spyOn(window, 'requestAnimationFrame');
    const asked = vi.spyOn(Element.prototype, 'getBoundingClientRect');
    view.setText('One');
    await shows('One');
    expect([frames, asked].map(({ mock }) => mock.calls)).toEqual([[], []]);
    view.setText('One two');
    expect(frames).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
    await shows('One two');
  });

  it('shows no more once it is stopped', async () => {
    view.setText('One');
    await shows('One');
    view.stop();
    view.setText('One two');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(blocks()).toEqual(['One']);
  });

  it('renders a block that is closed once, and leaves it', async () => {
    view.setText('One.\n\nTwo');
    await shows('One.', 'Two');
    const [first] = Renderer.made;
    const count = first.rendered.length;
    view.setText('One.\n\nTwo, and more.\n\nThree');
    await shows('One.', 'Two, and more.', 'Three');
    expect(Renderer.made[0]).toBe(first);
    expect(first.rendered).toHaveLength(count);
  });

  it('has the widget of the open block become that of the closed one', async () => {
    view.setText('One');
    await shows('One');
    view.setText('One.\n\n');
    await shows('One.');
    expect(Renderer.made[0].rendered.at(-1)).toContain('One.');
  });

  it('appends open code as it is, and renders it when it is closed', async () => {
    view.setText('```python\na = 1\n');
    await shows('a = 1');
    expect(view.node.querySelector('.jp-AiJup-openCode')).not.toBe(null);
    view.setText('```python\na = 1\nb = 2\n```\n\nDone');
    await vi.waitFor(() => expect(blocks().at(-1)).toBe('Done'));
    expect(view.node.querySelector('.jp-AiJup-openCode')).toBe(null);
    expect(blocks()[0]).toContain('b = 2');
  });

  it('takes in a huge text bit by bit, and all of it', async () => {
    const paragraphs = Array.from({ length: 40 }, (_, at) =>
      `Paragraph ${at} `.repeat(20).trim()
    );
    view.setText(paragraphs.join('\n\n'));
    await vi.waitFor(() => expect(blocks()).toEqual(paragraphs), 3_000);
  });

  it('waits while it is not in the page, and then goes on', async () => {
    await new Promise(resolve => setTimeout(resolve, 50));
    Widget.detach(view);
    view.setText('One.\n\nTwo');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(blocks()).toEqual([]);
    Widget.attach(view, document.body);
    await shows('One.', 'Two');
  });

  it('stops when it has gone while a block was rendered', async () => {
    const error = vi
      .spyOn(console, 'error')
      .mockImplementation(() => undefined);
    Renderer.onRender = () => view.dispose();
    view.setText('One.\n\nTwo.\n\nThree');
    await vi.waitFor(() => expect(view.isDisposed).toBe(true));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(Renderer.made).toHaveLength(1);
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });
});
