import type { ISessionContext } from '@jupyterlab/apputils';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { MarkdownCell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';

import { copied } from '../../answer/copied';
import type { IEnding } from '../../answer/ending';
import { endingOf, overEarlier } from '../../answer/ending';
import {
  endingIn,
  endsInNotice,
  isOnlyNotice,
  withoutNotice
} from '../../answer/notice';
import { readMetadata } from '../../notebook/metadata';
import { findAnswer, findPrompt } from '../../notebook/pairing';
import { hasContent } from '../../runstate/reducer';
import { convertToCells } from '../../running/writing/answercode';
import { placeOf } from '../../running/writing/earlieranswers';
import { isEdited } from '../../running/writing/edited';
import type { NotebookPrompts } from '../../running/notebookprompts';
import type { PromptRun } from '../../running/promptrun';
import { whenRecorded, whenRendered } from '../../running/writing/rendering';
import type { IDefaultModel, IKnownModels } from '../../tokens';
import type { AnswerAction } from './answeractions';
import { AnswerActions } from './answeractions';
import { actionsFor, earlierThatHadMore } from './answeroffers';
import { AnswerFooter } from './answerfooter';
import { AnswerProgress } from './answerprogress';
import { AnswerStream } from './answerstream';
import { nameCell, shortened } from '../cellnames';
import { putAboveText, putBelowText } from '../cellplace';
import { CodeActions } from './codeactions';
import { inItsPlace } from '../markdown/keptplace';
import { ReasoningView } from './reasoningview';
import { StaleLine } from './staleline';
import { UncoloredEditor } from './uncolorededitor';
import { answererOf, describeRecord, wasSent } from './usageline';

/** Of an answer that nothing is told of. */
const ALONE = { at: 1, of: 1, withoutPictures: false };

/** Milliseconds. */
const TEXT_SETTLES = 300;

/** Milliseconds that it is said why an answer cannot be edited. */
const SHOWN = 3_000;

/**
 * What an answer cell shows besides its own Markdown: the answer while it comes, how it ended, who gave it.
 */
export class AnswerView extends Panel {
  constructor(private _options: AnswerView.IOptions) {
    super();
    const { cell, defaultModel, knownModels, notebook, prompts, trans } =
      _options;
    this.addClass('jp-AiJup-answer');
    this._reasoning = new ReasoningView(trans);
    this._progress = new AnswerProgress(
      trans,
      () => this._stop(),
      () => hasKernel(prompts.sessionContext)
    );
    this._footer = new AnswerFooter(trans, {
      onAgain: () => this._act('again'),
      onContinue: () => this._act('continue'),
      onEarlier: () => this._act('earlier'),
      onModel: () => _options.chooseModel()
    });
    this._record.addClass('jp-AiJup-record');
    this._actions = new AnswerActions(trans, action => this._act(action));
    this._row.addClass('jp-AiJup-row');
    this._row.addWidget(this._record);
    this._row.addWidget(this._actions);
    this._above.addClass('jp-AiJup-answer');
    this.addWidget(this._reasoning);
    this.addWidget(this._progress);
    this.addWidget(this._footer);
    this.addWidget(this._row);
    this.addWidget(
      new StaleLine({
        cell,
        record: this._record.node,
        states: prompts.answerStates,
        trans,
        promptInWords: () => this._promptInWords(),
        onAgain: () => this._act('again')
      })
    );
    prompts.runsChanged.connect(this._onRunsChanged, this);
    notebook.stateChanged.connect(this._refuseEditing, this);
    defaultModel.changed.connect(this._update, this);
    knownModels.changed.connect(this._update, this);
    cell.model.metadataChanged.connect(this._update, this);
    cell.model.contentChanged.connect(this._onTextChanged, this);
    void cell.ready.then(() => this._place());
    // what comes is written there before long
    this._editor = new UncoloredEditor(cell, () =>
      this._isStreaming ? (this._run?.state.text ?? '') : null
    );
    this._onRunsChanged();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { cell, defaultModel, knownModels, notebook, prompts } =
      this._options;
    notebook.stateChanged.disconnect(this._refuseEditing, this);
    defaultModel.changed.disconnect(this._update, this);
    knownModels.changed.disconnect(this._update, this);
    prompts.runsChanged.disconnect(this._onRunsChanged, this);
    this._run?.changed.disconnect(this._onRunChanged, this);
    cancelAnimationFrame(this._frame);
    clearTimeout(this._textTimer);
    this._code?.dispose();
    this._editor.dispose();
    if (!cell.isDisposed) {
      cell.model.metadataChanged.disconnect(this._update, this);
      this._unname?.();
      cell.model.contentChanged.disconnect(this._onTextChanged, this);
      cell.removeClass('jp-AiJup-answerCell');
      cell.removeClass('jp-mod-streaming');
    }
    this._progress.dispose();
    this._above.dispose();
    super.dispose();
  }

  private _place(): void {
    const { cell } = this._options;
    if (!this.isDisposed && !cell.isDisposed) {
      putBelowText(cell, this);
      putAboveText(cell, this._above);
      const { sessionContext } = this._options.prompts;
      this._code = new CodeActions({
        ...this._options,
        sessionContext,
        promptInWords: () => this._promptInWords()
      });
    }
  }

  private _act(action: AnswerAction): void {
    const { cell, notebook, prompts } = this._options;
    const answer = cell.model.sharedModel;
    const { prompt = '' } = readMetadata(answer);
    switch (action) {
      case 'copy':
        Clipboard.copyToSystem(copied(withoutNotice(answer.getSource())));
        this._actions.tellCopied();
        return;
      case 'earlier':
      case 'later':
        // the button stays, and the focus on it: there may be more
        prompts.turnAnswer(prompt, action === 'earlier' ? -1 : 1);
        return;
      case 'elsewhere': {
        // a press in a cell has the notebook take the focus, which would close what opens
        const button = document.activeElement as HTMLElement | null;
        giveFocusTo(notebook);
        setTimeout(() => prompts.askElsewhere(prompt, button));
        return;
      }
      case 'cells':
        convertToCells(notebook, answer);
        return;
      case 'continue':
        void prompts.continueAnswer(prompt);
        break;
      case 'again':
        void prompts.runAgain(prompt);
    }
    giveFocusTo(notebook);
  }

  /** Not with each key: what of it is told is told soon enough. */
  private _onTextChanged(): void {
    clearTimeout(this._textTimer);
    this._textTimer = setTimeout(() => this._readText(), TEXT_SETTLES);
  }

  private _readText(): void {
    const answer = this._options.cell.model.sharedModel;
    const { written } = readMetadata(answer);
    this._isEdited = isEdited({ source: answer.getSource(), written });
    this._update();
  }

  /** What is typed into an answer that is still coming would stand among its words. */
  private _refuseEditing(): void {
    const { cell, notebook, trans } = this._options;
    const isEdited = notebook.activeCell === cell && notebook.mode === 'edit';
    // the earlier answer is not written to before the first word
    const isComing =
      this._isStreaming && !(this._run && leftEarlier(this._run));
    if (isEdited && isComing) {
      notebook.mode = 'command';
      Notification.info(
        trans.__('The answer is still coming. Stop it to edit it.'),
        { autoClose: SHOWN }
      );
    }
  }

  private _stop(): void {
    void this._run?.stop();
    giveFocusTo(this._options.notebook);
  }

  private _onRunsChanged(): void {
    const { cell, prompts } = this._options;
    const { prompt = '' } = readMetadata(cell.model.sharedModel);
    const run = prompts.runOf(prompt);
    if (run !== this._run) {
      this._follow(run && this._isAnswerOf(run) ? run : null);
    }
    this._update();
  }

  private _follow(run: PromptRun | null): void {
    this._run?.changed.disconnect(this._onRunChanged, this);
    this._run = run;
    this._dropStream();
    run?.changed.connect(this._onRunChanged, this);
  }

  /** A copy, or the second half of a cell that was split, names the prompt too, and gets nothing of its answer. */
  private _isAnswerOf(run: PromptRun): boolean {
    const { cell, prompts } = this._options;
    return findAnswer(prompts.cells, run.prompt) === cell.model.sharedModel;
  }

  /** Thousands of pieces can come at once: once a frame is enough, but a first text and an end are not put off. */
  private _onRunChanged(run: PromptRun): void {
    const { state } = run;
    if (run.phase === 'ended' && !this._isAnswerOf(run)) {
      this._follow(null);
      this._update();
      return;
    }
    this._stream?.setState(state);
    // when it has ended, or was put back
    this._isStreaming ||= run.phase === 'ended';
    if (run.phase === 'ended' || (hasContent(state) && !this._stream)) {
      this._update();
    } else if (!this._frame) {
      this._frame = requestAnimationFrame(() => this._update());
    }
  }

  private _update(): void {
    const { cell } = this._options;
    const run = this._run;
    cancelAnimationFrame(this._frame);
    this._frame = 0;
    const isStreaming = !!run && run.phase !== 'ended';
    cell.addClass('jp-AiJup-answerCell');
    this._arrange(!!run && leftEarlier(run));
    const told = this._shownRun();
    this._progress.setRun(told, told && endingOfRun(told, this._options.trans));
    this._reasoning.setText(isStreaming ? run.state.reasoning : '');
    if (isStreaming) {
      this._isStreaming = true;
      this._showStream(run);
    } else if (this._isStreaming) {
      this._isStreaming = false;
      void this._showRendered();
    }
    if (isStreaming) {
      this._showNoEnd();
    } else {
      this._showEnd();
    }
    this._name();
  }

  /** News of a run that has nothing yet stands above the earlier answer, at its prompt: that answer may be a long one. */
  private _arrange(isAbove: boolean): void {
    if ((this._progress.parent === this._above) === isAbove) {
      return;
    }
    if (isAbove) {
      this._above.addWidget(this._progress);
      this._above.addWidget(this._footer);
    } else {
      const at = this.widgets.indexOf(this._row);
      this.insertWidget(at, this._footer);
      this.insertWidget(at, this._progress);
    }
  }

  private _showStream(run: PromptRun): void {
    const { cell } = this._options;
    const isEmpty = !hasContent(run.state);
    cell.addClass('jp-mod-streaming');
    cell.toggleClass('jp-AiJup-mod-keepsAnswer', run.keepsOld && isEmpty);
    if (isEmpty) {
      return;
    }
    if (!this._stream) {
      // JupyterLab need not render what is hidden: 2,000 times would be as slow as it sounds
      cell.rendered = false;
      const { notebook, prompts, trans } = this._options;
      this._stream = new AnswerStream(notebook, trans, run, prompts.trust);
      this.insertWidget(1, this._stream);
    }
    this._stream.setState(run.state);
    this._editor.leaveUncolored();
    this._refuseEditing();
  }

  /** The stream goes only when JupyterLab has rendered the same text: nothing flickers. */
  private async _showRendered(): Promise<void> {
    const { cell, notebook } = this._options;
    if (this._run && isElsewhere(this._run)) {
      await whenRecorded(cell, this._run.id);
    }
    const isEdited = notebook.activeCell === cell && notebook.mode === 'edit';
    if (!isEdited && !cell.isDisposed) {
      await whenRendered(cell);
    }
    if (this.isDisposed || this._isStreaming) {
      return;
    }
    const stream = this._stream;
    this._stream = null;
    const swap = () => {
      cell.removeClass('jp-mod-streaming');
      cell.removeClass('jp-AiJup-mod-keepsAnswer');
      stream?.stop();
    };
    if (stream) {
      inItsPlace(stream.node, renderingOf(cell), swap);
    } else {
      swap();
    }
    await stream?.leave();
  }

  private _showNoEnd(): void {
    const { cell } = this._options;
    this._footer.setEnd(null);
    this._showRecord();
    this._showActions(null);
    cell.removeClass('jp-AiJup-mod-ended');
    cell.removeClass('jp-AiJup-mod-noText');
  }

  private _showEnd(): void {
    const { cell, defaultModel, trans } = this._options;
    const answer = cell.model.sharedModel;
    const { run } = readMetadata(answer);
    const source = answer.getSource();
    const shown = this._shownRun();
    const ending = shown ? endingOfRun(shown, trans) : endingIn(source, run);
    // where the administrator has chosen there is nothing to choose
    const mayChoose = defaultModel.lock === null;
    const left = !!shown && leftEarlier(shown);
    const more = ending && !left ? earlierThatHadMore(answer, trans) : '';
    this._footer.setEnd(
      ending && {
        ...ending,
        hint: [ending.hint, more].filter(Boolean).join(' '),
        isOfModel: ending.isOfModel && mayChoose
      },
      {
        prompt: this._promptInWords(),
        continues: this._can().has('continue'),
        earlier: more !== ''
      }
    );
    this._showRecord();
    this._showActions(ending);
    // what an earlier answer says of its own end goes on to be true
    const isTold = !!ending && !left;
    cell.toggleClass('jp-AiJup-mod-ended', isTold && endsInNotice(source));
    cell.toggleClass('jp-AiJup-mod-noText', !!ending && isOnlyNotice(source));
  }

  /** Screen readers tell answers apart, and their buttons. */
  private _name(): void {
    const { cell, trans } = this._options;
    const { run } = readMetadata(cell.model.sharedModel);
    const by = run && wasSent(run) && answererOf(run, this._labelOf, trans);
    this._unname?.();
    this._unname = nameCell(
      cell,
      by ? trans.__('Answer by %1', by) : trans.__('Answer')
    );
    this._progress.setAbout(this._promptInWords());
  }

  /** Who gave the answer that is shown. */
  private _showRecord(): void {
    const { cell, trans } = this._options;
    const { run } = readMetadata(cell.model.sharedModel);
    const isEarlier = !!this._run && leftEarlier(this._run);
    const isNone = !isEarlier && this._isStreaming;
    const words = [
      isEarlier && trans.__('Earlier answer'),
      run && !isNone && describeRecord(run, this._labelOf, trans),
      this._isEdited && !isNone && trans.__('edited')
    ];
    const line = words.filter(Boolean).join(' · ');
    if (this._record.node.textContent !== line) {
      this._record.node.textContent = line;
      // what LiteLLM calls it
      this._record.node.title = (line && run?.model) || '';
    }
  }

  private _labelOf = (model: string) =>
    this._options.knownModels.of(model).label;

  /** Undo, and the user who turns to another answer, show what was not given by the last run. */
  private _shownRun(): PromptRun | null {
    const { run } = readMetadata(this._options.cell.model.sharedModel);
    const isOther =
      !!this._run?.id &&
      this._run.phase === 'ended' &&
      hasContent(this._run.state) &&
      !!run &&
      run.run !== this._run.id;
    return isOther ? null : this._run;
  }

  private _can(): Set<AnswerAction> {
    const { cell, defaultModel, notebook, prompts } = this._options;
    return actionsFor(cell.model.sharedModel, prompts, {
      isStreaming: this._isStreaming,
      isReadOnly: !!notebook.model?.readOnly,
      isLocked: defaultModel.lock !== null
    });
  }

  /** What stands in the box on its end is not said twice. */
  private _showActions(ending: IEnding | null): void {
    const can = this._can();
    if (ending) {
      can.delete('continue');
      can.delete('again');
    }
    const { sharedModel } = this._options.cell.model;
    // its line would go when the answer ends, and have all below it move
    const place = this._isStreaming ? ALONE : placeOf(sharedModel);
    this._actions.setActions({ prompt: this._promptInWords(), place, can });
    const { run } = readMetadata(sharedModel);
    const shown = `${place.at} ${run?.run ?? ''}`;
    if (this._shown !== shown && !this._isStreaming) {
      const isFirst = this._shown === '';
      this._shown = shown;
      this._onTextChanged();
      const { cell } = this._options;
      if (!isFirst && cell.rendered && !cell.hasClass('jp-mod-streaming')) {
        // JupyterLab takes its time
        void whenRendered(cell);
      }
    }
  }

  private _promptInWords(): string {
    const { cell, prompts } = this._options;
    const { prompt = '' } = readMetadata(cell.model.sharedModel);
    const source = findPrompt(prompts.cells, prompt)?.getSource() ?? '';
    return shortened(source);
  }

  private _dropStream(): void {
    this._stream?.dispose();
    this._stream = null;
  }

  private _above = new Panel();
  private _actions: AnswerActions;
  private _code: CodeActions | null = null;
  private _editor: UncoloredEditor;
  private _footer: AnswerFooter;
  private _frame = 0;
  private _isEdited = false;
  private _isStreaming = false;
  private _progress: AnswerProgress;
  private _reasoning: ReasoningView;
  private _record = new Widget();
  private _row = new Panel();
  private _run: PromptRun | null = null;
  /** Which of the prompt's answers was shown last. */
  private _shown = '';
  private _stream: AnswerStream | null = null;
  private _textTimer: ReturnType<typeof setTimeout> | undefined;
  private _unname: (() => void) | null = null;
}

/** Whether another page writes the answer: it comes here by the file. */
function isElsewhere(run: PromptRun): boolean {
  return run.phase === 'ended' && !run.isOurs && hasContent(run.state);
}

/** JupyterLab's rendering of a cell; null for one that is edited. */
function renderingOf({ node, rendered }: MarkdownCell): HTMLElement | null {
  return rendered ? node.querySelector('.jp-MarkdownOutput') : null;
}

/** Whether the page has a connection to the notebook's kernel, where it has one. */
function hasKernel({ session }: ISessionContext): boolean {
  const { connectionStatus } = session?.kernel ?? {};
  return connectionStatus === undefined || connectionStatus === 'connected';
}

/** A button that goes leaves the keyboard to no one. */
function giveFocusTo(notebook: Notebook): void {
  (document.activeElement as HTMLElement | null)?.blur();
  notebook.activate();
}

function endingOfRun(run: PromptRun, trans: TranslationBundle): IEnding | null {
  const ending = endingOf(run.state, trans, run.chosenBy);
  return ending && leftEarlier(run) ? overEarlier(ending, trans) : ending;
}

/** Whether a run that came to nothing left an earlier answer where it was. */
function leftEarlier(run: PromptRun): boolean {
  return run.keepsOld && !hasContent(run.state);
}

/**
 * A namespace for `AnswerView` statics.
 */
export namespace AnswerView {
  /**
   * What an answer's view needs.
   */
  export interface IOptions {
    readonly cell: MarkdownCell;
    readonly defaultModel: IDefaultModel;
    readonly knownModels: IKnownModels;
    readonly notebook: Notebook;
    readonly prompts: NotebookPrompts;
    readonly trans: TranslationBundle;
    /** Let the user choose another model. */
    chooseModel(): void;
  }
}
