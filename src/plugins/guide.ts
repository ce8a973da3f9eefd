import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { promptIcon } from '../views/icons';
import { Guide } from '../views/guide';

const OPEN = 'ai-jup:open-guide';

/**
 * Opens the documentation; schema/plugin.json has it in the Help menu.
 */
export const guide: JupyterFrontEndPlugin<void> = {
  id: 'ai-jup:guide',
  description: 'Shows the documentation that is installed with prompt cells.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('ai_jup');
    // scripts of package.json put it there
    const extensions = PageConfig.getOption('fullLabextensionsUrl');
    const address = URLExt.join(extensions, 'ai-jup', 'guide');
    let shown: MainAreaWidget<Guide> | null = null;
    app.commands.addCommand(OPEN, {
      label: trans.__('AI Prompts Guide'),
      caption: trans.__('Open the documentation of AI prompts'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: trans.__('The page to open: docs/NAME.md')
            },
            heading: {
              type: 'string',
              description: trans.__('Where to begin in it: #a-heading')
            }
          }
        }
      },
      execute: args => {
        const { path, heading } = args as { path?: string; heading?: string };
        if (!shown || shown.isDisposed) {
          const content = new Guide({ address, rendermime, trans });
          shown = new MainAreaWidget({ content, reveal: content.ready });
          shown.id = 'ai-jup-guide';
          shown.title.label = trans.__('AI Prompts Guide');
          shown.title.icon = promptIcon;
          shown.title.closable = true;
          app.shell.add(shown, 'main');
        }
        app.shell.activateById(shown.id);
        const { content } = shown;
        if (path) {
          void content.ready.then(() => content.open(path, heading));
        }
      }
    });
    palette?.addItem({ command: OPEN, category: trans.__('AI') });
  }
};
