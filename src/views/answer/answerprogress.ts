import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IEnding } from '../../answer/ending';
import { callInHand } from '../../runstate/calls';
import { hasContent, waitsForKernel } from '../../runstate/reducer';
import type { PromptRun } from '../../running/promptrun';
import { nameButton } from '../cellnames';

const SECOND = 1_000;
const SECONDS_UNTIL_SHOWN = 2;
/** Models think in the middle of an answer too. */
const SECONDS_UNTIL_STALLED = 5;
/** A kernel that starts takes some. */
const SECONDS_UNTIL_CUT_OFF = 5;

/**
 * The line under an answer that comes: what it waits for, what it warns of, and Stop.
 */
export class AnswerProgress extends Widget {
  /**
   * @param _hasKernel - whether the page can talk to the notebook's kernel
   */
  constructor(
    private _trans: TranslationBundle,
    onStop: () => void,
    private _hasKernel: () => boolean = () => true
  ) {
    super();
    this.addClass('jp-AiJup-progress');
    this._spoken.className = 'jp-AiJup-spoken';
    this._spoken.setAttribute('role', 'status');
    this._line.className = 'jp-AiJup-waiting';
    this._warnings.className = 'jp-AiJup-warnings';
    this._stop.className = 'jp-AiJup-button jp-AiJup-stop';
    this._stop.textContent = _trans.__('Stop');
    this._stop.title = _trans.__(
      'Stop this answer and keep what has arrived so far'
    );
    this._stop.addEventListener('click', onStop);
    this.node.append(this._warnings, this._line, this._stop, this._spoken);
  }

  /**
   * Say in Stop's name which prompt it is about.
   */
  setAbout(prompt: string): void {
    nameButton(this._stop, prompt, this._trans);
  }

  /**
   * Show where a run stands; nothing but a last word to screen readers if it has ended.
   *
   * @param ending - why its answer is not a whole one
   */
  setRun(run: PromptRun | null, ending: IEnding | null): void {
    this._run = run;
    if (run?.state !== this._state) {
      this._state = run?.state ?? null;
      this._news = performance.now();
    }
    this._speak(ending);
    this._update();
    const isRunning = !!run && run.state.state === 'running';
    if (!isRunning || run.phase === 'ended') {
      clearInterval(this._timer);
      this._timer = undefined;
    } else {
      this._timer ??= setInterval(() => this._update(), SECOND);
    }
  }

  dispose(): void {
    clearInterval(this._timer);
    super.dispose();
  }

  private _update(): void {
    const run = this._run;
    const isShown = !!run && run.phase !== 'ended';
    this.toggleClass('jp-AiJup-mod-idle', !isShown);
    this._stop.disabled = run?.state.state !== 'running';
    show(this._line, isShown ? this._describe(run) : '');
    show(this._warnings, run ? warningsOf(run) : '');
  }

  private _describe(run: PromptRun): string {
    if (run.phase === 'queued') {
      return run.isAsked
        ? this._trans.__('Waiting for your decision…')
        : this._isCutOff()
          ? this._trans.__(
              'Waiting for the cells above, but the browser has no connection to the kernel. It may have failed to start, or a proxy may block WebSockets.'
            )
          : this._trans.__('Waiting for the cells above…');
    }
    const { label, text } = run.state;
    if (run.isLost) {
      return this._trans.__('The server is not responding. Trying again…');
    }
    if (waitsForKernel(run.state)) {
      return this._waiting(run, this._trans.__('the kernel'));
    }
    const call = callInHand(run.state);
    if (call) {
      return call.isAsked
        ? this._trans.__('Waiting for your decision…')
        : this._trans.__('Calling %1…', call.name);
    }
    return text ? this._coming(label) : this._waiting(run, label);
  }

  /** Whether the page has no connection to the kernel for a while: code that runs does not end for it. */
  private _isCutOff(): boolean {
    const now = performance.now();
    this._cutOff = this._hasKernel() ? null : (this._cutOff ?? now);
    return (
      this._cutOff !== null &&
      now - this._cutOff >= SECONDS_UNTIL_CUT_OFF * SECOND
    );
  }

  /** Nothing that comes is told apart from nothing that happens. */
  private _coming(label: string): string {
    const seconds = Math.floor((performance.now() - this._news) / SECOND);
    return seconds >= SECONDS_UNTIL_STALLED
      ? `${label} · ${this._trans.__('nothing new for %1 s', seconds)}`
      : label;
  }

  private _waiting(run: PromptRun, what: string): string {
    // the time that the user took for a decision is not the model's
    const since = run.state.tools.length ? this._news : run.sent;
    const seconds = Math.floor((performance.now() - since) / SECOND);
    const waiting = what
      ? this._trans.__('Waiting for %1…', what)
      : this._trans.__('Waiting…');
    return seconds >= SECONDS_UNTIL_SHOWN
      ? `${waiting} ${this._trans.__('%1 s', seconds)}`
      : waiting;
  }

  /** At the start, at the end and where the user is asked: a screen reader is not read each token. */
  private _speak(ending: IEnding | null): void {
    const call = this._run && callInHand(this._run.state);
    if (call?.isAsked) {
      show(
        this._spoken,
        this._trans.__('Allow the model to run %1?', call.name)
      );
    }
    const phase = this._run?.phase ?? null;
    const before = this._phase;
    this._phase = phase;
    if (phase === before) {
      return;
    }
    if (phase === 'running') {
      this._spoken.textContent = this._trans.__('The answer is arriving.');
    } else if (phase === 'ended' && before) {
      this._spoken.textContent = ending
        ? `${ending.title} ${ending.message}`
        : this._trans.__('The answer is complete.');
    } else {
      // what was said of an earlier run is not true of this one
      this._spoken.textContent = '';
    }
  }

  private _cutOff: number | null = null;
  private _line = document.createElement('span');
  private _news = 0;
  private _phase: PromptRun['phase'] | null = null;
  private _run: PromptRun | null = null;
  private _spoken = document.createElement('span');
  private _state: PromptRun['state'] | null = null;
  private _stop = document.createElement('button');
  private _timer: ReturnType<typeof setInterval> | undefined;
  private _warnings = document.createElement('div');
}

/** The same text anew would have the browser lay out the whole notebook. */
function show(node: HTMLElement, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Why it waits is of no interest any more when it does not. */
export function warningsOf({
  phase,
  state
}: Pick<PromptRun, 'phase' | 'state'>): string {
  const hidden = new Set([
    ...(phase === 'ended' ? ['retrying'] : []),
    ...(phase === 'ended' || hasContent(state) ? ['loading'] : [])
  ]);
  return state.warnings
    .filter(({ code }) => !hidden.has(code))
    .map(({ message }) => message)
    .join('\n');
}
