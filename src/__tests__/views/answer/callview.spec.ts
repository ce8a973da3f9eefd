import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it } from 'vitest';

import type { NotebookTrust } from '../../../notebook/trust';
import type { IRunState } from '../../../runstate/reducer';
import { INITIAL_STATE, reduce } from '../../../runstate/reducer';
import { CallView, questionIn } from '../../../views/answer/callview';
import type { Event, ToolConsent, ToolResult } from '../../../wire/generated';
import type { Told } from '../../running/playedserver';
import { turn } from '../../running/playedserver';

const trans = nullTranslator.load('ai_jup');

/** A notebook that is not trusted until it is told to be. */
class Trust {
  readonly changed = new Signal<NotebookTrust, void>(this as never);
  isTrusted = false;
}

type Answer = [call: string, allow: boolean, always: boolean];

/** A call whose user is asked for this reason; `answers` has what the user said. */
function asked(reason: ToolConsent['reason'], isReached = true) {
  const events = [
    { seq: 1, type: 'tool-call', id: 'c1', name: 'area', arguments: {} },
    { seq: 2, type: 'tool-consent', id: 'c1', state: 'asked', reason }
  ] as unknown as Event[];
  const run = events.reduce(reduce, INITIAL_STATE);
  const answers: Answer[] = [];
  const answerCall = (
    { id }: ToolConsent,
    allow: boolean,
    always: boolean
  ): Promise<void> => {
    answers.push([id, allow, always]);
    return isReached ? Promise.resolve() : Promise.reject(new Error('gone'));
  };
  const isAnswered = () => false;
  const view = new CallView(trans, { answerCall, isAnswered }, new Trust());
  view.setCall(run, run.tools[0]);
  const buttons = () => [...view.node.querySelectorAll('button')];
  const labels = () => buttons().map(({ textContent }) => textContent);
  const press = (label: string) =>
    buttons()
      .find(({ textContent }) => textContent === label)!
      .click();
  return { answers, labels, press, run, view };
}

describe('CallView', () => {
  it('asks whether the function may run', () => {
    const { labels, view } = asked('setting');
    expect(view.node.textContent).toContain(
      'Allow the model to run this function?'
    );
    expect(labels()).toEqual(['Allow once', 'Always allow', 'Deny']);
    const [allow] = view.node.querySelectorAll('button');
    expect(allow.getAttribute('aria-label')).toMatch(
      /^Allow once: “\w+\(.*\)”$/
    );
  });

  it.each<[string, Answer]>([
    ['Allow once', ['c1', true, false]],
    ['Always allow', ['c1', true, true]],
    ['Deny', ['c1', false, false]]
  ])('passes on: %s', (label, answer) => {
    const { answers, labels, press } = asked('setting');
    press(label);
    expect(answers).toEqual([answer]);
    expect(labels()).toEqual([]);
  });

  it('allows nothing for good where the notebook is not trusted', () => {
    const { labels } = asked('untrusted');
    expect(labels()).toEqual(['Allow once', 'Deny']);
  });

  it('asks again where the answer did not reach the server', async () => {
    const { labels, press, view } = asked('setting', false);
    const said = () => view.node.querySelector('[role=alert]')?.textContent;
    expect(said()).toBeUndefined();
    press('Deny');
    await new Promise(resolve => setTimeout(resolve));
    expect(labels()).toEqual(['Allow once', 'Always allow', 'Deny']);
    expect(said()).toBe('Your decision did not reach the server.');
  });

  it.each<[ToolResult['status'], string]>([
    ['refused', 'not run'],
    ['unknown', 'may not have finished'],
    ['timeout', 'took too long']
  ])('says how a call ended: %s', (status, words) => {
    const { run, view } = asked('setting');
    const result = { seq: 3, type: 'tool-result', id: 'c1', status };
    const event = { ...result, content: {} } as unknown as Event;
    const ended = reduce(run, event);
    view.setCall(ended, ended.tools[0]);
    expect(view.node.querySelector('summary')!.textContent).toBe(
      `area()${words}`
    );
    expect(view.node.querySelector('button')).toBeNull();
  });
});

const CALL = {
  type: 'tool-call' as const,
  id: 'call-1',
  name: 'look',
  arguments: { at: null, deep: true }
};
const ASKED = {
  type: 'tool-consent' as const,
  id: 'call-1',
  state: 'asked',
  reason: 'setting',
  digest: 'd'
};
const RESULT = {
  type: 'tool-result' as const,
  id: 'call-1',
  status: 'ok',
  content: {
    'text/plain': '7',
    'image/png': 'AAAA',
    'application/vnd.ai-jup.call+json': { seconds: 1.25 }
  }
};

/** A view of a call, and the answers that reach the run. */
class Shown {
  readonly trust = new Trust();
  readonly answers: unknown[] = [];
  isAnswered = false;
  error: Error | null = null;
  readonly view = new CallView(
    trans,
    {
      answerCall: (_, ...answer) => {
        this.answers.push(answer);
        return this.error ? Promise.reject(this.error) : Promise.resolve();
      },
      isAnswered: () => this.isAnswered
    },
    this.trust
  );

  show(...events: Told[]): void {
    const state: IRunState = events
      .map((event, at) => ({ seq: at + 1, ...event }) as Event)
      .reduce(reduce, INITIAL_STATE);
    this.view.setCall(state, state.tools[0]);
  }

  get words(): string | null {
    return questionIn(this.view.node)?.getAttribute('aria-label') ?? null;
  }

  get buttons(): HTMLButtonElement[] {
    return [...this.view.node.querySelectorAll('button')];
  }

  get summary(): string {
    const { node } = this.view;
    const parts = node.querySelectorAll('code, .jp-AiJup-callStatus');
    return [...parts].map(part => part.textContent).join(' · ');
  }
}

describe('A call as it goes on', () => {
  let shown = new Shown();

  afterEach(() => {
    shown.view.dispose();
    shown = new Shown();
  });

  it('shows what is called, and what came of it', () => {
    shown.show(CALL);
    expect(shown.summary).toBe('look(at=None, deep=True) · running…');
    shown.show(CALL, RESULT);
    expect(shown.summary).toBe('look(at=None, deep=True) · 1.3 s');
    expect(shown.view.node.querySelector('img')?.src).toBe(
      'data:image/png;base64,AAAA'
    );
  });

  it('says no more that the notebook is not trusted once it is', () => {
    shown.show(CALL, { ...ASKED, reason: 'untrusted' });
    expect(shown.words).toBe(
      'This notebook is not trusted. Allow the model to run this function?'
    );
    shown.trust.isTrusted = true;
    shown.trust.changed.emit();
    expect(shown.words).toBe('Allow the model to run this function?');
  });

  it('asks no more once it was answered elsewhere, or has gone', async () => {
    shown.error = new Error('No function call is waiting for your decision.');
    shown.show(CALL, ASKED);
    shown.buttons[0].click();
    shown.show(CALL, ASKED, { ...ASKED, state: 'given' });
    await turn();
    expect(shown.words).toBe(null);
    shown.show(CALL, ASKED);
    shown.buttons[0].click();
    shown.view.dispose();
    await turn();
    expect(shown.words).toBe(null);
  });

  it('does not ask what was answered for good, unless that did not arrive', () => {
    shown.isAnswered = true;
    shown.show(CALL, ASKED);
    expect(shown.words).toBe(null);
    shown.isAnswered = false;
    shown.show(CALL, ASKED);
    expect(shown.words).not.toBe(null);
  });
});
