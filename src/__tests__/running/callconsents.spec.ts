import { describe, expect, it } from 'vitest';

import type { IRunState } from '../../runstate/reducer';
import { INITIAL_STATE, reduce } from '../../runstate/reducer';
import { CallConsents } from '../../running/callconsents';
import type { Event, ToolConsent } from '../../wire/generated';
import type { Told } from './playedserver';
import { PlayedServer, turn } from './playedserver';

function asking(id = 'call-1', reason = 'setting'): Told[] {
  return [
    { type: 'tool-call', id, name: 'look', arguments: {} },
    { type: 'tool-consent', id, state: 'asked', reason, digest: 'd' }
  ];
}

function stateOf(...events: Told[]): IRunState {
  return events
    .map((event, at) => ({ seq: at + 1, ...event }) as Event)
    .reduce(reduce, INITIAL_STATE);
}

function consentIn({ tools }: IRunState): ToolConsent {
  return tools[0].consent!;
}

/** The user has said of the function in run "r" that it may always be called. */
async function open() {
  const server = new PlayedServer();
  const consents = new CallConsents(server.connection.client);
  await consents.answer('r', consentIn(stateOf(...asking())), true, true);
  server.consents.length = 0;
  let failures = 0;
  const answerKnown = (run: string, state: IRunState) =>
    consents.answerKnown(run, state, () => failures++);
  return { server, consents, answerKnown, failures: () => failures };
}

describe("The user's answers for good", () => {
  it('are given for the same function, in each run once', async () => {
    const { server, consents, answerKnown } = await open();
    const state = stateOf(...asking());
    // the server numbers the calls of each run from one
    for (const run of ['s', 's', 't', 't']) {
      answerKnown(run, state);
    }
    expect(server.consents).toEqual([
      { run: 's', call: 'call-1', allow: true },
      { run: 't', call: 'call-1', allow: true }
    ]);
    expect(consents.isAnswered('s', 'call-1')).toBe(true);
    expect(consents.isAnswered('u', 'call-1')).toBe(false);
  });

  it('are not given for what is not trusted, or is another function', async () => {
    const { server, answerKnown } = await open();
    answerKnown('s', stateOf(...asking('call-1', 'untrusted')));
    const [call, consent] = asking();
    answerKnown('t', stateOf(call, { ...consent, digest: 'e' }));
    expect(server.consents).toEqual([]);
  });

  it('are asked of the user where they do not reach the server', async () => {
    const { server, consents, answerKnown, failures } = await open();
    const state = stateOf(...asking());
    const fail = server.hold('consent');
    answerKnown('s', state);
    answerKnown('s', state);
    expect(consents.isAnswered('s', 'call-1')).toBe(true);
    await fail(new Error('The server cannot be reached.'));
    expect(failures()).toBe(1);
    expect(consents.isAnswered('s', 'call-1')).toBe(false);
    // by themselves they are not sent again
    answerKnown('s', state);
    await turn();
    expect(server.consents).toHaveLength(1);
  });
});
