import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { INITIAL_STATE, reduce } from '../../run/reducer';
import { CallView } from '../../views/callview';
import type { Event, ToolConsent, ToolResult } from '../../wire/generated';

const trans = nullTranslator.load('ai_jup');

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
  const view = new CallView(trans, { answerCall }, null);
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
    const { labels, press } = asked('setting', false);
    press('Deny');
    await new Promise(resolve => setTimeout(resolve));
    expect(labels()).toEqual(['Allow once', 'Always allow', 'Deny']);
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
