import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ReferenceEditing } from '../../editor/editing';
import { Inspector } from '../../inspector/inspector';
import { ModelChip } from '../../picker/chip/modelchip';
import { ModelStore } from '../../picker/modelstore';
import type { SendFacts } from '../../running/sendquestion/sendfacts';
import { PromptNotebooks } from '../../views/promptnotebooks';
import type { ContextClient } from '../../wire/contextclient';
import type { KernelNamesClient } from '../../wire/kernelnamesclient';
import type { ModelClient } from '../../wire/modelclient';
import {
  ANSWER,
  OpenedNotebook,
  PROMPT,
  trans
} from '../running/openednotebook';
import { text, turn } from '../running/playedserver';
import { OpenedPanel } from './openedpanel';

/** What this project's own code connects from now on, and where. */
class Connections {
  constructor() {
    const made = this._made;
    Signal.prototype.connect = function (slot, receiver) {
      const where = new Error().stack?.split('\n')[2] ?? '';
      const isNew = connect.call(this, slot, receiver);
      if (isNew && OURS.test(where)) {
        made.push({ where, disconnect: () => this.disconnect(slot, receiver) });
      }
      return isNew;
    };
  }

  get count(): number {
    return this._made.length;
  }

  /** Those that still hold; ends them. */
  left(): string[] {
    return this._made
      .filter(({ disconnect }) => disconnect())
      .map(({ where }) => where.trim());
  }

  private _made: { where: string; disconnect: () => boolean }[] = [];
}

const { connect } = Signal.prototype;
const OURS = /\/src\/(views|editor|inspector|picker|notebook)\//;

describe('A second view of a notebook', () => {
  let notebook: OpenedNotebook;
  let prompts: PromptNotebooks;
  let inspector: Inspector;
  let store: ModelStore;

  beforeEach(() => {
    notebook = new OpenedNotebook(
      ['# Title', { pinned: true }],
      ['What?', PROMPT],
      ['One.', ANSWER]
    );
    const { contents, server } = notebook;
    prompts = new PromptNotebooks({
      connection: server.connection,
      contents,
      facts: notebook.facts as SendFacts,
      trans,
      reveal: () => undefined
    });
    const never = () => new Promise<never>(() => undefined);
    const clients = { names: never, ask: never } as unknown;
    inspector = new Inspector({
      prompts,
      client: clients as ContextClient,
      trans,
      show: () => undefined
    });
    const editing = new ReferenceEditing({
      client: clients as KernelNamesClient,
      completers: null,
      trans,
      language: () => 'python'
    });
    prompts.accompany((cell, panel) => editing.add(cell, panel));
    const models = { models: never, providers: never, defaultModel: never };
    store = new ModelStore(models as unknown as ModelClient);
  });

  afterEach(() => {
    notebook.context.disposed.emit();
    Signal.prototype.connect = connect;
  });

  /** Open a panel, with all that this project shows in it. */
  async function open(): Promise<OpenedPanel> {
    const opened = new OpenedPanel(notebook);
    const { panel } = opened;
    prompts.add(panel);
    inspector.add(panel);
    inspector.setCurrent(panel);
    const openSettings = () => undefined;
    const chip = new ModelChip({ panel, prompts, store, trans, openSettings });
    opened.addWidget(chip);
    Widget.attach(opened, document.body);
    opened.content.activeCellIndex = 1;
    await turn();
    await turn();
    return opened;
  }

  it('leaves nothing connected when it is closed', async () => {
    const first = await open();
    const connections = new Connections();
    const second = await open();
    expect(connections.count).toBeGreaterThan(20);
    inspector.setCurrent(first.panel);
    second.dispose();
    expect(connections.left()).toEqual([]);
    expect(first.node.querySelectorAll('.jp-AiJup-promptCell')).toHaveLength(1);
    expect(first.node.querySelectorAll('.jp-AiJup-mark')).toHaveLength(1);
    first.dispose();
  });

  it('leaves nothing connected when all are closed while an answer comes', async () => {
    const first = await open();
    const second = await open();
    const connections = new Connections();
    const held = prompts.find(notebook.model)!;
    const { shared, server } = notebook;
    const run = held.prepare(shared.cells[1]);
    void run.start({} as never, null);
    await turn();
    server.tell('run-1', text('Half '), {
      type: 'tool-call',
      id: 'call-1',
      name: 'look',
      arguments: {}
    });
    server.tell('run-1', {
      type: 'tool-consent',
      id: 'call-1',
      state: 'asked',
      reason: 'untrusted',
      digest: 'd'
    });
    await turn();
    expect(second.node.querySelectorAll('.jp-AiJup-call')).toHaveLength(1);
    inspector.setCurrent(null);
    second.dispose();
    first.dispose();
    // those who tell of questions are the notebook's, not a view's
    const left = connections.left().filter(each => !/callnotices/.test(each));
    expect(left).toEqual([]);
  });

  it('that is not looked after any more has none of our views', async () => {
    const opened = await open();
    const looked = prompts.add(opened.panel);
    await turn();
    looked.dispose();
    expect(opened.node.querySelector('.jp-AiJup-promptCell')).toBe(null);
    opened.dispose();
  });
});
