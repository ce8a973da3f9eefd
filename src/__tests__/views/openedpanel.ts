import {
  CodeMirrorEditorFactory,
  CodeMirrorMimeTypeService,
  EditorLanguageRegistry
} from '@jupyterlab/codemirror';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Notebook, StaticNotebook } from '@jupyterlab/notebook';
import {
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';

import type { OpenedNotebook } from '../running/openednotebook';

const languages = new EditorLanguageRegistry();
const mimeTypeService = new CodeMirrorMimeTypeService(languages);
const editors = new CodeMirrorEditorFactory({ languages });
const contentFactory = new Notebook.ContentFactory({
  editorFactory: editors.newInlineEditor
});

/**
 * A panel that shows a notebook: JupyterLab's own cells, without its toolbar and its kernel.
 */
export class OpenedPanel extends Panel {
  constructor(private _notebook: OpenedNotebook) {
    super();
    this.content = new Notebook({
      rendermime: new RenderMimeRegistry({
        initialFactories: standardRendererFactories
      }),
      contentFactory,
      mimeTypeService,
      notebookConfig: {
        ...StaticNotebook.defaultNotebookConfig,
        windowingMode: 'none'
      }
    });
    this.content.model = _notebook.model;
    this.addWidget(this.content);
  }

  readonly content: Notebook;

  get context() {
    return this._notebook.context;
  }

  get sessionContext() {
    return this._notebook.context.sessionContext;
  }

  /** As what it stands for. */
  get panel(): NotebookPanel {
    return this as unknown as NotebookPanel;
  }

  /** As JupyterLab's does: the cells go first. */
  dispose(): void {
    this.content.dispose();
    super.dispose();
  }
}
