import type { ISharedCell } from '@jupyter/ydoc';

import { isEmptyPrompt, isPrompt } from '../../notebook/metadata';
import { findReferences } from '../../prompt/references';
import { defaultName } from '../../runstate/effectivemodel';
import type { ContextReply, ModelEntry } from '../../wire/generated';
import type { ISendFacts } from './sendfacts';

/**
 * A model as the user is told of it.
 */
export interface IModelFacts {
  /** As it is asked for; null for a server's default that is not known. */
  readonly name: string | null;
  /** For people; null where nothing is known of it but its name. */
  readonly label: string | null;
  readonly provider: string | null;
  /** US dollars a token; null where it is not known. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

/**
 * What prompts name in the kernel, each once, as they write it.
 */
export interface IKernelNames {
  readonly values: readonly string[];
  readonly functions: readonly string[];
}

/**
 * What a user is told before the first prompt of a notebook is sent that they do not trust.
 */
export interface ISendQuestion extends IKernelNames {
  /** What answers this prompt, if it is sent as it is. */
  readonly model: IModelFacts;
  /** Who has it answer in place of what is named. */
  readonly instead: 'lock' | 'simulator' | null;
  /** The model that the notebook names for this prompt, and the user has not seen. */
  readonly named: IModelFacts | null;
  /** What answers by the user's own choice; null where they have none, or it is the same. */
  readonly own: IModelFacts | null;
  /** How much would be sent; null where it is not known. */
  readonly context: ContextReply | null;
  /** The cells above; what of them is sent may not be known. */
  readonly above: number;
  readonly others: IOtherPrompts;
}

/**
 * What the answer holds for besides.
 */
export interface IOtherPrompts extends IKernelNames {
  /** How many there are. */
  readonly count: number;
  /** Models that they name and the user has not seen. */
  readonly models: readonly IModelFacts[];
}

/**
 * What the user wants: nothing sent, their own model asked in place of those that the notebook names, or all as it is.
 */
export type SendAnswer = 'cancel' | 'own' | 'send';

/**
 * The models that are named, by who names them.
 */
export interface IToldModels {
  /** By the notebook, for the prompt; null where it names none, or one that the user has seen. */
  readonly named: string | null;
  /** By the user; null where they leave it to the server. */
  readonly own: string | null;
  /** By the notebook, for other prompts: those that the user has not seen. */
  readonly others: readonly string[];
  /** For people: by the administrator, in place of all others; null where there is none, or none is known. */
  readonly lock: string | null;
}

/**
 * The question about a prompt.
 *
 * @param cells - the notebook's
 * @param models - what may answer
 * @param known - what the server knows of it
 */
export function questionAbout(
  prompt: ISharedCell,
  cells: readonly ISharedCell[],
  models: IToldModels,
  known: ISendFacts
): ISendQuestion {
  const others = otherPrompts(cells, prompt);
  const instead = insteadOf(models, known);
  const named = models.named === null ? null : modelFacts(models.named, known);
  const own = modelFacts(models.own, known);
  const isChoice = named && !instead && own.name !== named.name;
  return {
    model: instead === 'lock' ? lockFacts(models, known) : (named ?? own),
    instead,
    named,
    own: isChoice ? own : null,
    context: known.context,
    above: cells.indexOf(prompt),
    ...kernelNames([prompt]),
    others: {
      count: others.length,
      models: models.others.map(name => modelFacts(name, known)),
      ...kernelNames(others)
    }
  };
}

/**
 * The other prompts of a notebook that may be sent.
 */
export function otherPrompts(
  cells: readonly ISharedCell[],
  prompt: ISharedCell
): ISharedCell[] {
  return cells.filter(
    cell =>
      cell !== prompt && isPrompt(cell) && !isEmptyPrompt(cell.getSource())
  );
}

function insteadOf(
  { lock }: IToldModels,
  { context, server }: ISendFacts
): ISendQuestion['instead'] {
  if (context?.simulated) {
    return 'simulator';
  }
  return lock !== null || server?.locked ? 'lock' : null;
}

function lockFacts({ lock }: IToldModels, known: ISendFacts): IModelFacts {
  const facts = modelFacts(null, known);
  return { ...facts, label: facts.label ?? lock };
}

function kernelNames(prompts: readonly ISharedCell[]): IKernelNames {
  const all = prompts.flatMap(cell => findReferences(cell.getSource()));
  const of = (wanted: string) => {
    const found = all.filter(({ kind }) => kind === wanted);
    return [...new Set(found.map(({ expression }) => expression))];
  };
  return { values: of('value'), functions: of('function') };
}

/** Without a name the server's default. */
function modelFacts(
  name: string | null,
  { entries, providers, server }: ISendFacts
): IModelFacts {
  const wanted = name ?? defaultName(server);
  const isDefault = server?.model && server.model.name === wanted;
  const entry =
    (wanted && entries.get(wanted)) || (isDefault ? server.model : null);
  const [id] = (entry?.name ?? wanted ?? '').split('/');
  return {
    name: entry?.name ?? wanted,
    label: entry?.label ?? null,
    provider: providers.find(known => known.id === id)?.label ?? null,
    price: entry && priceOf(entry)
  };
}

function priceOf({
  input_cost_per_token: input,
  output_cost_per_token: output
}: ModelEntry): IModelFacts['price'] {
  return input === null || output === null ? null : { input, output };
}
