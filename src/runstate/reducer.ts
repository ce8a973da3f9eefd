import type {
  AnswerContinued,
  ErrorDetail,
  Event,
  RunFinished,
  RunRecord,
  Snapshot,
  ToolCall,
  ToolConsent,
  ToolResult,
  Warning
} from '../wire/generated';

/**
 * A call of a kernel function; its result is `null` until it has come.
 */
export interface IToolActivity {
  readonly call: ToolCall;
  /** How much of the text came before it, characters. */
  readonly at: number;
  /** Whether the user is asked for it, or has answered; `null` if they are not. */
  readonly consent: ToolConsent | null;
  readonly result: ToolResult | null;
}

/**
 * What is known of a run after some of its events.
 */
export interface IRunState {
  readonly state: Snapshot['state'];
  /** The `seq` of the last event. */
  readonly last: number;
  /** The model's name for people; empty until the run has started. */
  readonly label: string;
  /** Who has asked, where others had the notebook open too. */
  readonly askedBy: string | null;
  /** The answer that the run goes on with; null if it begins one. */
  readonly continued: AnswerContinued | null;
  readonly text: string;
  readonly reasoning: string;
  readonly warnings: readonly Warning[];
  readonly tools: readonly IToolActivity[];
  readonly finishReason: RunFinished['finish_reason'] | null;
  readonly error: ErrorDetail | null;
  readonly record: RunRecord | null;
}

/**
 * A run of which nothing is known yet.
 */
export const INITIAL_STATE: IRunState = {
  state: 'running',
  last: 0,
  label: '',
  askedBy: null,
  continued: null,
  text: '',
  reasoning: '',
  warnings: [],
  tools: [],
  finishReason: null,
  error: null,
  record: null
};

/**
 * What is known of a run after one more event.
 *
 * @returns the same object if the event is not new or changes nothing
 */
export function reduce(state: IRunState, event: Event): IRunState {
  if (event.seq <= state.last || state.state !== 'running') {
    return state;
  }
  const warnings = stillTrue(state.warnings, event);
  const known = { ...state, warnings, last: event.seq };
  // of an event of a type that only a newer server has there is nothing to say: `changes` gives undefined
  return { ...known, ...changes(known, event) };
}

/**
 * A run that the server does not know any more: what came is kept.
 */
export function lose(state: IRunState, error: ErrorDetail): IRunState {
  return state.state === 'running'
    ? { ...state, state: 'failed', error }
    : state;
}

/**
 * Whether the run waits for a kernel that does something else.
 */
export function waitsForKernel({ warnings }: IRunState): boolean {
  return warnings.some(({ code }) => code === 'kernel-busy');
}

/**
 * Whether something has come that is worth keeping.
 */
export function hasContent({ text, tools }: IRunState): boolean {
  return text !== '' || tools.length > 0;
}

function changes(state: IRunState, event: Event): Partial<IRunState> {
  switch (event.type) {
    case 'run-started':
      return { label: event.label, askedBy: event.asked_by };
    case 'answer-continued':
      return { continued: event };
    case 'text-delta':
      return { text: state.text + event.text };
    case 'reasoning-delta':
      return { reasoning: state.reasoning + event.text };
    case 'tool-call':
      return {
        tools: [
          ...state.tools,
          { call: event, at: state.text.length, consent: null, result: null }
        ]
      };
    case 'tool-consent':
      return { tools: state.tools.map(tool => consented(tool, event)) };
    case 'tool-result':
      return { tools: state.tools.map(tool => answered(tool, event)) };
    case 'warning':
      return event.code === 'kernel-free'
        ? {}
        : { warnings: [...state.warnings, event] };
    case 'usage':
      return {};
    case 'run-finished':
      return {
        state: 'finished',
        finishReason: event.finish_reason,
        record: event.record
      };
    case 'run-failed':
      return { state: 'failed', error: event.error, record: event.record };
    case 'run-stopped':
      return { state: 'stopped', record: event.record };
  }
}

/** That the kernel is busy is over when it is said to be free, and when anything else goes on. */
function stillTrue(
  warnings: readonly Warning[],
  event: Event
): readonly Warning[] {
  const isOther = event.type === 'warning' && !KERNEL.has(event.code);
  return isOther || !warnings.some(({ code }) => KERNEL.has(code))
    ? warnings
    : warnings.filter(({ code }) => !KERNEL.has(code));
}

const KERNEL: ReadonlySet<string> = new Set(['kernel-busy', 'kernel-free']);

function consented(tool: IToolActivity, consent: ToolConsent): IToolActivity {
  return tool.call.id === consent.id ? { ...tool, consent } : tool;
}

function answered(tool: IToolActivity, result: ToolResult): IToolActivity {
  return tool.call.id === result.id ? { ...tool, result } : tool;
}
