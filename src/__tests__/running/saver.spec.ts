import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it } from 'vitest';

import { Saver } from '../../running/saver';
import { SlowContext } from './slowcontext';

type Context = DocumentRegistry.IContext<INotebookModel>;

describe('A saver', () => {
  let context: SlowContext;
  let saver: Saver;

  beforeEach(() => {
    context = new SlowContext();
    saver = new Saver(context as unknown as Context, () => Promise.resolve());
  });

  it("lets the user's save wait for its own, and the other way round", async () => {
    await Promise.all([saver.save(), context.save(), saver.save()]);
    await Promise.all([context.save(), saver.save(), context.save()]);
    const { log } = context;
    expect(log.length).toBeGreaterThanOrEqual(8);
    expect(log).toEqual(log.map((_, at) => (at % 2 ? 'end' : 'start')));
  });

  it('saves once for all who ask before it has begun', async () => {
    const first = saver.save();
    expect(saver.save()).toBe(first);
    expect(await first).toBe('saved');
    expect(context.log).toEqual(['start', 'end']);
  });

  it('goes on after a failure, which only the one who asked hears of', async () => {
    context.fails = true;
    const failed = [context.save(), saver.save()];
    await expect(failed[0]).rejects.toThrow('The disk is full.');
    expect(await failed[1]).toBe('failed');
    context.fails = false;
    await context.save();
    expect(await saver.save()).toBe('saved');
  });

  it('tells that the user has cancelled, and goes on when it is asked again', async () => {
    // as JupyterLab names it when the user does not want to overwrite the file
    context.error.name = 'ModalCancelError';
    context.fails = true;
    expect(await saver.save()).toBe('cancelled');
    context.fails = false;
    expect(await saver.save()).toBe('saved');
  });

  it('does not save what cannot be written, nor once it is disposed', async () => {
    context.contentsModel.writable = false;
    expect(await saver.save()).toBe('failed');
    context.contentsModel.writable = true;
    saver.dispose();
    expect(await saver.save()).toBe('failed');
    expect(context.log).toEqual([]);
    await context.save();
    expect(context.log).toEqual(['start', 'end']);
  });

  it('leaves a notebook changed that the user has changed during the save', async () => {
    const model = context.model as {
      dirty: boolean;
      contentChanged: Signal<unknown, void>;
    };
    for (const isTyped of [true, false]) {
      const saving = saver.save();
      await new Promise(resolve => setTimeout(resolve, 1));
      if (isTyped) {
        model.contentChanged.emit();
      }
      // as JupyterLab has it
      model.dirty = false;
      expect(await saving).toBe('saved');
      expect(model.dirty).toBe(isTyped);
    }
  });

  it('leaves alone what stands over it', () => {
    const over = () => Promise.resolve();
    context.save = over;
    saver.dispose();
    expect(context.save).toBe(over);
  });
});
