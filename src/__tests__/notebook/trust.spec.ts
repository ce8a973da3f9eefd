import type { PartialJSONValue } from '@lumino/coreutils';
import { describe, expect, it, vi } from 'vitest';

import type { NotebookTrust } from '../../notebook/trust';
import { RequestError } from '../../wire/http';
import { OpenedNotebook, PROMPT } from '../running/openednotebook';

type Cells = [source: string, aiJup?: PartialJSONValue][];

const ONE: Cells = [['What?', PROMPT]];

/** A notebook that is read from a file. */
class Opened {
  constructor(
    hasSigned: boolean | null,
    cells: Cells = ONE,
    readonly notebook = new OpenedNotebook(...cells)
  ) {
    notebook.server.hasSigned = hasSigned;
    this._trust = notebook.prompts.trust;
  }

  static withCode(hasSigned: boolean | null, trusted: boolean): Opened {
    const { shared } = new OpenedNotebook(...ONE);
    const metadata = { trusted };
    shared.insertCell(0, { cell_type: 'code', source: '1', metadata });
    const notebook = new OpenedNotebook();
    notebook.shared.fromJSON(shared.toJSON());
    return new Opened(hasSigned, [], notebook).again();
  }

  /** Open it once more, as it stands. */
  again(): this {
    this._trust.dispose();
    this._trust = this.notebook.open().trust;
    return this;
  }

  async isTrusted(): Promise<boolean> {
    await this._trust.know();
    return this._trust.isTrusted;
  }

  /** What "Trust Notebook" does. */
  async trust(): Promise<void> {
    for (const cell of this.notebook.model.cells) {
      cell.trusted = true;
    }
    await this.notebook.context.save();
  }

  /** Read other content from the file. */
  revert(): void {
    const { context, model, shared } = this.notebook;
    model.fromJSON(shared.toJSON());
    context.fileChanged.emit();
  }

  get mark(): unknown {
    return this.notebook.model.getMetadata('ai_jup') as unknown;
  }

  get asked(): number {
    return this.notebook.server.asked.length;
  }

  private _trust: NotebookTrust;
}

describe('A notebook', () => {
  it('is trusted whose file the server has signed, and nothing is written into it', async () => {
    const opened = new Opened(true);
    expect(await opened.isTrusted()).toBe(true);
    await opened.notebook.context.save();
    expect(opened.mark).toBeUndefined();
    expect(opened.asked).toBe(1);
  });

  it('is not trusted that is not signed, though it has no code cells', async () => {
    expect(await new Opened(false).isTrusted()).toBe(false);
  });

  it('does not come to be trusted by its code cells being run', async () => {
    const opened = Opened.withCode(false, false);
    const [code] = opened.notebook.model.cells;
    code.trusted = true;
    expect(await opened.isTrusted()).toBe(false);
  });

  it('is not trusted while that is not known, nor where it cannot be found out', async () => {
    const { notebook } = new Opened(true);
    const answer = notebook.server.hold('trust');
    const known = notebook.prompts.trust.know();
    expect(notebook.prompts.trust.isTrusted).toBe(false);
    await answer(new Error('gone'));
    await known;
    expect(notebook.prompts.trust.isTrusted).toBe(false);
  });

  const GONE = {
    code: 'http-404',
    message: 'The Jupyter server answered 404.',
    hint: ''
  };

  it('is asked about again where the question did not get there', async () => {
    const opened = new Opened(true);
    const { server, prompts } = opened.notebook;
    const answer = server.hold('trust');
    const known = prompts.trust.know();
    await answer(new RequestError(GONE));
    expect(await known).toEqual(GONE);
    expect(prompts.trust.isTrusted).toBe(false);
    expect(await prompts.trust.know()).toBeNull();
    expect(prompts.trust.isTrusted).toBe(true);
    await opened.notebook.context.save();
    expect(opened.mark).toBeUndefined();
  });

  it.each([
    ['not there', 'http-404', false, true],
    ['away', 'http-502', false, false],
    ['away, but the shield said it was trusted', 'http-502', true, true]
  ])(
    'that was saved while ai-jup was %s',
    async (_, code, shield, isTrusted) => {
      const opened = Opened.withCode(true, shield);
      const answer = opened.notebook.server.hold('trust');
      const unknown = opened.isTrusted();
      await answer(new RequestError({ ...GONE, code }));
      expect(await unknown).toBe(false);
      await opened.notebook.context.save();
      expect(opened.mark).toEqual(isTrusted ? undefined : { trusted: false });
      expect(await opened.isTrusted()).toBe(isTrusted);
    }
  );

  it.each([
    ['is not trusted', false, false],
    ['is trusted all the same where the shield said so', true, true]
  ])(
    '%s that was saved, and so signed, while the question was under way',
    async (_, shield, isTrusted) => {
      const opened = Opened.withCode(true, shield);
      const answer = opened.notebook.server.hold('trust');
      const known = opened.isTrusted();
      await opened.notebook.context.save();
      await answer();
      expect(await known).toBe(isTrusted);
      expect(opened.mark).toEqual(isTrusted ? undefined : { trusted: false });
      expect(await opened.again().isTrusted()).toBe(isTrusted);
    }
  );

  it('is not asked about while its file is being written', async () => {
    const opened = new Opened(true);
    const { context } = opened.notebook;
    context.saveState.emit('started');
    const known = opened.isTrusted();
    await Promise.resolve();
    expect(opened.asked).toBe(0);
    context.saveState.emit('completed');
    expect(await known).toBe(true);
    expect(opened.asked).toBe(1);
  });

  it('is asked about all the same where a save never ends', async () => {
    vi.useFakeTimers();
    const opened = new Opened(true);
    opened.notebook.context.saveState.emit('started');
    const known = opened.isTrusted();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await known).toBe(true);
    vi.useRealTimers();
  });

  it('is trusted once the user trusts it, with what they write after that', async () => {
    const opened = new Opened(false);
    expect(await opened.isTrusted()).toBe(false);
    await opened.notebook.context.save();
    expect(opened.mark).toEqual({ trusted: false });
    await opened.trust();
    const metadata = { ai_jup: { ...PROMPT, id: 'b' } };
    const { shared } = opened.notebook;
    shared.addCell({ cell_type: 'markdown', source: 'And?', metadata });
    expect(await opened.isTrusted()).toBe(true);
    expect(opened.mark).toBeUndefined();
  });

  it('is trusted from then on, not only when that is saved', async () => {
    const opened = new Opened(false);
    await opened.isTrusted();
    for (const cell of opened.notebook.model.cells) {
      cell.trusted = true;
    }
    expect(await opened.isTrusted()).toBe(true);
  });

  it('is not trusted for having been saved, which has the server sign it', async () => {
    const opened = new Opened(false);
    opened.notebook.model.setMetadata('ai_jup', { model: 'openai/o' });
    await opened.isTrusted();
    await opened.notebook.context.save();
    opened.notebook.server.hasSigned = true;
    expect(await opened.again().isTrusted()).toBe(false);
    expect(opened.mark).toEqual({ model: 'openai/o', trusted: false });
  });

  it('is not trusted for what its own file says', async () => {
    const opened = new Opened(false);
    const [shared] = opened.notebook.shared.cells;
    shared.setMetadata('trusted', true);
    const { model } = opened.notebook;
    model.setMetadata('ai_jup', { trusted: true });
    opened.revert();
    expect([...model.cells][0].trusted).toBe(true);
    expect(await opened.isTrusted()).toBe(false);
  });

  it("is trusted as JupyterLab's shield says where nothing signs notebooks", async () => {
    expect(await Opened.withCode(null, true).isTrusted()).toBe(true);
    expect(await Opened.withCode(null, false).isTrusted()).toBe(false);
    expect(await new Opened(null).isTrusted()).toBe(false);
  });

  it('is as the shield said when it was opened, whatever has been run since', async () => {
    const opened = Opened.withCode(null, false);
    const [code] = opened.notebook.model.cells;
    code.trusted = true;
    expect(await opened.isTrusted()).toBe(false);
  });

  it('is looked at again when its file was read again, and not when it was saved', async () => {
    const opened = new Opened(true);
    expect(await opened.isTrusted()).toBe(true);
    opened.notebook.server.hasSigned = false;
    opened.notebook.context.fileChanged.emit();
    expect(await opened.isTrusted()).toBe(true);
    opened.revert();
    expect(opened.notebook.prompts.trust.isTrusted).toBe(false);
    expect(await opened.isTrusted()).toBe(false);
    expect(opened.asked).toBe(2);
  });
});
