import type { TranslationBundle } from '@jupyterlab/translation';

import {
  costInWords,
  pricePerMillion,
  shortTokens
} from '../../runstate/amounts';
import type {
  IKernelNames,
  IModelFacts,
  ISendQuestion
} from '../../running/sendquestion/sendquestion';
import { legible } from './legible';

/** Characters of a name, or of an expression. */
const LONGEST = 120;

/** Names in a list, before the rest is only counted. */
const MOST = 30;

/**
 * A row of what a user is told before a prompt is sent.
 */
export interface IRow {
  readonly term: string;
  /** Text nodes and elements that have nothing else: all of it may be a stranger's. */
  readonly lines: readonly HTMLElement[];
}

/**
 * What a user is told before a prompt is sent.
 */
export function rowsOf(
  question: ISendQuestion,
  trans: TranslationBundle
): IRow[] {
  return [
    { term: trans.__('Model'), lines: modelLines(question, trans) },
    {
      term: trans.__('Sent with it'),
      lines: [line(amount(question, trans))]
    },
    {
      term: trans.__('Values of your kernel'),
      lines: [names(question.values, trans)]
    },
    {
      term: trans.__('Functions it may call'),
      lines: functionLines(question, trans)
    },
    ...otherRows(question, trans)
  ];
}

/**
 * A model's name for people.
 */
export function nameOf(
  { label, name }: IModelFacts,
  trans: TranslationBundle
): string {
  return label ?? name ?? trans.__("the server's default model");
}

function modelLines(
  question: ISendQuestion,
  trans: TranslationBundle
): HTMLElement[] {
  const { context, instead, model, named, own } = question;
  const namesIt = named && line(trans.__('The notebook names this model.'));
  const namesOther =
    named &&
    line(trans.__('The notebook names:'), ' ', modelLine(named, trans));
  const lines = {
    simulator: [
      line(context?.label ?? trans.__('Simulator')),
      line(trans.__('Nothing is sent to a provider.')),
      namesOther
    ],
    lock: [
      modelLine(model, trans),
      costLine(question, trans),
      line(trans.__('The administrator has chosen it.')),
      namesOther
    ],
    none: [
      modelLine(model, trans),
      costLine(question, trans),
      namesIt,
      own && line(trans.__('Your own choice:'), ' ', modelLine(own, trans))
    ]
  };
  return lines[instead ?? 'none'].filter(each => each !== null);
}

function costLine(
  { context }: ISendQuestion,
  trans: TranslationBundle
): HTMLElement | null {
  const cost = context?.cost
    ? trans.__(
        'Sending this prompt: %1. The answer is extra.',
        costInWords(context.cost, trans)
      )
    : null;
  return cost === null ? null : line(cost);
}

/** `Claude Opus 5 (Anthropic), $5 in, $25 out per 1M tokens` */
function modelLine(model: IModelFacts, trans: TranslationBundle): HTMLElement {
  const { label, price, provider } = model;
  const name = document.createElement(label ? 'strong' : 'code');
  name.textContent = legible(nameOf(model, trans), LONGEST);
  const cost = price
    ? trans.__(
        '%1 in, %2 out per 1M tokens',
        pricePerMillion(price.input),
        pricePerMillion(price.output)
      )
    : trans.__('price unknown');
  const of = provider ? ` (${provider})` : '';
  return line(name, `${of}, ${cost}`);
}

function amount(
  { above, context }: ISendQuestion,
  trans: TranslationBundle
): string {
  if (!context) {
    return trans._n(
      'Up to %1 cell above',
      'Up to %1 cells above',
      above,
      above
    );
  }
  const { cells, images, tokens } = context;
  const parts = [
    trans._n('%1 cell above', '%1 cells above', cells, cells),
    images && trans._n('%1 picture', '%1 pictures', images, images),
    trans.__('about %1 tokens', shortTokens(tokens))
  ];
  return parts.filter(Boolean).join(', ');
}

function functionLines(
  { functions }: IKernelNames,
  trans: TranslationBundle
): HTMLElement[] {
  const asked = line(trans.__('You are asked before each call.'));
  return functions.length
    ? [names(functions, trans), asked]
    : [names(functions, trans)];
}

function otherRows(
  { others }: ISendQuestion,
  trans: TranslationBundle
): IRow[] {
  const { count, functions, models, values } = others;
  if (!count) {
    return [];
  }
  const term = trans._n('%1 more prompt', '%1 more prompts', count, count);
  const lines = [
    line(trans.__('Your decision holds for the whole notebook.')),
    ...models.map(model =>
      line(trans.__('Model:'), ' ', modelLine(model, trans))
    ),
    ...(values.length
      ? [line(trans.__('Values:'), ' ', names(values, trans))]
      : []),
    ...(functions.length
      ? [line(trans.__('Functions:'), ' ', names(functions, trans))]
      : [])
  ];
  return [{ term, lines }];
}

function names(all: readonly string[], trans: TranslationBundle): HTMLElement {
  if (!all.length) {
    return line(trans.__('None'));
  }
  const shown = all.slice(0, MOST).map(each => {
    const code = document.createElement('code');
    code.textContent = legible(each, LONGEST);
    return code;
  });
  const rest = all.length - shown.length;
  const more = rest ? [' ', trans.__('and %1 more', rest)] : [];
  return line(...shown.flatMap(each => [each, ' ']).slice(0, -1), ...more);
}

function line(...parts: (string | Node)[]): HTMLElement {
  const node = document.createElement('div');
  node.append(...parts);
  return node;
}
