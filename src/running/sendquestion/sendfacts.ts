import type { ContextClient } from '../../wire/contextclient';
import type {
  ContextReply,
  DefaultModel,
  ErrorDetail,
  ModelEntry,
  PromptRequest,
  ProviderEntry
} from '../../wire/generated';
import { RequestError } from '../../wire/http';
import type { ModelClient } from '../../wire/modelclient';

/** Milliseconds that a question waits for what would be sent: counting it can take long. */
const FOR_CONTEXT = 1_000;

/** Milliseconds that it waits for who would answer, at which price: a server just started reads its models first. */
const FOR_MODELS = 10_000;

/**
 * What the server knows of a prompt that is not sent yet; null, and nothing, where it did not tell in time.
 */
export interface ISendFacts {
  /** How much would be sent. */
  readonly context: ContextReply | null;
  /** Why nothing can be sent. */
  readonly refusal: ErrorDetail | null;
  readonly server: DefaultModel | null;
  readonly providers: readonly ProviderEntry[];
  /** What is known of the models, by the names that they were asked for. */
  readonly entries: ReadonlyMap<string, ModelEntry>;
}

type Facts = { -readonly [K in keyof ISendFacts]: ISendFacts[K] } & {
  entries: Map<string, ModelEntry>;
};

/**
 * Asks the server what a question before a prompt is sent has to tell. Nothing is run in the kernel for it, and nothing
 * sent to a provider.
 */
export class SendFacts {
  constructor(
    private _context: Pick<ContextClient, 'ask'>,
    private _models: Pick<ModelClient, 'defaultModel' | 'providers' | 'status'>
  ) {}

  /**
   * @param request - what would be sent to the server
   * @param names - the models to tell of
   * @returns what is known in time
   */
  async about(
    request: PromptRequest,
    names: Iterable<string>
  ): Promise<ISendFacts> {
    const facts: Facts = {
      context: null,
      refusal: null,
      server: null,
      providers: [],
      entries: new Map()
    };
    const slow = new AbortController();
    const context = this._readContext(facts, request, slow.signal);
    const models = [
      this._models.defaultModel().then(found => (facts.server = found)),
      this._models.providers().then(found => (facts.providers = found)),
      ...[...names].map(name => this._readModel(facts, name))
    ];
    await Promise.all([
      Promise.race([context, after(FOR_CONTEXT)]),
      Promise.race([Promise.allSettled(models), after(FOR_MODELS)])
    ]);
    // what comes later does not change what the user was told
    const known = { ...facts, entries: new Map(facts.entries) };
    slow.abort();
    return known;
  }

  private async _readContext(
    facts: Facts,
    request: PromptRequest,
    signal: AbortSignal
  ): Promise<void> {
    try {
      facts.context = await this._context.ask(request, false, signal);
      facts.refusal = facts.context.refusal;
    } catch (reason) {
      facts.refusal = refusalIn(reason);
    }
  }

  private async _readModel(facts: Facts, name: string): Promise<void> {
    const { entry } = await this._models.status(name);
    if (entry) {
      facts.entries.set(name, entry);
    }
  }
}

/** What the prompt would meet too; a server that is away at the moment says nothing of it. */
function refusalIn(reason: unknown): ErrorDetail | null {
  const detail = reason instanceof RequestError ? reason.detail : null;
  return detail && !/^(http-5|server-)/.test(detail.code) ? detail : null;
}

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
