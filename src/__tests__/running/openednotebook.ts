import { NotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import type { PartialJSONValue } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { NotebookPrompts } from '../../running/notebookprompts';
import { DefaultModelName } from '../../running/promptmodels';
import { contentOf, notebookOf } from '../sharednotebook';
import { PlayedServer } from './playedserver';

export const trans = nullTranslator.load('ai_jup');

/** A prompt, and its answer's cell. */
export const PROMPT = { isPromptCell: true, id: 'a' };
export const ANSWER = { isOutputCell: true, prompt: 'a' };

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
      model: this.model,
      sessionContext: {
        session: null,
        kernelChanged: new Signal<object, void>(this),
        statusChanged: new Signal<object, void>(this),
        iopubMessage: new Signal<object, void>(this)
      },
      save: () => {
        this.saves++;
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
      defaultModel: new DefaultModelName(),
      runOptions: () => ({}),
      trans
    });
  }

  /** Source and our metadata of its cells. */
  get content(): unknown[] {
    return contentOf(this.shared);
  }

  /** Their sources. */
  get sources(): string[] {
    return this.shared.cells.map(cell => cell.getSource());
  }

  readonly contents = {
    get: () =>
      Promise.resolve({ last_modified: this.changed } as Contents.IModel)
  } as unknown as Contents.IManager;
  readonly context;
  readonly model: NotebookModel;
  readonly prompts: NotebookPrompts;
  readonly server = new PlayedServer();
  readonly shared;
  /** When its file was changed last; other windows change it too. */
  changed = '';
  reverts = 0;
  saves = 0;
}
