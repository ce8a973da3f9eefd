import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ReferenceEditing } from '../editor/editing';
import { languageOf } from '../running/writing/answercode';
import { IPromptNotebooks } from '../tokens';
import { KernelNamesClient } from '../wire/kernelnamesclient';

/**
 * Marks references in prompts, and completes the kernel's names in them.
 */
export const editor: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:editor',
  description: "Completes and marks the kernel's values in prompts.",
  autoStart: true,
  requires: [IPromptNotebooks],
  optional: [ICompletionProviderManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    prompts: IPromptNotebooks,
    completers: ICompletionProviderManager | null,
    translator: ITranslator | null
  ): void => {
    const settings = app.serviceManager.serverSettings;
    const trans = (translator ?? nullTranslator).load('ai_jup');
    const client = new KernelNamesClient({ settings, trans });
    const editing = new ReferenceEditing({
      client,
      completers,
      trans,
      language: ({ content }) => languageOf(content)
    });
    prompts.accompany((cell, panel) => editing.add(cell, panel));
  }
};
