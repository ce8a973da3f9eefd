import type { ISharedCell } from '@jupyter/ydoc';
import type { IDisposable } from '@lumino/disposable';

import type { ModelConsents } from '../../notebook/modelconsents';
import type { NotebookTrust } from '../../notebook/trust';
import type { INames } from '../../runstate/effectivemodel';
import type { IDefaultModel } from '../../tokens';
import type { ErrorDetail, PromptRequest } from '../../wire/generated';
import type { PromptRun } from '../promptrun';
import type { SendFacts } from './sendfacts';
import type { ISendQuestion, IToldModels, SendAnswer } from './sendquestion';
import { otherPrompts, questionAbout } from './sendquestion';

/** Models of other prompts that a question tells of; of more it is asked when they come. */
const MOST_MODELS = 8;

/**
 * Whether a prompt may be sent; or why it cannot be, whatever the user wants.
 */
export type SendConsent = 'given' | 'denied' | ErrorDetail;

/**
 * The user's consent to the prompts of a notebook that they do not trust: asked once, before the first is sent, and again
 * for a model that they have not seen.
 */
export class SendConsents implements IDisposable {
  constructor(private _options: SendConsents.IOptions) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether a prompt may be sent without a question.
   */
  isGiven(prompt: ISharedCell): boolean {
    const { trust, models, namesFor } = this._options;
    if (trust.isTrusted) {
      return true;
    }
    const named = namedIn(models.taken(namesFor(prompt)));
    return this._isGiven && (named === null || models.isSeen(named));
  }

  /**
   * Ask the user whether a prompt may be sent, unless its notebook turns out to be trusted. Prompts that wait at the same
   * time share a question, which goes when the last of their runs is stopped.
   */
  async ask(prompt: ISharedCell, run: PromptRun): Promise<SendConsent> {
    const unknown = await this._options.trust.know();
    if (unknown && this._isWanted(run) && !this.isGiven(prompt)) {
      // that the notebook is not trusted would not be true, and nothing could be sent
      return unknown;
    }
    while (this._isWanted(run) && !this.isGiven(prompt)) {
      const isOver = this._question?.isOver ?? true;
      if (isOver) {
        this._question = new Question(signal => this._ask(prompt, signal));
      }
      const consent = await this._question!.answered(run);
      // what keeps another prompt from being sent says nothing of this one
      if (consent === 'denied' || (isOver && consent !== 'given')) {
        return consent;
      }
    }
    return this._isWanted(run) ? 'given' : 'denied';
  }

  dispose(): void {
    this._isDisposed = true;
    this._question?.withdraw();
  }

  /** It may be stopped, or the notebook closed, while something is found out. */
  private _isWanted(run: PromptRun): boolean {
    return !this._isDisposed && run.phase === 'queued';
  }

  private async _ask(
    prompt: ISharedCell,
    signal: AbortSignal
  ): Promise<SendConsent> {
    const { asked, refusal, told } = await this._gather(prompt);
    if (refusal) {
      return refusal;
    }
    const answer = signal.aborted
      ? 'cancel'
      : await this._options.put(asked, signal);
    const { models } = this._options;
    if (signal.aborted || answer === 'cancel') {
      return 'denied';
    }
    this._isGiven = true;
    const { named, own, others } = told;
    const seen = [named, ...others].filter(name => name !== null);
    for (const name of seen) {
      models.answer(name, answer === 'send' || name === own);
    }
    return 'given';
  }

  private async _gather(prompt: ISharedCell) {
    const { cells, facts, requestFor } = this._options;
    const told = this._models(prompt);
    const all = [told.named, told.own, ...told.others];
    const known = await facts.about(
      requestFor(prompt),
      new Set(all.filter(name => name !== null))
    );
    const asked = questionAbout(prompt, cells(), told, known);
    return { asked, refusal: known.refusal, told };
  }

  private _models(prompt: ISharedCell): IToldModels {
    const { cells, defaultModel, models, namesFor } = this._options;
    const unseen = (each: ISharedCell) => {
      const named = namedIn(models.taken(namesFor(each)));
      return named !== null && !models.isSeen(named) ? named : null;
    };
    const named = unseen(prompt);
    const others = new Set(otherPrompts(cells(), prompt).map(unseen));
    const { cell, notebook, setting } = models.own(namesFor(prompt));
    return {
      named,
      own: cell ?? notebook ?? setting,
      others: [...others]
        .filter(name => name !== null && name !== named)
        .slice(0, MOST_MODELS) as string[],
      lock: defaultModel.lock
    };
  }

  private _isDisposed = false;
  private _isGiven = false;
  private _question: Question | null = null;
}

function namedIn({ cell, notebook }: INames): string | null {
  return cell ?? notebook;
}

/**
 * A question that one or more runs wait for.
 */
class Question {
  constructor(put: (signal: AbortSignal) => Promise<SendConsent>) {
    this._answer = put(this._withdrawn.signal).finally(() => {
      this._isAnswered = true;
    });
  }

  /** Whether it cannot be waited for any more. */
  get isOver(): boolean {
    return this._isAnswered || this._withdrawn.signal.aborted;
  }

  /** The answer; until then the run keeps the question standing. */
  async answered(run: PromptRun): Promise<SendConsent> {
    this._runs.add(run);
    const onChanged = () => {
      if (run.phase === 'ended') {
        this._leave(run);
      }
    };
    run.changed.connect(onChanged);
    try {
      return await this._answer;
    } finally {
      run.changed.disconnect(onChanged);
    }
  }

  withdraw(): void {
    this._withdrawn.abort();
  }

  private _leave(run: PromptRun): void {
    this._runs.delete(run);
    if (this._runs.size === 0) {
      this.withdraw();
    }
  }

  private _answer: Promise<SendConsent>;
  private _isAnswered = false;
  private _runs = new Set<PromptRun>();
  private _withdrawn = new AbortController();
}

/**
 * A namespace for `SendConsents` statics.
 */
export namespace SendConsents {
  /**
   * What the consents of a notebook need.
   */
  export interface IOptions {
    readonly defaultModel: IDefaultModel;
    readonly facts: SendFacts;
    readonly models: ModelConsents;
    readonly trust: NotebookTrust;
    /** The notebook's cells, as they stand now. */
    cells(): readonly ISharedCell[];
    /** What is named for a prompt. */
    namesFor(prompt: ISharedCell): INames;
    /** What a run of a prompt would send to the server now. */
    requestFor(prompt: ISharedCell): PromptRequest;
    /** Put the question to the user; withdrawn by the signal. */
    put(question: ISendQuestion, signal: AbortSignal): Promise<SendAnswer>;
  }
}
