// Made by scripts/generate_wire.py from ai_jup/wire: do not edit.

/**
 * Answer to `GET kernel-names`: the user's names, without those that begin with an underscore.
 */
export type KernelNames = KernelName[];
/**
 * What a client may send on the socket.
 */
export type SocketRequest = Subscription | NotebookWatch;
/**
 * Answer to `GET providers`.
 */
export type Providers = ProviderEntry[];
/**
 * Answer to `GET runs`.
 */
export type RunList = RunSummary[];
export type Event =
  | RunStarted
  | AnswerContinued
  | TextDelta
  | ReasoningDelta
  | ToolCall
  | ToolConsent
  | ToolResult
  | Warning
  | Usage
  | RunFinished
  | RunFailed
  | RunStopped;

export interface Wire {
  [k: string]: unknown;
}
/**
 * Answer to `GET runs/<id>/answer`: the answer as it would stand in the notebook now, a Markdown cell.
 */
export interface AnswerCell {
  source: string;
  /**
   * Pictures that its calls gave: name to mime bundle.
   */
  attachments: {
    [k: string]: {
      [k: string]: string;
    };
  };
  /**
   * `ai_jup`: that it is an answer, of which prompt, what its source is made of; after its end, its record.
   */
  metadata: {
    [k: string]: unknown;
  };
}
/**
 * Of one prompt, whether its answer fits.
 */
export interface AnswerCheck {
  /**
   * Its id; null where it has none yet.
   */
  prompt: string | null;
  /**
   * Its place in the notebook, from 1.
   */
  cell: number;
  state: 'current' | 'stale' | 'unanswered' | 'incomplete' | 'edited' | 'skipped' | 'unknown';
  /**
   * What has changed since a stale answer was given, for people.
   */
  changes: string[];
}
/**
 * The run goes on with an answer that was not a whole one; comes right after `run-started`.
 */
export interface AnswerContinued {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'answer-continued';
  /**
   * What there was of it. What the last text's normal form would have closed, a fence of code, is open.
   */
  parts: AnswerPart[];
  /**
   * Its pictures: name to mime bundle.
   */
  attachments: {
    [k: string]: {
      [k: string]: string;
    };
  };
  spent: Spent;
}
/**
 * A part of an answer, as Markdown.
 */
export interface AnswerPart {
  kind: 'text' | 'call';
  text: string;
}
/**
 * What an answer has taken so far, of its record; null what that does not tell.
 */
export interface Spent {
  seconds: number;
  input_tokens: number | null;
  cached_tokens: number | null;
  output_tokens: number | null;
  cost: number | null;
  estimated: boolean;
}
/**
 * Answer to `GET availability`: provider id to what its key may use.
 */
export interface Availabilities {
  [k: string]: Availability;
}
/**
 * What a key may use of one provider's models, by the provider's own list.
 */
export interface Availability {
  /**
   * Whether the list could be read; if not, nothing is known.
   */
  checked: boolean;
  /**
   * Names of the catalogue's models that are not in it.
   */
  unavailable: string[];
}
/**
 * What an answer is based on, as short digests: where they differ from today's, it no longer fits.
 */
export interface Basis {
  instructions: string;
  /**
   * Of the cells above, with their outputs.
   */
  cells: string;
  prompt: string;
  /**
   * Expression to digest.
   */
  values: {
    [k: string]: string;
  };
  /**
   * Name to digest.
   */
  functions: {
    [k: string]: string;
  };
  parameters: string;
}
/**
 * What a mime bundle has no other place for, in a call's result.
 */
export interface CallFacts {
  /**
   * From the call to its end; 0 where it was not made.
   */
  seconds: number;
  /**
   * Whether it goes on in the kernel although it was interrupted: only a restart ends it.
   */
  still_running: boolean;
  /**
   * Whether the user ended it.
   */
  stopped: boolean;
  /**
   * Those after the first: mime type to base64, one each.
   */
  pictures: {
    [k: string]: string;
  }[];
}
/**
 * Answer to `POST test-connection`: it did not.
 */
export interface ConnectionFailed {
  success: false;
  model: string;
  /**
   * A few words: `Invalid API key`.
   */
  error: string;
  /**
   * As in `ErrorDetail`.
   */
  code: string;
  details: string;
  hint: string;
}
/**
 * Body of `POST test-connection`.
 */
export interface ConnectionRequest {
  model?: string | null;
}
/**
 * Answer to `POST test-connection`: the model answered.
 */
export interface ConnectionWorks {
  success: true;
  model: string;
  seconds: number;
  simulated: boolean;
}
/**
 * Body of `POST runs/<id>/consent`: the user's answer to a `tool-consent` that asks.
 */
export interface ConsentRequest {
  /**
   * The call's id.
   */
  call: string;
  allow: boolean;
}
/**
 * A part of what would be sent: a cell, a value, the prompt, the functions; or a cell that is left out.
 */
export interface ContextPart {
  kind: 'system' | 'code' | 'markdown' | 'raw' | 'prompt' | 'answer' | 'value' | 'function';
  /**
   * For people: `Cell 12, code`.
   */
  label: string;
  /**
   * The cell's place in the notebook, from 1; null for what is no cell above the prompt.
   */
  number: number | null;
  /**
   * As in the request; null where there was none.
   */
  cell_id: string | null;
  pinned: boolean;
  /**
   * Of its text and its pictures, an estimate; 0 for one that is left out.
   */
  tokens: number;
  state: 'whole' | 'shortened' | 'left-out';
  /**
   * Why it is not whole, for people; empty for one that is.
   */
  why: string;
  /**
   * Those that are not sent too.
   */
  pictures: ContextPicture[];
}
/**
 * A picture of a part.
 */
export interface ContextPicture {
  media_type: string;
  /**
   * Pixels, as it is sent: made smaller where the provider would make it so.
   */
  width: number;
  height: number;
  /**
   * Bytes of the file.
   */
  size: number;
  tokens: number;
  /**
   * Where it stands, to show it: index into `messages`; null for one that is not sent.
   */
  message: number | null;
  /**
   * Index into that message's `content`.
   */
  part: number | null;
  /**
   * Why it is not sent, for people; empty for one that is.
   */
  why: string;
}
/**
 * Answer to `POST context`: what would be sent. Nothing was sent for it, to a counting endpoint neither.
 */
export interface ContextReply {
  model: string;
  /**
   * The model's name for people; says so when it is the simulator.
   */
  label: string;
  simulated: boolean;
  /**
   * In LiteLLM's (OpenAI chat completions') form.
   */
  messages: {
    [k: string]: unknown;
  }[];
  /**
   * Functions that the prompt names, in the same form; sent beside the messages.
   */
  tools: {
    [k: string]: unknown;
  }[];
  /**
   * Pictures that would be sent.
   */
  images: number;
  /**
   * Cells that would be sent.
   */
  cells: number;
  /**
   * Of all that would be sent, an estimate.
   */
  tokens: number;
  /**
   * The model's input window in tokens; null when unknown.
   */
  limit: number | null;
  /**
   * Kept of it for the reply.
   */
  reply_tokens: number;
  /**
   * US dollars for what would be sent, an estimate from list prices without what a cache saves; null when unknown.
   */
  cost: number | null;
  /**
   * In the order in which they are sent.
   */
  parts: ContextPart[];
  warnings: ContextWarning[];
  /**
   * Why a run would fail before anything is sent: its size, or what it names in the kernel; else null.
   */
  refusal: ErrorDetail | null;
}
/**
 * What a run of this prompt would warn of.
 */
export interface ContextWarning {
  code: string;
  message: string;
}
/**
 * What went wrong, in a form for programs and one for people.
 */
export interface ErrorDetail {
  /**
   * Stable, for programs: `key-missing`, `model-unknown`, ...
   */
  code: string;
  /**
   * One sentence for the user.
   */
  message: string;
  /**
   * The next step: which variable to set, which model to pick.
   */
  hint: string;
}
/**
 * Answer to `GET default-model`: what answers where neither cell, notebook nor setting names a model.
 */
export interface DefaultModel {
  /**
   * As the administrator has set it, whether it can answer or not; else the name of `model`.
   */
  name: string | null;
  /**
   * Null while no provider is configured, and where what is set is no model.
   */
  model: ModelEntry | null;
  /**
   * Whether it answers every prompt, whatever else is named.
   */
  locked: boolean;
  /**
   * Why no prompt that names no model can be answered; null when one can.
   */
  problem: ErrorDetail | null;
}
/**
 * A model of the catalogue.
 */
export interface ModelEntry {
  /**
   * `provider/name`, as it is passed to LiteLLM.
   */
  name: string;
  /**
   * Release date, YYYY-MM-DD; null when unknown.
   */
  date: string | null;
  /**
   * LiteLLM's own name of the provider.
   */
  provider_raw: string;
  label: string;
  /**
   * Whether the name always points to the newest model of its family.
   */
  latest_alias: boolean;
  max_input_tokens: number | null;
  max_output_tokens: number | null;
  supports_function_calling: boolean;
  supports_reasoning: boolean;
  /**
   * False only for models of an administrator's own endpoint.
   */
  supports_vision: boolean;
  supports_pdf_input: boolean;
  /**
   * US dollars.
   */
  input_cost_per_token: number | null;
  /**
   * US dollars.
   */
  output_cost_per_token: number | null;
  /**
   * When the provider retires the model, YYYY-MM-DD.
   */
  deprecation_date: string | null;
  /**
   * Whether that is within 60 days.
   */
  retires_soon: boolean;
}
/**
 * The body of every 4xx and 5xx reply.
 */
export interface ErrorReply {
  error: ErrorDetail;
}
/**
 * A name in the kernel, as completion shows it.
 */
export interface KernelName {
  name: string;
  /**
   * Name of its class.
   */
  type: string;
  /**
   * Whether a prompt may offer it to the model: a function, a method, a class, or an object that can be called.
   */
  callable: boolean;
  /**
   * A short value, a size or a shape; empty where telling it would run the user's code.
   */
  preview: string;
}
/**
 * Body of `PUT keys/<provider>`.
 */
export interface KeyRequest {
  key: string;
}
/**
 * A cell that has not changed since its digest was told.
 */
export interface KnownCell {
  digest: string;
}
/**
 * Answer to `GET model`: what became of a model that a setting, a notebook or a cell names.
 */
export interface ModelStatus {
  /**
   * As it was asked for.
   */
  name: string;
  state: 'listed' | 'hidden' | 'retired' | 'not-allowed' | 'unknown';
  /**
   * What is known of the model; null for one that is unknown.
   */
  entry: ModelEntry | null;
  /**
   * For people: why it cannot be picked; empty for a listed one.
   */
  message: string;
  /**
   * The name of a listed model to take instead; null when there is nothing to replace, or nothing like it.
   */
  successor: string | null;
}
/**
 * Answer to `GET models`: provider id to its models in display order.
 */
export interface Models {
  [k: string]: ModelEntry[];
}
/**
 * A cell as it stands in the notebook (nbformat 4); fields that are not read here are let through.
 */
export interface NotebookCell {
  cell_type: 'code' | 'markdown' | 'raw';
  id?: string | null;
  source?: string;
  /**
   * Of it `ai_jup` is read: `skipped` keeps a cell out, `pinned` keeps it in, `isPromptCell` and `isOutputCell` say
   * what it is. `changed` says that a code cell was edited since it was run: a client sets it in the request, never in
   * the notebook.
   */
  metadata?: {
    [k: string]: unknown;
  };
  /**
   * Markdown and raw cells: file name to mime bundle.
   */
  attachments?: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
  /**
   * Code cells: nbformat outputs. A client may take the middle out of a long stream: `missing` then says how many
   * characters, of which it leaves 200,000 on either side.
   */
  outputs?: {
    [k: string]: unknown;
  }[];
  /**
   * Null for a code cell that was not run, or runs.
   */
  execution_count?: number | null;
}
/**
 * The notebook that a prompt stands in.
 */
export interface NotebookReference {
  /**
   * Path as the contents API has it.
   */
  path: string;
  trusted: boolean;
  /**
   * Id of one of this server's kernels.
   */
  kernel_id?: string | null;
  /**
   * Of its code, as the notebook's `language_info` names it; null for Python.
   */
  language?: string | null;
  /**
   * Whether other people have it open too: a run then says who has asked.
   */
  shared?: boolean;
}
/**
 * Answer to `GET trust`: whether a notebook's file is one that Jupyter has signed for this user.
 */
export interface NotebookTrust {
  /**
   * Null where notebooks are kept by something that signs none.
   */
  trusted: boolean | null;
}
/**
 * What a client sends on the socket to be told of the runs that begin in a notebook (`RunBegan`).
 *
 * The events of such a run follow at once, as if the client had subscribed to it from its beginning.
 */
export interface NotebookWatch {
  /**
   * Path, as in `GET runs`.
   */
  notebook: string;
  /**
   * That it wants to be told no more.
   */
  leaves?: boolean;
}
/**
 * Body of `POST polled-events`: the socket in plain requests, for who cannot have one.
 */
export interface Poll {
  /**
   * As in the reply to the first poll, which names none.
   */
  session?: string | null;
  /**
   * The last message that has arrived, as `last` of a reply: later ones are told, as often as it takes.
   */
  after?: number;
  /**
   * What would be sent on the socket.
   *
   * @maxItems 1000
   */
  requests?: SocketRequest[];
  /**
   * Seconds that it may take where there is no news. Many proxies give up after 30 or 60.
   */
  wait?: number;
}
/**
 * What a client sends on the socket to follow a run.
 *
 * The run's events with a seq above `after` follow. A subscription from the last event of an ended run on says
 * that its answer is kept: once the notebook's file has it, the run is acknowledged, and no longer listed.
 */
export interface Subscription {
  run: string;
  after?: number;
  /**
   * The user does not want the answer of a run that has ended: it is acknowledged although no file has it.
   */
  dismissed?: boolean;
  /**
   * That the client can write the answer into the notebook: `first` if it has started the run, else `next`, should
   * that one go. It is told when it is its turn (`WriterTurn`).
   */
  writes?: ('first' | 'next') | null;
  /**
   * Names the client that could write: when it comes back over another connection it takes its former place.
   */
  page?: string | null;
  /**
   * That the client follows the run no more.
   */
  leaves?: boolean;
}
/**
 * Answer to `POST polled-events`.
 */
export interface Polled {
  session: string;
  /**
   * The number of the last message; the first ever is 1.
   */
  last: number;
  /**
   * As on the socket, in order.
   */
  messages: (
    | (
        | RunStarted
        | AnswerContinued
        | TextDelta
        | ReasoningDelta
        | ToolCall
        | ToolConsent
        | ToolResult
        | Warning
        | Usage
        | RunFinished
        | RunFailed
        | RunStopped
      )
    | SocketError
    | WriterTurn
    | RunBegan
  )[];
}
/**
 * The run was accepted.
 */
export interface RunStarted {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'run-started';
  notebook: string;
  prompt: string;
  model: string;
  /**
   * The model's name for people; says so when it is the simulator.
   */
  label: string;
  simulated: boolean;
  /**
   * The name of who has asked, where others had the notebook open too; null for who worked alone.
   */
  asked_by: string | null;
}
/**
 * A piece of the answer.
 */
export interface TextDelta {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'text-delta';
  text: string;
}
/**
 * A piece of what the model thinks before it answers, where the provider shows it.
 */
export interface ReasoningDelta {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'reasoning-delta';
  text: string;
}
/**
 * The model called a function.
 */
export interface ToolCall {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'tool-call';
  id: string;
  name: string;
  arguments: {
    [k: string]: unknown;
  };
}
/**
 * Before a call the user is asked, by `POST runs/<id>/consent`, or has answered.
 */
export interface ToolConsent {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'tool-consent';
  /**
   * The call's.
   */
  id: string;
  state: 'asked' | 'given' | 'refused';
  /**
   * Why it is asked: the notebook is not trusted, or the user's setting.
   */
  reason: 'untrusted' | 'setting';
  /**
   * Of the function's code: a page that answers for the user, because they said "always", does so for this one.
   */
  digest: string;
}
/**
 * A function's call ended, or was not made.
 */
export interface ToolResult {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'tool-result';
  /**
   * The call's.
   */
  id: string;
  status: 'ok' | 'error' | 'timeout' | 'refused' | 'unknown';
  /**
   * Mime bundle: `text/plain`, the first picture, and as `CALL_MIME` what `CallFacts` has.
   */
  content: {
    [k: string]: unknown;
  };
}
/**
 * Something the user should know of that does not end the run.
 */
export interface Warning {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'warning';
  code: string;
  message: string;
}
/**
 * What the run has used so far.
 */
export interface Usage {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'usage';
  input_tokens: number;
  /**
   * Of the input tokens, those read from the provider's cache.
   */
  cached_tokens: number;
  output_tokens: number;
  /**
   * US dollars, an estimate from list prices; null when unknown.
   */
  cost: number | null;
}
/**
 * The model ended its answer.
 */
export interface RunFinished {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'run-finished';
  finish_reason: 'stop' | 'length' | 'content_filter' | 'max_steps';
  record: RunRecord;
}
/**
 * What the notebook keeps of a run: at most 1 KiB as JSON; no key, no value, no payload.
 */
export interface RunRecord {
  run: string;
  state: 'running' | 'finished' | 'failed' | 'stopped';
  /**
   * The model asked for, `provider/name`.
   */
  model: string;
  /**
   * The model's own name for itself in its reply; null when nothing came.
   */
  answered_by: string | null;
  simulated: boolean;
  parameters: {
    [k: string]: number | string | boolean;
  };
  /**
   * ISO 8601, UTC; of an answer that was replayed, when it was recorded.
   */
  started: string;
  seconds: number;
  input_tokens: number | null;
  cached_tokens: number | null;
  output_tokens: number | null;
  /**
   * US dollars, an estimate from list prices; null when unknown.
   */
  cost: number | null;
  finish_reason: ('stop' | 'length' | 'content_filter' | 'max_steps') | null;
  /**
   * Code of the error that ended the run.
   */
  error: string | null;
  /**
   * First 16 hex digits of the SHA-256 of the messages sent.
   */
  context: string;
  /**
   * Null in records of earlier versions.
   */
  basis: Basis | null;
  /**
   * Whether the answer came from a cassette, and no model was asked.
   */
  replayed: boolean;
}
/**
 * The run could not go on; the text so far stands.
 */
export interface RunFailed {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'run-failed';
  error: ErrorDetail;
  record: RunRecord;
}
/**
 * The user stopped the run; the text so far stands.
 */
export interface RunStopped {
  run: string;
  /**
   * Rises by one from event to event.
   */
  seq: number;
  type: 'run-stopped';
  record: RunRecord;
}
/**
 * Answer on the socket to a message that could not be followed.
 */
export interface SocketError {
  run: string | null;
  error: ErrorDetail;
}
/**
 * On the socket, to who could write a run's answer into the notebook: it is its turn, it is so no more, or nothing
 * is left to write: the file has the answer, or nobody wants it.
 */
export interface WriterTurn {
  run: string;
  turn: 'write' | 'wait' | 'saved';
}
/**
 * On the socket, to who watches a notebook: one of its prompts is being answered.
 */
export interface RunBegan {
  notebook: string;
  prompt: string;
  run: string;
}
/**
 * The prompt cell.
 */
export interface Prompt {
  /**
   * `metadata.ai_jup.id` of the prompt cell; one run at a time for each.
   */
  id: string;
  source: string;
  /**
   * Pictures pasted into the cell: file name to mime bundle.
   */
  attachments?: {
    [k: string]: {
      [k: string]: unknown;
    };
  };
}
/**
 * Body of `POST prompt` and `POST context`.
 */
export interface PromptRequest {
  protocol: 1;
  notebook: NotebookReference;
  prompt: Prompt;
  /**
   * `provider/name` as in the catalogue; null for the default model.
   */
  model?: string | null;
  /**
   * The cells above the prompt, in order.
   */
  cells: NotebookCell[];
  options?: RunOptions;
}
/**
 * What one run may do differently; the settings' defaults hold for what is left out.
 */
export interface RunOptions {
  /**
   * Whether earlier prompts and their answers are sent.
   */
  history?: boolean;
  /**
   * Replies of the model in one run, at most; in the last it can call nothing.
   */
  max_steps?: number | null;
  /**
   * Whether the user is asked before each call; in a notebook that is not trusted they always are.
   */
  ask_before_calls?: boolean;
  /**
   * Whether the notebook's cassette answers: `auto` what is recorded there, and the model what is not, which is then
   * recorded; `strict` never asks the model; `record` always does.
   */
  replay?: 'off' | 'record' | 'auto' | 'strict';
  /**
   * Whether the model is offered the functions that the prompt names.
   */
  call_functions?: boolean;
  /**
   * The prompt's answer that is not a whole one, as it stands in the notebook, or its text: the run goes on with it,
   * and its own answer is that one with more below.
   */
  continues?: NotebookCell | null;
  /**
   * Whether the model is asked this once, in place of the one that answers the prompt otherwise: its answer is not
   * out of date for that, by `once` in its record's `parameters`.
   */
  once?: boolean;
  /**
   * Of `POST context` only: whether it reads what the prompt names in the kernel, as a run always does.
   */
  read_values?: boolean;
}
/**
 * A provider, and whether the server has a key for it; never the key.
 */
export interface ProviderEntry {
  id: string;
  label: string;
  configured: boolean;
  /**
   * Where the key comes from: the environment, or the user, in Settings.
   */
  source: ('env' | 'settings') | null;
  /**
   * Names of the variables that are read for a key.
   */
  env_vars: string[];
  /**
   * Where a key from Settings is, or would be, kept; null when none is taken from there.
   */
  storage: ('keyring' | 'file') | null;
  /**
   * For people: what to do to get a key; empty for a configured provider.
   */
  remedy: string;
  /**
   * The same, for a page of Settings that takes the key.
   */
  remedy_in_settings: string;
}
/**
 * A run that is live, or ended and not yet acknowledged.
 */
export interface RunSummary {
  run: string;
  state: 'running' | 'finished' | 'failed' | 'stopped';
  notebook: string;
  prompt: string;
  /**
   * Highest seq so far.
   */
  last: number;
}
/**
 * Answer to `POST prompt`.
 */
export interface RunReference {
  run: string;
}
/**
 * A run as it stands.
 */
export interface Snapshot {
  run: string;
  state: 'running' | 'finished' | 'failed' | 'stopped';
  /**
   * The texts of all text-deltas, joined.
   */
  text: string;
  events: (
    | RunStarted
    | AnswerContinued
    | TextDelta
    | ReasoningDelta
    | ToolCall
    | ToolConsent
    | ToolResult
    | Warning
    | Usage
    | RunFinished
    | RunFailed
    | RunStopped
  )[];
}
/**
 * Answer to `POST stale`.
 */
export interface StaleReply {
  answers: AnswerCheck[];
  /**
   * Of each cell, to be sent in its place while it is the same.
   */
  digests: string[];
  /**
   * Whether what the prompts name in the kernel was looked at: not while it is busy.
   */
  values_read: boolean;
}
/**
 * Body of `POST stale`: which answers of a notebook no longer fit what stands above them.
 */
export interface StaleRequest {
  protocol: 1;
  notebook: NotebookReference;
  /**
   * The model of prompts whose cells name none; null for the default model.
   */
  model?: string | null;
  /**
   * All of the notebook, in order; prompts and answers themselves, others as they were told, if they are the same.
   */
  cells: (KnownCell | NotebookCell)[];
  options?: RunOptions;
}
/**
 * What a message must have at least, as JSON Schema.
 */
export const SHAPES = {
  "RunStarted": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "run-started",
        "type": "string"
      },
      "notebook": {
        "type": "string"
      },
      "prompt": {
        "type": "string"
      },
      "model": {
        "type": "string"
      },
      "label": {
        "type": "string"
      },
      "simulated": {
        "type": "boolean"
      },
      "asked_by": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "null"
          }
        ]
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "notebook",
      "prompt",
      "model",
      "label",
      "simulated",
      "asked_by"
    ],
    "type": "object"
  },
  "AnswerContinued": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "answer-continued",
        "type": "string"
      },
      "parts": {
        "items": {
          "$ref": "AnswerPart"
        },
        "type": "array"
      },
      "attachments": {
        "type": "object"
      },
      "spent": {
        "$ref": "Spent"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "parts",
      "attachments",
      "spent"
    ],
    "type": "object"
  },
  "AnswerPart": {
    "properties": {
      "kind": {
        "enum": [
          "text",
          "call"
        ],
        "type": "string"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "kind",
      "text"
    ],
    "type": "object"
  },
  "Spent": {
    "properties": {
      "seconds": {
        "type": "number"
      },
      "input_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "cached_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "output_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "cost": {
        "anyOf": [
          {
            "type": "number"
          },
          {
            "type": "null"
          }
        ]
      },
      "estimated": {
        "type": "boolean"
      }
    },
    "required": [
      "seconds",
      "input_tokens",
      "cached_tokens",
      "output_tokens",
      "cost",
      "estimated"
    ],
    "type": "object"
  },
  "TextDelta": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "text-delta",
        "type": "string"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "text"
    ],
    "type": "object"
  },
  "ReasoningDelta": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "reasoning-delta",
        "type": "string"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "text"
    ],
    "type": "object"
  },
  "ToolCall": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "tool-call",
        "type": "string"
      },
      "id": {
        "type": "string"
      },
      "name": {
        "type": "string"
      },
      "arguments": {
        "type": "object"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "id",
      "name",
      "arguments"
    ],
    "type": "object"
  },
  "ToolConsent": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "tool-consent",
        "type": "string"
      },
      "id": {
        "type": "string"
      },
      "state": {
        "enum": [
          "asked",
          "given",
          "refused"
        ],
        "type": "string"
      },
      "reason": {
        "enum": [
          "untrusted",
          "setting"
        ],
        "type": "string"
      },
      "digest": {
        "type": "string"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "id",
      "state",
      "reason",
      "digest"
    ],
    "type": "object"
  },
  "ToolResult": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "tool-result",
        "type": "string"
      },
      "id": {
        "type": "string"
      },
      "status": {
        "enum": [
          "ok",
          "error",
          "timeout",
          "refused",
          "unknown"
        ],
        "type": "string"
      },
      "content": {
        "type": "object"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "id",
      "status",
      "content"
    ],
    "type": "object"
  },
  "Warning": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "warning",
        "type": "string"
      },
      "code": {
        "type": "string"
      },
      "message": {
        "type": "string"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "code",
      "message"
    ],
    "type": "object"
  },
  "Usage": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "usage",
        "type": "string"
      },
      "input_tokens": {
        "type": "integer"
      },
      "cached_tokens": {
        "type": "integer"
      },
      "output_tokens": {
        "type": "integer"
      },
      "cost": {
        "anyOf": [
          {
            "type": "number"
          },
          {
            "type": "null"
          }
        ]
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "input_tokens",
      "cached_tokens",
      "output_tokens",
      "cost"
    ],
    "type": "object"
  },
  "RunFinished": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "run-finished",
        "type": "string"
      },
      "finish_reason": {
        "enum": [
          "stop",
          "length",
          "content_filter",
          "max_steps"
        ],
        "type": "string"
      },
      "record": {
        "$ref": "RunRecord"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "finish_reason",
      "record"
    ],
    "type": "object"
  },
  "RunRecord": {
    "properties": {
      "run": {
        "type": "string"
      },
      "state": {
        "enum": [
          "running",
          "finished",
          "failed",
          "stopped"
        ],
        "type": "string"
      },
      "model": {
        "type": "string"
      },
      "answered_by": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "null"
          }
        ]
      },
      "simulated": {
        "type": "boolean"
      },
      "parameters": {
        "type": "object"
      },
      "started": {
        "type": "string"
      },
      "seconds": {
        "type": "number"
      },
      "input_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "cached_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "output_tokens": {
        "anyOf": [
          {
            "type": "integer"
          },
          {
            "type": "null"
          }
        ]
      },
      "cost": {
        "anyOf": [
          {
            "type": "number"
          },
          {
            "type": "null"
          }
        ]
      },
      "finish_reason": {
        "anyOf": [
          {
            "enum": [
              "stop",
              "length",
              "content_filter",
              "max_steps"
            ],
            "type": "string"
          },
          {
            "type": "null"
          }
        ]
      },
      "error": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "null"
          }
        ]
      },
      "context": {
        "type": "string"
      },
      "basis": {
        "anyOf": [
          {
            "$ref": "Basis"
          },
          {
            "type": "null"
          }
        ]
      },
      "replayed": {
        "type": "boolean"
      }
    },
    "required": [
      "run",
      "state",
      "model",
      "answered_by",
      "simulated",
      "parameters",
      "started",
      "seconds",
      "input_tokens",
      "cached_tokens",
      "output_tokens",
      "cost",
      "finish_reason",
      "error",
      "context",
      "basis",
      "replayed"
    ],
    "type": "object"
  },
  "Basis": {
    "properties": {
      "instructions": {
        "type": "string"
      },
      "cells": {
        "type": "string"
      },
      "prompt": {
        "type": "string"
      },
      "values": {
        "type": "object"
      },
      "functions": {
        "type": "object"
      },
      "parameters": {
        "type": "string"
      }
    },
    "required": [
      "instructions",
      "cells",
      "prompt",
      "values",
      "functions",
      "parameters"
    ],
    "type": "object"
  },
  "RunFailed": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "run-failed",
        "type": "string"
      },
      "error": {
        "$ref": "ErrorDetail"
      },
      "record": {
        "$ref": "RunRecord"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "error",
      "record"
    ],
    "type": "object"
  },
  "ErrorDetail": {
    "properties": {
      "code": {
        "type": "string"
      },
      "message": {
        "type": "string"
      },
      "hint": {
        "type": "string"
      }
    },
    "required": [
      "code",
      "message",
      "hint"
    ],
    "type": "object"
  },
  "RunStopped": {
    "properties": {
      "run": {
        "type": "string"
      },
      "seq": {
        "minimum": 1,
        "type": "integer"
      },
      "type": {
        "const": "run-stopped",
        "type": "string"
      },
      "record": {
        "$ref": "RunRecord"
      }
    },
    "required": [
      "run",
      "seq",
      "type",
      "record"
    ],
    "type": "object"
  },
  "SocketError": {
    "properties": {
      "run": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "null"
          }
        ]
      },
      "error": {
        "$ref": "ErrorDetail"
      }
    },
    "required": [
      "run",
      "error"
    ],
    "type": "object"
  },
  "RunBegan": {
    "properties": {
      "notebook": {
        "type": "string"
      },
      "prompt": {
        "type": "string"
      },
      "run": {
        "type": "string"
      }
    },
    "required": [
      "notebook",
      "prompt",
      "run"
    ],
    "type": "object"
  },
  "WriterTurn": {
    "properties": {
      "run": {
        "type": "string"
      },
      "turn": {
        "enum": [
          "write",
          "wait",
          "saved"
        ],
        "type": "string"
      }
    },
    "required": [
      "run",
      "turn"
    ],
    "type": "object"
  }
};
/**
 * The shapes of the events, by their types.
 */
export const EVENTS = {
  "run-started": "RunStarted",
  "answer-continued": "AnswerContinued",
  "text-delta": "TextDelta",
  "reasoning-delta": "ReasoningDelta",
  "tool-call": "ToolCall",
  "tool-consent": "ToolConsent",
  "tool-result": "ToolResult",
  "warning": "Warning",
  "usage": "Usage",
  "run-finished": "RunFinished",
  "run-failed": "RunFailed",
  "run-stopped": "RunStopped"
} as const;
