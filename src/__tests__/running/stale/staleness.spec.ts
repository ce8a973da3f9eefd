import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ISharedCell } from '@jupyter/ydoc';
import type { Signal } from '@lumino/signaling';

import { RequestError } from '../../../wire/http';
import type { AnswerCheck, StaleRequest } from '../../../wire/generated';
import { ANSWER, OpenedNotebook, PROMPT } from '../openednotebook';
import { finished, text } from '../playedserver';

const SECOND = { isPromptCell: true, id: 'b' };
const SECOND_ANSWER = { isOutputCell: true, prompt: 'b' };

/** What the server says of the first prompt's answer, or of both. */
function checks(...states: AnswerCheck['state'][]): AnswerCheck[] {
  return states.map((state, at) => ({
    prompt: 'ab'[at],
    cell: 2 + 2 * at,
    state,
    changes: state === 'stale' ? ['the cells above were changed'] : []
  }));
}

/** A notebook with a kernel, whose changes are followed by a pause. */
class Watched extends OpenedNotebook {
  constructor(...cells: ConstructorParameters<typeof OpenedNotebook>) {
    super(...cells);
    // JupyterLab listens to cells that come after the notebook's model, as from its file
    this.shared.fromJSON(this.shared.toJSON());
  }

  /** What is said of the answers from now on. */
  say(...answers: AnswerCheck[]): void {
    this.server.checkAnswers = ({ cells }) => ({
      answers,
      digests: cells.map((_, at) => `digest-${at}`),
      values_read: true
    });
  }

  /** The kernel is in a state. */
  set kernel(status: string | null) {
    const session = status && { kernel: { id: 'k', status } };
    const { sessionContext } = this.context;
    Object.assign(sessionContext, { session });
    (sessionContext.statusChanged as Signal<object, unknown>).emit(status);
  }

  /** The kernel executes what a user has typed. */
  execute(): void {
    const message = { header: { msg_type: 'execute_input' } };
    const { iopubMessage } = this.context.sessionContext;
    (iopubMessage as Signal<object, unknown>).emit(message);
  }

  get asked(): StaleRequest[] {
    return this.server.staleAsked;
  }

  /** The state of the answer in a cell. */
  state(at: number): string | undefined {
    return this.prompts.answerStates.of(this.cell(at))?.state;
  }

  cell(at: number): ISharedCell {
    return this.shared.cells[at];
  }
}

async function pause(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1_100);
}

describe('Whether answers fit what stands above them', () => {
  let notebook: Watched;

  beforeEach(() => {
    vi.useFakeTimers();
    notebook = new Watched(
      ['# Above'],
      ['Why?', PROMPT],
      ['Because.', ANSWER],
      ['And?', SECOND],
      ['So.', SECOND_ANSWER]
    );
    notebook.kernel = 'idle';
    notebook.say(...checks('current', 'current'));
  });

  afterEach(() => {
    notebook.prompts.dispose();
    vi.useRealTimers();
  });

  it('is asked with all of the notebook when it has been opened', async () => {
    notebook.defaultModel.name = 'openai/mine';
    await notebook.prompts.trust.know();
    await pause();
    expect(notebook.asked).toEqual([
      {
        protocol: 1,
        notebook: {
          path: 'a.ipynb',
          trusted: true,
          kernel_id: 'k',
          language: null
        },
        model: 'openai/mine',
        cells: notebook.shared.cells.map(cell => cell.toJSON()),
        options: { replay: undefined }
      }
    ]);
    expect([2, 4].map(at => notebook.state(at))).toEqual([
      'current',
      'current'
    ]);
  });

  it('is asked once for many changes, after a pause, with the changed cell and digests of the others', async () => {
    notebook.shared.insertCell(1, { cell_type: 'markdown', source: 'Same' });
    await pause();
    notebook.cell(0).setSource('# Ab');
    await vi.advanceTimersByTimeAsync(900);
    notebook.cell(0).setSource('# Abo');
    await vi.advanceTimersByTimeAsync(900);
    expect(notebook.asked).toHaveLength(1);
    await pause();
    const [changed, same, ...ours] = notebook.shared.cells;
    expect(notebook.asked.slice(1).map(({ cells }) => cells)).toEqual([
      [
        changed.toJSON(),
        { digest: 'digest-1' },
        ...ours.map(cell => cell.toJSON())
      ]
    ]);
    expect(same.getSource()).toBe('Same');
  });

  it('is asked with a cell that was changed while the server answered', async () => {
    const answer = notebook.server.hold('stale');
    await pause();
    notebook.cell(0).setSource('# Changed');
    void answer();
    await pause();
    await pause();
    expect(notebook.asked[1].cells[0]).toMatchObject({ source: '# Changed' });
  });

  it('is asked when metadata, the order, the model or its notebook are others', async () => {
    await pause();
    for (const change of [
      () => notebook.cell(0).setMetadata('ai_jup', { skipped: true }),
      () => notebook.shared.moveCell(0, 4),
      () => notebook.model.setMetadata('ai_jup', { model: 'openai/other' }),
      () => (notebook.defaultModel.name = 'openai/mine')
    ]) {
      change();
      await pause();
    }
    expect(notebook.asked).toHaveLength(5);
    expect(notebook.asked[1].cells[0]).toMatchObject({
      metadata: { ai_jup: { skipped: true } }
    });
    expect(notebook.asked.at(-1)?.model).toBe('openai/other');
  });

  it('is asked without the models that the user does not want asked', async () => {
    notebook.model.setMetadata('ai_jup', { model: 'openai/dear' });
    notebook.cell(1).setMetadata('ai_jup', { ...PROMPT, model: 'openai/dear' });
    notebook.cell(3).setMetadata('ai_jup', { ...SECOND, model: 'openai/ok' });
    notebook.models.answer('openai/dear', false);
    await pause();
    const [{ model, cells }] = notebook.asked;
    expect(model).toBeNull();
    expect(
      cells.map(cell => 'metadata' in cell && cell.metadata?.ai_jup)
    ).toEqual([
      undefined,
      PROMPT,
      ANSWER,
      { ...SECOND, model: 'openai/ok' },
      SECOND_ANSWER
    ]);
  });

  it('names no kernel while it is busy, and is asked again when it is free', async () => {
    await notebook.prompts.trust.know();
    notebook.kernel = 'busy';
    await pause();
    notebook.kernel = 'idle';
    await pause();
    notebook.kernel = 'busy';
    notebook.kernel = 'idle';
    await pause();
    // what the server reads makes it busy for a moment too
    expect(notebook.asked.map(asked => asked.notebook.kernel_id)).toEqual([
      null,
      'k'
    ]);
    notebook.execute();
    await pause();
    expect(notebook.asked).toHaveLength(3);
  });

  it('keeps an answer marked while its values cannot be read', async () => {
    await notebook.prompts.trust.know();
    notebook.say(...checks('stale', 'current'));
    await pause();
    notebook.kernel = 'busy';
    notebook.execute();
    notebook.say(...checks('current', 'stale'));
    await pause();
    expect([notebook.state(2), notebook.state(4)]).toEqual(['stale', 'stale']);
    notebook.say(...checks('current', 'current'));
    notebook.kernel = 'idle';
    await pause();
    expect([notebook.state(2), notebook.state(4)]).toEqual([
      'current',
      'current'
    ]);
  });

  it('has no kernel read for a notebook that is not trusted', async () => {
    notebook.server.hasSigned = false;
    await notebook.prompts.trust.know();
    notebook.say(...checks('stale', 'current'));
    await pause();
    expect(notebook.asked.map(asked => asked.notebook)).toEqual([
      { path: 'a.ipynb', trusted: false, kernel_id: null, language: null }
    ]);
    notebook.say(...checks('current', 'current'));
    notebook.cell(0).setSource('# As before');
    await pause();
    expect(notebook.state(2)).toBe('current');
  });

  it('is not asked while a prompt is answered, and a moment after its end', async () => {
    notebook.say(...checks('stale', 'stale'));
    await pause();
    const run = notebook.prompts.prepare(notebook.cell(1));
    expect(notebook.state(2)).toBeUndefined();
    expect(notebook.state(4)).toBe('stale');
    void notebook.prompts.execute(run);
    await pause();
    notebook.server.tell('run-1', text('New.'));
    await pause();
    expect(notebook.asked).toHaveLength(1);
    notebook.say(...checks('current', 'stale'));
    notebook.server.tell('run-1', finished('run-1'));
    await pause();
    expect(notebook.asked).toHaveLength(2);
    expect(notebook.state(2)).toBe('current');
  });

  it('says nothing of a copy of an answer', async () => {
    notebook.say(...checks('stale', 'current'));
    notebook.shared.insertCell(5, {
      cell_type: 'markdown',
      source: 'Because.',
      metadata: { ai_jup: ANSWER }
    });
    await pause();
    expect([notebook.state(2), notebook.state(5)]).toEqual([
      'stale',
      undefined
    ]);
  });

  it('leaves what is known where the server cannot be reached, and asks one of an earlier version once', async () => {
    notebook.say(...checks('stale', 'current'));
    await pause();
    const failure = (code: string) =>
      new RequestError({ code, message: 'No.', hint: '' });
    notebook.server.hold('stale', failure('server-unreachable'));
    notebook.cell(0).setSource('1');
    await pause();
    expect(notebook.state(2)).toBe('stale');
    notebook.server.hold('stale', failure('http-404'));
    for (const source of ['2', '3']) {
      notebook.cell(0).setSource(source);
      await pause();
    }
    expect(notebook.asked).toHaveLength(3);
  });

  it('gives the prompts that need an answer, but for empty ones', async () => {
    notebook.shared.insertCell(5, {
      cell_type: 'markdown',
      source: ' ',
      metadata: { ai_jup: { isPromptCell: true } }
    });
    notebook.say(...checks('incomplete', 'stale'), {
      prompt: null,
      cell: 6,
      state: 'unanswered',
      changes: []
    });
    await pause();
    expect(notebook.prompts.answerStates.toRun).toEqual([
      notebook.cell(1),
      notebook.cell(3)
    ]);
  });
});

describe('A notebook without answers', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks nothing, and does not look, until there is one', async () => {
    const notebook = new Watched(['# Above'], ['Why?', PROMPT]);
    notebook.cell(0).setSource('1');
    await pause();
    expect(notebook.asked).toEqual([]);
    notebook.shared.insertCell(2, {
      cell_type: 'markdown',
      source: 'Because.',
      metadata: { ai_jup: ANSWER }
    });
    await pause();
    expect(notebook.asked).toHaveLength(1);
    notebook.shared.deleteCell(2);
    await pause();
    expect(notebook.asked).toHaveLength(1);
    expect(notebook.prompts.mayBeStale).toBe(true);
    notebook.prompts.dispose();
  });
});
