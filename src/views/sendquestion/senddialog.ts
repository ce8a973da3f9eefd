import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type {
  IModelFacts,
  ISendQuestion,
  SendAnswer
} from '../../running/sendquestion/sendquestion';
import { legible } from './legible';
import { nameOf, rowsOf } from './sendrows';

/** Of dialogs one is in the page at a time. */
const ID = 'jp-AiJup-sendQuestion';

/** Characters of a model's name on a button. */
const ON_BUTTON = 40;

/**
 * Ask the user whether a prompt of a notebook that they do not trust is sent, and to which model.
 *
 * @param signal - takes the question back, which is then answered by `cancel`
 */
export async function askBeforeSending(
  question: ISendQuestion,
  signal: AbortSignal,
  trans: TranslationBundle
): Promise<SendAnswer> {
  const title = trans.__('Send this prompt?');
  const body = new Widget({ node: bodyOf(question, trans) });
  body.id = ID;
  body.addClass(ID);
  const dialog = new Dialog({
    title,
    body,
    buttons: buttonsOf(question, trans),
    // not to be sent by a key that is still down
    defaultButton: 0
  });
  dialog.node.setAttribute('aria-label', title);
  dialog.node.setAttribute('aria-describedby', body.id);
  const withdraw = () => dialog.reject();
  signal.addEventListener('abort', withdraw);
  // JupyterLab may close all dialogs
  const result = await dialog.launch().catch(() => null);
  signal.removeEventListener('abort', withdraw);
  if (!result?.button.accept) {
    return 'cancel';
  }
  return result.button.actions.includes('own') ? 'own' : 'send';
}

function buttonsOf(
  { model, own }: ISendQuestion,
  trans: TranslationBundle
): Dialog.IButton[] {
  const cancel = Dialog.cancelButton({ label: trans.__('Cancel') });
  if (!own) {
    return [cancel, Dialog.okButton({ label: trans.__('Send') })];
  }
  const sendTo = (to: IModelFacts) =>
    trans.__('Send to %1', legible(nameOf(to, trans), ON_BUTTON));
  return [
    cancel,
    Dialog.okButton({ label: sendTo(own), actions: ['own'] }),
    Dialog.warnButton({ label: sendTo(model) })
  ];
}

function bodyOf(
  question: ISendQuestion,
  trans: TranslationBundle
): HTMLElement {
  const node = document.createElement('div');
  // it may have to be scrolled with the keys
  node.tabIndex = 0;
  const list = document.createElement('dl');
  for (const { term, lines } of rowsOf(question, trans)) {
    const heading = document.createElement('dt');
    heading.textContent = term;
    const text = document.createElement('dd');
    text.append(...lines);
    list.append(heading, text);
  }
  const why = paragraph(
    trans.__(
      'You have not trusted this notebook. Someone else may have written its prompts.'
    )
  );
  const otherwise = paragraph(
    trans.__(
      'You are asked once while this notebook is open, and again for a model that is not listed here. To stop being asked, choose Trust Notebook in the command palette.'
    )
  );
  node.append(why, list, otherwise);
  return node;
}

function paragraph(words: string): HTMLElement {
  const node = document.createElement('p');
  node.textContent = words;
  return node;
}
