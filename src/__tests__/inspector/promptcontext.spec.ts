import type { NotebookPanel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PromptContext } from '../../inspector/promptcontext';
import type { IPromptNotebooks } from '../../tokens';
import type { ContextClient } from '../../wire/contextclient';
import type { ContextReply } from '../../wire/generated';

/** A panel whose active cell is a prompt, and a server that answers when it is told to. */
class Opened {
  readonly cell = { isDisposed: false };
  readonly contentChanged = new Signal<this, void>(this);
  readonly modelsChanged = new Signal<this, void>(this);
  readonly asked: { isLive: boolean; answer: PromiseDelegate<ContextReply> }[] =
    [];
  isLookedAt = false;
  isTrusted = true;

  readonly context = new PromptContext({
    panel: {
      isVisible: true,
      content: {
        activeCell: this.cell,
        activeCellChanged: new Signal<this, void>(this),
        model: null
      },
      context: { model: { contentChanged: this.contentChanged } }
    } as unknown as NotebookPanel,
    prompts: {
      changed: new Signal<this, void>(this),
      defaultModel: { changed: new Signal<this, void>(this) },
      knownModels: { changed: this.modelsChanged },
      isPrompt: () => true,
      requestFor: () => ({ notebook: { trusted: this.isTrusted } }),
      find: () => null
    } as unknown as IPromptNotebooks,
    client: {
      ask: (_: unknown, isLive: boolean) => {
        const answer = new PromiseDelegate<ContextReply>();
        this.asked.push({ isLive, answer });
        return answer.promise;
      }
    } as unknown as ContextClient,
    readsValues: () => this.isLookedAt
  });

  async answer(question: number, tokens: number): Promise<void> {
    this.asked[question].answer.resolve({ tokens } as ContextReply);
    await vi.advanceTimersByTimeAsync(0);
  }
}

describe('What would be sent for the active prompt', () => {
  let opened: Opened;

  beforeEach(() => {
    vi.useFakeTimers();
    opened = new Opened();
  });

  afterEach(() => {
    opened.context.dispose();
    vi.useRealTimers();
  });

  it('is asked for soon, and again after a pause in the changes', async () => {
    await vi.advanceTimersByTimeAsync(300);
    await opened.answer(0, 1);
    expect(opened.context.state.reply?.tokens).toBe(1);
    opened.contentChanged.emit();
    expect(opened.context.state.isOld).toBe(true);
    await vi.advanceTimersByTimeAsync(1_100);
    await opened.answer(1, 2);
    expect(opened.context.state).toMatchObject({
      reply: { tokens: 2 },
      isOld: false
    });
  });

  it('is asked for again when a key has come or gone', async () => {
    await vi.advanceTimersByTimeAsync(300);
    await opened.answer(0, 1);
    opened.modelsChanged.emit();
    await vi.advanceTimersByTimeAsync(1_100);
    await opened.answer(1, 2);
    expect(opened.context.state.reply?.tokens).toBe(2);
  });

  it('does not have the kernel read what a notebook names that is not trusted', async () => {
    opened.isLookedAt = true;
    opened.isTrusted = false;
    await vi.advanceTimersByTimeAsync(300);
    await opened.answer(0, 1);
    opened.isTrusted = true;
    opened.context.refresh();
    await vi.advanceTimersByTimeAsync(300);
    expect(opened.asked.map(({ isLive }) => isLive)).toEqual([false, true]);
  });

  it('is not what an earlier question is answered with later', async () => {
    await vi.advanceTimersByTimeAsync(300);
    opened.isLookedAt = true;
    opened.context.refresh();
    await vi.advanceTimersByTimeAsync(300);
    expect(opened.asked.map(({ isLive }) => isLive)).toEqual([false, true]);
    await opened.answer(1, 2);
    await opened.answer(0, 1);
    expect(opened.context.state).toMatchObject({
      reply: { tokens: 2 },
      isLive: true
    });
  });

  it('is not told any more when the panel was closed meanwhile', async () => {
    await vi.advanceTimersByTimeAsync(300);
    opened.context.dispose();
    await opened.answer(0, 1);
    expect(opened.context.state.reply).toBe(null);
  });
});
