import { Notification } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { INITIAL_STATE } from '../../runstate/reducer';
import type { PromptRun } from '../../running/promptrun';
import type { RunOutcome } from '../../running/writing/runwriter';
import { AnswerKeeper } from '../../running/answerkeeper';
import { notebookOf } from '../sharednotebook';
import { SlowContext } from './slowcontext';

type Context = DocumentRegistry.IContext<INotebookModel>;

function cellOf(source: string, ai_jup?: object, others = {}): object {
  const metadata = { ...others, ...(ai_jup ? { ai_jup } : {}) };
  return { cell_type: 'markdown', source, metadata };
}

describe('Answers that have ended', () => {
  let context: SlowContext & {
    contentsModel: { last_modified: string };
    model: object;
    reverts: number;
  };
  let keeper: AnswerKeeper;
  /** Its cells. */
  let file: object[];
  /** When the file was changed last. */
  let changed: string;
  let log: string[];
  /** The latest run of the prompt. */
  let current: PromptRun | null;

  beforeEach(() => {
    vi.useFakeTimers();
    changed = '';
    const contents = {
      get: () =>
        Promise.resolve({
          last_modified: changed,
          content: { cells: file }
        } as Contents.IModel)
    };
    file = [cellOf('What?')];
    const slow = new SlowContext();
    context = Object.assign(slow, {
      path: 'folder/a.ipynb',
      localPath: 'folder/a.ipynb',
      contentsModel: { writable: true, last_modified: '' },
      model: {
        ...slow.model,
        collaborative: false,
        sharedModel: notebookOf()
      },
      reverts: 0,
      revert: () => Promise.resolve(void context.reverts++)
    });
    keeper = new AnswerKeeper(
      context as unknown as Context,
      contents,
      nullTranslator.load('ai_jup'),
      () => current
    );
    current = null;
    log = [];
  });

  afterEach(() => {
    keeper.dispose();
    vi.useRealTimers();
  });

  /** The notebook with changes that no file has. */
  function change(...cells: object[]): void {
    Object.assign(context.model, { dirty: true, toJSON: () => ({ cells }) });
  }

  function runWith(text: string, phase = 'ended', isOurs = true): PromptRun {
    return {
      id: 'run-1',
      prompt: 'a',
      phase,
      isOurs,
      isDisposed: false,
      state: { ...INITIAL_STATE, text },
      acknowledge: () => log.push('acknowledged'),
      dismiss: () => log.push('dismissed'),
      restore: () => log.push('restored'),
      copy: () => Promise.resolve(log.push('copied'))
    } as unknown as PromptRun;
  }

  async function keep(outcome: RunOutcome, text = 'One.'): Promise<PromptRun> {
    const run = runWith(text);
    current = run;
    void keeper.keep(run, outcome);
    await vi.advanceTimersByTimeAsync(500);
    return run;
  }

  function offers() {
    return Notification.manager.notifications;
  }

  it('are saved, and then acknowledged', async () => {
    await keep('written');
    expect(context.log).toEqual(['start', 'end']);
    expect(log).toEqual(['acknowledged']);
  });

  it('are acknowledged where the server saves the notebook, which several people share', async () => {
    Object.assign(context.model, { collaborative: true, dirty: true });
    await keep('written');
    expect(context.log).toEqual([]);
    expect(log).toEqual(['acknowledged']);
  });

  it('stay on the server where they cannot be saved', async () => {
    context.fails = true;
    await keep('written');
    expect(log).toEqual([]);
  });

  it('are not saved once more after the user has cancelled that', async () => {
    context.error.name = 'ModalCancelError';
    context.fails = true;
    const run = runWith('One.', 'running');
    keeper.begin(run);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(context.log).toEqual(['start', 'fail']);
    void keeper.keep(run, 'written');
    await vi.advanceTimersByTimeAsync(500);
    expect(context.log).toEqual(['start', 'fail']);
    expect(log).toEqual([]);
  });

  it('are found again after a reload: their prompts are saved soon after they begin', async () => {
    keeper.begin(runWith('', 'running'));
    keeper.begin(runWith('', 'ended'));
    keeper.begin(runWith('', 'running', false));
    await vi.advanceTimersByTimeAsync(1_400);
    expect(context.log).toEqual(['start', 'end']);
  });

  it('are saved after the file has been read, where another window has saved it', async () => {
    changed = 'later';
    const revert = () => Promise.resolve(void context.log.push('read'));
    Object.assign(context, { revert });
    await keep('written');
    expect(context.log).toEqual(['read', 'start', 'end']);
    expect(log).toEqual(['acknowledged']);
  });

  it('are never exchanged for those of a file that is being saved', async () => {
    const save = context.save();
    // as in the midst of it: the file is new, and the window has not been told yet
    changed = 'later';
    const read = keeper.reread();
    await vi.advanceTimersByTimeAsync(4);
    context.contentsModel.last_modified = 'later';
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all([save, read]);
    expect(context.reverts).toBe(0);
  });

  it('are offered when their cell is gone, and put back', async () => {
    await keep('missing');
    expect(offers().map(({ message }) => message)).toEqual([
      'An answer has ended, but its cell is no longer in a.ipynb.'
    ]);
    const [{ id, options }] = offers();
    options.actions?.[0].callback(new MouseEvent('click'));
    Notification.dismiss(id);
    await vi.advanceTimersByTimeAsync(500);
    expect(log).toEqual(['restored', 'acknowledged']);
    expect(context.log).toEqual(['start', 'end']);
  });

  it('are put back at once where undo has brought their cell back meanwhile', async () => {
    const sharedModel = notebookOf(['', { isOutputCell: true, prompt: 'a' }]);
    Object.assign(context.model, { collaborative: true, sharedModel });
    await keep('missing');
    expect(offers()).toEqual([]);
    expect(log).toEqual(['restored', 'acknowledged']);
  });

  it('are forgotten where the user does not want them, or nothing has come', async () => {
    await keep('missing');
    Notification.dismiss(offers()[0].id);
    await keep('missing', '');
    expect(offers()).toEqual([]);
    expect(log).toEqual(['dismissed', 'dismissed']);
    expect(context.log).toEqual([]);
  });

  it('are offered by nobody when the notebook is closed', async () => {
    await keep('missing');
    void keeper.keep(runWith('Two.'), 'missing');
    keeper.dispose();
    await vi.advanceTimersByTimeAsync(500);
    expect(offers()).toEqual([]);
    expect(log).toEqual([]);
  });

  describe('that another window has saved', () => {
    it('are shown as the file has them', async () => {
      await keep('elsewhere');
      expect(context.reverts).toBe(0);
      changed = 'later';
      await keep('elsewhere');
      expect(context.reverts).toBe(1);
      expect(log).toEqual([]);
    });

    it('are shown as the file has them where JupyterLab alone has changed something', async () => {
      changed = 'later';
      const answer = cellOf('One.', { isOutputCell: true });
      file = [cellOf('What?', { isPromptCell: true, id: 'a' }), answer];
      change(cellOf('What?', { isPromptCell: true }, { trusted: true }));
      await keep('elsewhere');
      expect(context.reverts).toBe(1);
      expect(log).toEqual([]);
    });

    it('are copied where the file cannot be shown without a loss', async () => {
      changed = 'later';
      change(cellOf('What then?'));
      await keep('elsewhere');
      expect(context.reverts).toBe(0);
      expect(log).toEqual(['copied']);
      expect(context.log).toEqual([]);
    });

    it.each([
      ['of this version', { written: '0000' }],
      ['of an earlier version', {}]
    ])(
      'are shown as the file has them unless the user has edited another one, %s',
      async (_, metadata) => {
        changed = 'later';
        const one = { isOutputCell: true, prompt: 'b', ...metadata };
        change(cellOf('What?'), cellOf('Mine.', one));
        await keep('elsewhere');
        expect(context.reverts).toBe(0);
        file = [cellOf('What?'), cellOf('Mine.', one)];
        await keep('elsewhere');
        expect(context.reverts).toBe(1);
      }
    );

    it('are copied where the user has chosen another model', async () => {
      changed = 'later';
      const metadata = { ai_jup: { model: 'openai/gpt-x' } };
      const toJSON = () => ({ cells: file, metadata });
      Object.assign(context.model, { dirty: true, toJSON });
      await keep('elsewhere');
      expect(context.reverts).toBe(0);
      expect(log).toEqual(['copied']);
    });

    it('are copied again into a cell that undo has brought back', async () => {
      changed = 'later';
      change();
      const run = await keep('elsewhere');
      log.length = 0;
      keeper.onCellBack(run);
      keeper.onCellBack(run);
      expect(log).toEqual(['copied']);
    });

    it.each([
      ['an older one', ['copied'], ['start', 'end']],
      ['run-1', [], []]
    ])(
      'are saved again where this one has saved at the same moment: %s',
      async (run, told, saves) => {
        const answer = { isOutputCell: true, prompt: 'a', run: { run } };
        const sharedModel = notebookOf(['One.', answer]);
        Object.assign(context.model, { sharedModel });
        await keep('elsewhere');
        expect(log).toEqual(told);
        expect(context.log).toEqual(saves);
      }
    );

    it('are in a notebook that both share', async () => {
      changed = 'later';
      Object.assign(context.model, { collaborative: true, dirty: true });
      await keep('elsewhere');
      expect(context.reverts).toBe(0);
      expect(log).toEqual([]);
    });
  });

  it('that were abandoned are not touched', async () => {
    await keep('abandoned');
    expect(context.log).toEqual([]);
    expect(log).toEqual([]);
  });
});
