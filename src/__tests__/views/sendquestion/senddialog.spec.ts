import { Dialog } from '@jupyterlab/apputils';
import { afterEach, describe, expect, it } from 'vitest';

import type {
  IModelFacts,
  ISendQuestion
} from '../../../running/sendquestion/sendquestion';
import { askBeforeSending } from '../../../views/sendquestion/senddialog';
import type { ContextReply } from '../../../wire/generated';
import { trans } from '../../running/openednotebook';
import { turn } from '../../running/playedserver';

const DEAR: IModelFacts = {
  name: 'openai/dear',
  label: 'Dear',
  provider: 'OpenAI',
  price: { input: 5e-6, output: 25e-6 }
};
const OWN: IModelFacts = {
  name: 'anthropic/own',
  label: 'Own',
  provider: 'Anthropic',
  price: { input: 1e-6, output: 5e-6 }
};

const CONTEXT = {
  cells: 3,
  images: 1,
  tokens: 1_234,
  cost: 0.025,
  label: 'Simulator (no model)'
} as ContextReply;

const QUESTION: ISendQuestion = {
  model: OWN,
  instead: null,
  named: null,
  own: null,
  context: CONTEXT,
  above: 4,
  values: [],
  functions: [],
  others: { count: 0, models: [], values: [], functions: [] }
};

/** A question that stands in the page. */
async function ask(changes: Partial<ISendQuestion>) {
  const withdrawn = new AbortController();
  const question = { ...QUESTION, ...changes };
  const answered = askBeforeSending(question, withdrawn.signal, trans);
  await turn();
  const node = document.querySelector<HTMLElement>('.jp-Dialog')!;
  const buttons = [...node.querySelectorAll<HTMLElement>('.jp-Dialog-button')];
  const rows = [...node.querySelectorAll('dt')].map(term => [
    term.textContent,
    [...term.nextElementSibling!.children].map(each => each.textContent)
  ]);
  const labels = buttons.map(({ textContent }) => textContent);
  return { answered, buttons, labels, node, rows, withdrawn };
}

describe('The question before a prompt is sent', () => {
  afterEach(() => {
    Dialog.flush();
  });

  it('tells what is sent, and to whom', async () => {
    const { labels, node, rows } = await ask({
      model: DEAR,
      named: DEAR,
      own: OWN,
      values: ['df', 'df["a"]'],
      functions: ['area'],
      others: {
        count: 2,
        models: [{ name: 'x/y', label: null, provider: null, price: null }],
        values: ['secret'],
        functions: ['delete']
      }
    });
    expect(node.getAttribute('aria-label')).toBe('Send this prompt?');
    expect(node.textContent).toContain('You have not trusted this notebook.');
    expect(rows).toEqual([
      [
        'Model',
        [
          'Dear (OpenAI), $5 in, $25 out per 1M tokens',
          'Sending this prompt: about $0.025. The answer is extra.',
          'The notebook names this model.',
          'Your own choice: Own (Anthropic), $1 in, $5 out per 1M tokens'
        ]
      ],
      ['Sent with it', ['3 cells above, 1 picture, about 1.2k tokens']],
      ['Values of your kernel', ['df df["a"]']],
      ['Functions it may call', ['area', 'You are asked before each call.']],
      [
        '2 more prompts',
        [
          'Your decision holds for the whole notebook.',
          'Model: x/y, price unknown',
          'Values: secret',
          'Functions: delete'
        ]
      ]
    ]);
    expect(labels).toEqual(['Cancel', 'Send to Own', 'Send to Dear']);
  });

  it('says what it does not know, and what there is none of', async () => {
    const model = { name: null, label: null, provider: null, price: null };
    const { labels, rows } = await ask({ context: null, model });
    expect(rows).toEqual([
      ['Model', ["the server's default model, price unknown"]],
      ['Sent with it', ['Up to 4 cells above']],
      ['Values of your kernel', ['None']],
      ['Functions it may call', ['None']]
    ]);
    expect(labels).toEqual(['Cancel', 'Send']);
  });

  it.each([
    [
      'lock',
      [
        'Own (Anthropic), $1 in, $5 out per 1M tokens',
        'Sending this prompt: about $0.025. The answer is extra.',
        'The administrator has chosen it.',
        'The notebook names: Dear (OpenAI), $5 in, $25 out per 1M tokens'
      ]
    ],
    [
      'simulator',
      [
        'Simulator (no model)',
        'Nothing is sent to a provider.',
        'The notebook names: Dear (OpenAI), $5 in, $25 out per 1M tokens'
      ]
    ]
  ] as const)('tells of another that answers: %s', async (instead, model) => {
    const { rows } = await ask({ instead, named: DEAR });
    expect(rows[0]).toEqual(['Model', model]);
  });

  it.each([
    ['Cancel', 'cancel'],
    ['Send to Own', 'own'],
    ['Send to Dear', 'send']
  ])('is answered: %s', async (label, answer) => {
    const { answered, buttons, labels } = await ask({
      model: DEAR,
      own: OWN
    });
    buttons[labels.indexOf(label)].click();
    expect(await answered).toBe(answer);
  });

  it('sends nothing by the key that is down, or when it is closed', async () => {
    const { answered, buttons, node } = await ask({});
    expect(document.activeElement).toBe(buttons[0]);
    const options = { key: 'Escape', bubbles: true };
    node.dispatchEvent(new KeyboardEvent('keydown', options));
    expect(await answered).toBe('cancel');
  });

  it('sends nothing when JupyterLab closes its dialogs', async () => {
    const { answered } = await ask({});
    Dialog.flush();
    expect(await answered).toBe('cancel');
  });

  it('goes when it is taken back', async () => {
    const { answered, withdrawn } = await ask({});
    withdrawn.abort();
    expect(await answered).toBe('cancel');
    expect(document.querySelector('.jp-Dialog')).toBeNull();
  });

  it('shows names as they are, whatever they are', async () => {
    const name = `a"\u202e\n\u2028\u00a0\u200b<img src=x onerror=1>`;
    const { node, rows } = await ask({
      model: { ...DEAR, label: null, name: `${name}${'x'.repeat(1_000)}` },
      values: [name, ...Array.from({ length: 40 }, (_, at) => `v${at}`)]
    });
    expect(node.querySelector('img')).toBeNull();
    const [[, [model]], , [, [values]]] = rows as [string, string[]][];
    const shown =
      'a"\\u{202e}\\u{a}\\u{2028}\\u{a0}\\u{200b}<img src=x onerror=1>';
    expect(model.startsWith(shown)).toBe(true);
    expect(model.length).toBeLessThan(200);
    expect(values.startsWith(`${shown} v0 v1`)).toBe(true);
    expect(values.endsWith('v28 and 11 more')).toBe(true);
  });
});
