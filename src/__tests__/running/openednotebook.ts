import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { NotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import type { PartialJSONValue } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { ModelConsents } from '../../notebook/modelconsents';
import { NotebookPrompts } from '../../running/notebookprompts';
import { DefaultModelName } from '../../running/promptmodels';
import type {
  ISendFacts,
  SendFacts
} from '../../running/sendquestion/sendfacts';
import { contentOf, notebookOf } from '../sharednotebook';
import { PlayedServer } from './playedserver';

export const trans = nullTranslator.load('ai_jup');

/** A prompt, and its answer's cell. */
export const PROMPT = { isPromptCell: true, id: 'a' };
export const ANSWER = { isOutputCell: true, prompt: 'a' };

/** What is known where the server does not tell in time. */
export const NOTHING_KNOWN: ISendFacts = {
  context: null,
  refusal: null,
  server: null,
  providers: [],
  entries: new Map()
};

/**
 * A notebook that is open in a page, without the page; its file is a count of saves.
 */
export class OpenedNotebook {
  constructor(...cells: [source: string, aiJup?: PartialJSONValue][]) {
    this.shared = notebookOf(...cells);
    this.model = new NotebookModel({ sharedModel: this.shared });
    this.context = {
      localPath: 'a.ipynb',
      path: 'a.ipynb',
      pathChanged: new Signal<object, string>(this),
      contentsModel: { writable: true, last_modified: '' },
      isDisposed: false,
      ready: Promise.resolve(),
      disposed: new Signal<object, void>(this),
      fileChanged: new Signal<object, void>(this),
      saveState: new Signal<object, DocumentRegistry.SaveState>(this),
      model: this.model,
      sessionContext: {
        session: null,
        kernelChanged: new Signal<object, void>(this),
        statusChanged: new Signal<object, void>(this),
        iopubMessage: new Signal<object, void>(this)
      },
      save: () => {
        this.saves++;
        this.context.saveState.emit('started');
        this.context.saveState.emit('completed');
        return Promise.resolve();
      },
      revert: () => {
        this.reverts++;
        this.context.contentsModel.last_modified = this.changed;
        return Promise.resolve();
      }
    };
    this.prompts = this.open();
  }

  /** Open it once more, as after a reload. */
  open(): NotebookPrompts {
    return new NotebookPrompts({
      connection: this.server.connection,
      contents: this.contents,
      context: this.context as unknown as NotebookPrompts.IOptions['context'],
      defaultModel: this.defaultModel,
      runOptions: () => ({}),
      historyLimits: () => this.historyLimits,
      models: this.models,
      facts: {
        about: (...asked: Parameters<SendFacts['about']>) =>
          this.facts.about(...asked)
      } as SendFacts,
      askUser: (question, signal) => this.askUser(question, signal),
      trans
    });
  }

  /** What the user answers before a prompt is sent. */
  askUser: NotebookPrompts.IOptions['askUser'] = () => {
    throw new Error('The user is asked.');
  };

  /** What the server says before that. */
  facts: Pick<SendFacts, 'about'> = {
    about: () => Promise.resolve(NOTHING_KNOWN)
  };

  /** Source and our metadata of its cells. */
  get content(): unknown[] {
    return contentOf(this.shared);
  }

  /** Their sources. */
  get sources(): string[] {
    return this.shared.cells.map(cell => cell.getSource());
  }

  /** How much of earlier answers is kept. */
  historyLimits = { number: 5, characters: 500_000 };

  readonly contents = {
    get: () =>
      Promise.resolve({ last_modified: this.changed } as Contents.IModel)
  } as unknown as Contents.IManager;
  readonly context;
  readonly defaultModel = new DefaultModelName();
  readonly models = new ModelConsents();
  readonly model: NotebookModel;
  readonly prompts: NotebookPrompts;
  readonly server = new PlayedServer();
  readonly shared;
  /** When its file was changed last; other windows change it too. */
  changed = '';
  reverts = 0;
  saves = 0;
}
