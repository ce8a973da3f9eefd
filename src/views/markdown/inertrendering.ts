import type { MarkdownCell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { FormulaGuard } from '../../answer/formulaguard';
import { harmless } from '../../answer/harmlesshtml';
import { inertParser } from '../../answer/inertmarkdown';
import { isAnswer, isPrompt } from '../../notebook/metadata';
import { longMarkdownFactory } from './longmarkdown';

/** Before any other that shows Markdown. */
const FIRST = 0;

/**
 * The same renderers, but that Markdown neither loads nor runs anything, whatever it says.
 */
export function inertly(rendermime: IRenderMimeRegistry): IRenderMimeRegistry {
  const { latexTypesetter, markdownParser, sanitizer } = rendermime;
  const inert = rendermime.clone({
    latexTypesetter: latexTypesetter
      ? guarded(latexTypesetter, new FormulaGuard())
      : undefined,
    markdownParser: { ...markdownParser, ...inertParser(markdownParser) },
    sanitizer: {
      // a setting, which may change
      get allowNamedProperties() {
        return sanitizer.allowNamedProperties;
      },
      sanitize: (dirty, options) => harmless(sanitizer.sanitize(dirty, options))
    }
  });
  inert.addFactory(longMarkdownFactory, FIRST);
  return inert;
}

/**
 * The same renderers, but that prices are no formulas while a cell is a prompt. The user's own formulas may do all that
 * JupyterLab lets them.
 *
 * @param isNow - whether the cell is one when it is shown: a Markdown cell may become a prompt
 */
export function withPrices(
  rendermime: IRenderMimeRegistry,
  isNow: () => boolean
): IRenderMimeRegistry {
  const { latexTypesetter } = rendermime;
  if (!latexTypesetter) {
    return rendermime;
  }
  const careful = guarded(latexTypesetter, new FormulaGuard(() => true));
  return rendermime.clone({
    latexTypesetter: {
      typeset: element => (isNow() ? careful : latexTypesetter).typeset(element)
    }
  });
}

/**
 * Have answers shown inertly, in whichever notebook they stand and whoever has written them: another's file may claim that
 * anything is an answer. And have prompts shown with their prices.
 *
 * @param factory - makes the cells of all notebooks
 *
 * #### Notes
 * What a cell is, is looked at when it is made: before there is a view that could show it.
 */
export function showAnswersInertly(
  factory: NotebookPanel.IContentFactory
): void {
  const { createMarkdownCell } = factory;
  factory.createMarkdownCell = (options): MarkdownCell => {
    const { model, rendermime } = options;
    return createMarkdownCell.call(
      factory,
      isAnswer(model.sharedModel)
        ? { ...options, rendermime: inertly(rendermime) }
        : {
            ...options,
            rendermime: withPrices(rendermime, () =>
              isPrompt(model.sharedModel)
            )
          }
    );
  };
}

function guarded(
  typesetter: IRenderMime.ILatexTypesetter,
  guard: FormulaGuard
): IRenderMime.ILatexTypesetter {
  return {
    typeset: element => {
      guard.guard(element);
      return typesetter.typeset(element);
    }
  };
}
