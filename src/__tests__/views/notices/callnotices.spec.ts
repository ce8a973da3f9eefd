import { Notification } from '@jupyterlab/apputils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallNotices } from '../../../views/notices/callnotices';
import { OpenedNotebook, PROMPT, trans } from '../../running/openednotebook';
import type { Told } from '../../running/playedserver';
import { finished, text, turn } from '../../running/playedserver';

function asked(id: string): Told[] {
  return [
    { type: 'tool-call', id, name: 'look', arguments: {} },
    {
      type: 'tool-consent',
      id,
      state: 'asked',
      reason: 'setting',
      digest: 'd'
    }
  ];
}

/** What the user is told now. */
function told(): string[] {
  return Notification.manager.notifications.map(({ message }) => message);
}

const RESULT: Told = {
  type: 'tool-result',
  id: 'call-1',
  status: 'ok',
  content: {}
};

const QUESTION = 'a.ipynb: Allow the model to run `look`?';

describe('A question that the user does not see', () => {
  let notebook: OpenedNotebook;
  let notices: CallNotices;

  beforeEach(async () => {
    notebook = new OpenedNotebook(['What?', PROMPT]);
    const { prompts, shared } = notebook;
    notices = new CallNotices(prompts, trans, () => undefined);
    void prompts.execute(prompts.prepare(shared.cells[0]));
    await turn();
  });

  afterEach(() => {
    notices.dispose();
    notebook.prompts.dispose();
  });

  it('is told of until it is answered', async () => {
    const { server } = notebook;
    server.tell('run-1', text('One.'), ...asked('call-1'));
    await vi.waitFor(() => expect(told()).toEqual([QUESTION]));
    const given = { ...asked('call-1')[1], state: 'given' };
    server.tell('run-1', given);
    expect(told()).toEqual([]);
  });

  it('is told of no more when the run has ended', async () => {
    const { server } = notebook;
    server.tell('run-1', ...asked('call-1'));
    await vi.waitFor(() => expect(told()).toEqual([QUESTION]));
    server.tell('run-1', finished('run-1'));
    expect(told()).toEqual([]);
    await notebook.prompts.runOf('a')?.ended;
  });

  it('is told of no more when the notebook is closed', async () => {
    notebook.server.tell('run-1', ...asked('call-1'));
    await vi.waitFor(() => expect(told()).toEqual([QUESTION]));
    notices.dispose();
    expect(told()).toEqual([]);
  });

  it('is told of only when the answer for good did not reach the server', async () => {
    const { prompts, server } = notebook;
    server.tell('run-1', ...asked('call-1'));
    const { consent } = prompts.runOf('a')!.state.tools[0];
    await prompts.runOf('a')!.answerCall(consent!, true, true);
    server.tell('run-1', { ...asked('call-1')[1], state: 'given' }, RESULT);
    const fail = server.hold('consent');
    server.tell('run-1', ...asked('call-2'));
    await new Promise(resolve => setTimeout(resolve, 150));
    expect(told()).toEqual([]);
    await fail(new Error('The server cannot be reached.'));
    await vi.waitFor(() => expect(told()).toEqual([QUESTION]));
  });
});
