import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { inspectorIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { ContextPanel } from './contextpanel';
import type { Inspector } from './inspector';

/**
 * The id of the command that shows what would be sent.
 */
export const SHOW_CONTEXT = 'ai-jup:show-context';

const PANEL = 'ai-jup-context';

interface IOptions {
  readonly app: JupyterFrontEnd;
  readonly inspector: Inspector;
  /** JupyterLab's own; null in Jupyter Notebook, whose page has room for one document alone. */
  readonly labShell: ILabShell | null;
  readonly trans: TranslationBundle;
  /** The notebook beside which it is shown. */
  current(): NotebookPanel | null;
}

/**
 * The command that opens the panel beside the notebook, or goes to it.
 */
export function showContext(
  options: IOptions
): CommandRegistry.ICommandOptions {
  const { app, inspector, labShell, trans, current } = options;
  let panel: MainAreaWidget<ContextPanel> | null = null;
  return {
    label: trans.__('Show What Would Be Sent'),
    caption: trans.__('Show what would be sent for the prompt, part by part'),
    icon: inspectorIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => current() !== null,
    execute: () => {
      if (!panel || panel.isDisposed) {
        panel = create(inspector, trans);
        if (labShell) {
          const ref = current()?.id ?? null;
          labShell.add(panel, 'main', { mode: 'split-right', ref });
        } else {
          app.shell.add(panel, 'right');
        }
      }
      inspector.current?.refresh();
      app.shell.activateById(panel.id);
    }
  };
}

function create(
  inspector: Inspector,
  trans: TranslationBundle
): MainAreaWidget<ContextPanel> {
  const content = new ContextPanel(inspector, trans);
  const panel = new MainAreaWidget({ content });
  panel.id = PANEL;
  panel.title.label = trans.__('What would be sent');
  panel.title.icon = inspectorIcon;
  panel.title.closable = true;
  return panel;
}
