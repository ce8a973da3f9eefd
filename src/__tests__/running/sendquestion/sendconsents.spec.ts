import type { PartialJSONObject } from '@lumino/coreutils';
import { PromiseDelegate } from '@lumino/coreutils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { PromptRun } from '../../../running/promptrun';
import type { ISendFacts } from '../../../running/sendquestion/sendfacts';
import type {
  ISendQuestion,
  SendAnswer
} from '../../../running/sendquestion/sendquestion';
import type {
  ContextReply,
  DefaultModel,
  ModelEntry,
  ProviderEntry
} from '../../../wire/generated';
import { RequestError } from '../../../wire/http';
import { NOTHING_KNOWN, OpenedNotebook } from '../openednotebook';
import { finished, text, turn } from '../playedserver';

const DEAR = 'openai/dear';
const OWN = 'anthropic/own';

/** What the server knows: both models, and how much would be sent. */
const KNOWN: ISendFacts = {
  ...NOTHING_KNOWN,
  context: { cells: 1, images: 2, tokens: 300 } as ContextReply,
  server: serverDefault(OWN),
  providers: [
    { id: 'openai', label: 'OpenAI' },
    { id: 'anthropic', label: 'Anthropic' }
  ] as ProviderEntry[],
  entries: new Map([
    [DEAR, entry(DEAR, 'Dear', 5e-6)],
    [OWN, entry(OWN, 'Own', 1e-6)]
  ])
};

function entry(name: string, label: string, price: number): ModelEntry {
  return {
    name,
    label,
    input_cost_per_token: price,
    output_cost_per_token: 2 * price
  } as ModelEntry;
}

function serverDefault(name: string, locked = false): DefaultModel {
  return { name, model: entry(name, 'Own', 1e-6), locked, problem: null };
}

/** A notebook whose user answers when the test says so. */
class Asked extends OpenedNotebook {
  constructor(...prompts: [source: string, model?: string][]) {
    super(
      ...prompts.map(([source, model], at): [string, PartialJSONObject] => [
        source,
        { isPromptCell: true, id: `p${at}`, ...(model ? { model } : {}) }
      ])
    );
    this.server.hasSigned = false;
    this.facts = {
      about: (request, names) => {
        this.told.push([...names]);
        this.requested.push(request.model ?? null);
        return Promise.resolve(this.known);
      }
    };
    this.askUser = (question, signal) => {
      this.questions.push(question);
      const answer = new PromiseDelegate<SendAnswer>();
      this._answers.push(answer);
      signal.addEventListener('abort', () => {
        this.withdrawn++;
        answer.resolve('cancel');
      });
      return answer.promise;
    };
  }

  known = KNOWN;
  readonly questions: ISendQuestion[] = [];
  readonly told: string[][] = [];
  readonly requested: (string | null)[] = [];
  withdrawn = 0;

  /** Run a prompt, up to where the user is asked, or the server. */
  async run(id: string): Promise<{ run: PromptRun; done: Promise<boolean> }> {
    const cell = this.shared.cells.find(
      each => (each.getMetadata('ai_jup') as { id?: string })?.id === id
    );
    const run = this.prompts.prepare(cell!);
    const done = this.prompts.execute(run);
    await turn();
    return { run, done };
  }

  async answer(answer: SendAnswer): Promise<void> {
    this._answers.at(-1)?.resolve(answer);
    await turn();
  }

  /** The model of each prompt that was sent; null for the server's default. */
  get sentTo(): (string | null | undefined)[] {
    return this.server.started.map(({ model }) => model);
  }

  answerOf(id: string): string | undefined {
    const isIt = (cell: { getMetadata(key: string): unknown }) =>
      (cell.getMetadata('ai_jup') as { prompt?: string })?.prompt === id;
    return this.shared.cells.find(isIt)?.getSource();
  }

  private _answers: PromiseDelegate<SendAnswer>[] = [];
}

describe('The prompts of a notebook', () => {
  let notebook: Asked;

  beforeEach(() => {
    notebook = new Asked(['One?'], ['Two?']);
  });

  afterEach(() => {
    notebook.prompts.dispose();
    sessionStorage.clear();
  });

  it('that is trusted are sent at once', async () => {
    const { prompts, server, shared } = notebook;
    server.hasSigned = true;
    await prompts.trust.know();
    void prompts.execute(prompts.prepare(shared.cells[0]));
    expect(server.started).toHaveLength(1);
    expect(server.started[0].notebook.trusted).toBe(true);
    expect(notebook.questions).toEqual([]);
  });

  it('that turns out to be trusted are sent without a question', async () => {
    notebook.server.hasSigned = true;
    await notebook.run('p0');
    expect(notebook.sentTo).toEqual([null]);
    expect(notebook.questions).toEqual([]);
  });

  it('that is not trusted are sent when the user says so, who is asked once', async () => {
    const { run } = await notebook.run('p0');
    expect(run.isAsked).toBe(true);
    expect(notebook.server.started).toEqual([]);
    await notebook.answer('send');
    expect(run.isAsked).toBe(false);
    await notebook.run('p1');
    expect(notebook.sentTo).toEqual([null, null]);
    expect(notebook.server.started[0].notebook.trusted).toBe(false);
    expect(notebook.questions).toHaveLength(1);
  });

  it('are not sent when the user says no, which is said', async () => {
    const { done, run } = await notebook.run('p0');
    await notebook.answer('cancel');
    expect(await done).toBe(false);
    expect(run.phase).toBe('ended');
    expect(notebook.server.started).toEqual([]);
    expect(notebook.answerOf('p0')).toBe(
      '> **Not sent.** You chose not to send this prompt.'
    );
    await notebook.run('p0');
    expect(notebook.questions).toHaveLength(2);
  });

  it('leave an earlier answer where it is then', async () => {
    const answer = { isOutputCell: true, prompt: 'p0' };
    const metadata = { ai_jup: answer };
    const earlier = { cell_type: 'markdown', source: 'Earlier.', metadata };
    notebook.shared.insertCell(1, earlier);
    const { done } = await notebook.run('p0');
    await notebook.answer('cancel');
    await done;
    expect(notebook.answerOf('p0')).toBe('Earlier.');
  });

  it('share a question that stands', async () => {
    const [one, two] = [await notebook.run('p0'), await notebook.run('p1')];
    expect(notebook.questions).toHaveLength(1);
    await notebook.answer('cancel');
    expect([await one.done, await two.done]).toEqual([false, false]);
    expect(notebook.questions).toHaveLength(1);
  });

  it('have the question go when the last of them is stopped', async () => {
    await notebook.run('p0');
    await notebook.run('p1');
    await notebook.prompts.stop('p0');
    expect(notebook.withdrawn).toBe(0);
    await notebook.prompts.stop('p1');
    await turn();
    expect(notebook.withdrawn).toBe(1);
    expect(notebook.answerOf('p0')).toContain('before it was sent');
    expect(notebook.server.started).toEqual([]);
  });

  it('have another question where the one before was taken back before it stood', async () => {
    let know = () => undefined as void;
    const slow = new Promise<ISendFacts>(resolve => {
      know = () => resolve(KNOWN);
    });
    notebook.facts = { about: () => slow };
    await notebook.run('p0');
    await notebook.prompts.stop('p0');
    notebook.facts = { about: () => Promise.resolve(KNOWN) };
    await notebook.run('p1');
    know();
    await turn();
    expect(notebook.questions).toHaveLength(1);
    await notebook.answer('send');
    expect(notebook.server.started.map(({ prompt }) => prompt.id)).toEqual([
      'p1'
    ]);
  });

  it('have none when they are stopped before it is known whether that is needed', async () => {
    const answer = notebook.server.hold('trust');
    await notebook.run('p0');
    await notebook.prompts.stop('p0');
    await answer();
    expect(notebook.questions).toEqual([]);
    expect(notebook.answerOf('p0')).toContain('You stopped this prompt');
  });

  it('have it go with the notebook', async () => {
    const { done } = await notebook.run('p0');
    notebook.prompts.dispose();
    expect(await done).toBe(false);
    expect(notebook.withdrawn).toBe(1);
  });

  it('are refused without a question where nothing can be sent', async () => {
    const message = 'No key for OpenAI.';
    const refusal = { code: 'key-missing', message, hint: 'Set it.' };
    notebook.known = { ...KNOWN, context: null, refusal };
    const { done } = await notebook.run('p0');
    expect(await done).toBe(false);
    expect(notebook.questions).toEqual([]);
    expect(notebook.server.started).toEqual([]);
    expect(notebook.answerOf('p0')).toContain(message);
  });

  it('are refused without a question where the server cannot say whether it has signed the file', async () => {
    const message = 'The Jupyter server answered 404.';
    const gone = { code: 'http-404', message, hint: 'Look in its log.' };
    const answer = notebook.server.hold('trust');
    const { done } = await notebook.run('p0');
    await answer(new RequestError(gone));
    expect(await done).toBe(false);
    expect(notebook.questions).toEqual([]);
    expect(notebook.answerOf('p0')).toContain(message);
    notebook.server.hasSigned = true;
    await notebook.run('p0');
    expect(notebook.questions).toEqual([]);
    expect(notebook.server.started).toHaveLength(1);
  });

  it('are not sent, nor asked about, when they were deleted meanwhile', async () => {
    const { done } = await notebook.run('p0');
    notebook.shared.deleteCell(0);
    await notebook.answer('send');
    expect(await done).toBe(false);
    expect(notebook.server.started).toEqual([]);
  });
});

describe('Before a prompt of a notebook is sent that is not trusted', () => {
  let notebook: Asked;

  afterEach(() => {
    notebook.prompts.dispose();
    sessionStorage.clear();
  });

  const dear = {
    name: DEAR,
    label: 'Dear',
    provider: 'OpenAI',
    price: { input: 5e-6, output: 10e-6 }
  };
  const own = {
    name: OWN,
    label: 'Own',
    provider: 'Anthropic',
    price: { input: 1e-6, output: 2e-6 }
  };

  it('the user is told what is sent, and to whom, for the others too', async () => {
    const source = 'See $`df["a\nb"]`, $`df["a\nb"]`, use &`[area, pi]`.';
    notebook = new Asked(
      ['# Above', DEAR],
      [source, DEAR],
      ['And $`x` to &`f`?', 'openai/other'],
      ['  ', 'openai/empty']
    );
    await notebook.run('p1');
    expect(notebook.questions).toEqual([
      {
        model: dear,
        instead: null,
        named: dear,
        own,
        context: KNOWN.context,
        above: 1,
        values: ['df["a b"]'],
        functions: ['[area, pi]'],
        others: {
          count: 2,
          models: [
            {
              name: 'openai/other',
              label: null,
              provider: 'OpenAI',
              price: null
            }
          ],
          values: ['x'],
          functions: ['f']
        }
      }
    ]);
    expect(notebook.told).toEqual([[DEAR, 'openai/other']]);
  });

  it('a model that the notebook names is told with what is known in time', async () => {
    notebook = new Asked(['What?', DEAR]);
    notebook.known = NOTHING_KNOWN;
    await notebook.run('p0');
    const unknown = { label: null, provider: null, price: null };
    expect(notebook.questions[0]).toMatchObject({
      model: { ...unknown, name: DEAR },
      own: { ...unknown, name: null },
      context: null
    });
  });

  it.each([
    ['the notebook names none', [['What?']], null],
    ['it is the same', [['What?', OWN]], own]
  ] as const)('there is one model where %s', async (_, prompts, named) => {
    notebook = new Asked(...(prompts as unknown as [string, string?][]));
    await notebook.run('p0');
    expect(notebook.questions[0]).toMatchObject({
      model: own,
      named,
      own: null
    });
  });

  it('there is nothing to choose where the administrator has chosen', async () => {
    notebook = new Asked(['What?', DEAR]);
    notebook.known = { ...KNOWN, server: serverDefault(OWN, true) };
    await notebook.run('p0');
    expect(notebook.questions[0]).toMatchObject({
      model: own,
      instead: 'lock',
      named: dear,
      own: null
    });
    await notebook.answer('send');
    expect(notebook.server.started).toHaveLength(1);
  });

  it('nor where only the page knows that', async () => {
    notebook = new Asked(['What?', DEAR]);
    notebook.known = NOTHING_KNOWN;
    notebook.defaultModel.lock = 'Own';
    await notebook.run('p0');
    expect(notebook.questions[0]).toMatchObject({
      model: { name: null, label: 'Own' },
      instead: 'lock',
      own: null
    });
  });

  it('nor where the simulator answers', async () => {
    notebook = new Asked(['What?', DEAR]);
    const context = { ...KNOWN.context!, simulated: true };
    notebook.known = { ...KNOWN, context };
    await notebook.run('p0');
    expect(notebook.questions[0]).toMatchObject({
      instead: 'simulator',
      own: null
    });
  });
});

describe('The model that a notebook names', () => {
  let notebook: Asked;

  beforeEach(() => {
    notebook = new Asked(['One?', DEAR], ['Two?', 'openai/other'], ['Three?']);
  });

  afterEach(() => {
    notebook.prompts.dispose();
    sessionStorage.clear();
  });

  /** The first prompt that was sent is answered. */
  async function end({ done }: { done: Promise<boolean> }): Promise<void> {
    notebook.server.tell('run-1', text('So.'), finished('run-1'));
    await done;
  }

  it("is asked when the user says so, the other prompts' too", async () => {
    await notebook.run('p0');
    await notebook.answer('send');
    await notebook.run('p1');
    expect(notebook.sentTo).toEqual([DEAR, 'openai/other']);
  });

  it("is not when the user wants their own, nor the other prompts', and the file stays", async () => {
    const before = notebook.content;
    const { run } = await notebook.run('p0');
    await notebook.answer('own');
    await notebook.run('p1');
    await notebook.run('p2');
    expect(notebook.sentTo).toEqual([null, null, null]);
    expect(run.chosenBy).toBe('server');
    expect(notebook.content).toEqual(expect.arrayContaining(before));
    expect(notebook.prompts.models.isDeclined(DEAR)).toBe(true);
    expect(notebook.questions).toHaveLength(1);
  });

  it('is asked about when it was not among those told', async () => {
    const first = await notebook.run('p0');
    await notebook.answer('own');
    await end(first);
    const metadata = { isPromptCell: true, id: 'p0', model: 'openai/new' };
    notebook.shared.cells[0].setMetadata('ai_jup', metadata);
    await notebook.run('p0');
    expect(notebook.questions).toHaveLength(2);
    expect(notebook.questions[1]).toMatchObject({
      named: { name: 'openai/new' },
      others: { models: [] }
    });
    await notebook.answer('send');
    await notebook.run('p1');
    expect(notebook.sentTo).toEqual([null, 'openai/new', null]);
  });

  it('is asked without more where the user has picked it', async () => {
    await notebook.run('p2');
    await notebook.answer('own');
    notebook.prompts.models.answer(DEAR, true);
    await notebook.run('p0');
    expect(notebook.sentTo).toEqual([null, DEAR]);
    expect(notebook.questions).toHaveLength(1);
  });

  it('counts as their own before the first question then', async () => {
    notebook.prompts.models.answer(DEAR, true);
    await notebook.run('p0');
    expect(notebook.questions[0]).toMatchObject({
      model: { name: DEAR },
      named: null,
      own: null
    });
  });

  it('is told of eight at most, and asked about where it was not', async () => {
    notebook.prompts.dispose();
    const many = Array.from({ length: 10 }, (_, at): [string, string] => [
      `${at}?`,
      `openai/m${at}`
    ]);
    notebook = new Asked(['First?'], ...many);
    await notebook.run('p0');
    expect(notebook.questions[0].others.models).toHaveLength(8);
    await notebook.answer('send');
    await notebook.run('p8');
    expect(notebook.questions).toHaveLength(1);
    await notebook.run('p9');
    expect(notebook.questions).toHaveLength(2);
  });
});
