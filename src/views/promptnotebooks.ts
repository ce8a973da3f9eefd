import type { Cell } from '@jupyterlab/cells';
import type {
  INotebookCellExecutor,
  INotebookModel,
  NotebookPanel
} from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { withoutNotice } from '../answer/notice';
import type { IHistoryLimits } from '../running/writing/earlieranswers';
import { keepSince, takeIn } from '../running/writing/earlieranswers';
import { CopyWatch } from '../notebook/copywatch';
import { GapWatch } from '../notebook/gapwatch';
import { changeToPrompt, insertPrompt } from '../notebook/makeprompt';
import { isEmptyPrompt, isPrompt, readMetadata } from '../notebook/metadata';
import { ModelConsents } from '../notebook/modelconsents';
import { NamedModels } from '../notebook/namedmodels';
import { PairsAfterUndo } from '../notebook/undo/pairsafterundo';
import { PairMoves } from '../notebook/pairmoves';
import type { IConnection } from '../runstate/run';
import { PromptExecutor } from '../running/executing/executor';
import { NotebookPrompts } from '../running/notebookprompts';
import { DefaultModelName, KnownModels } from '../running/promptmodels';
import type { SendFacts } from '../running/sendquestion/sendfacts';
import type {
  IDefaultModel,
  IKnownModels,
  IModelWantedOnce,
  INamedModels,
  IPromptNotebooks,
  PromptCompanion
} from '../tokens';
import type { PromptRequest, RunOptions } from '../wire/generated';
import { CallNotices } from './notices/callnotices';
import { Decorations } from './decorations';
import { FailedCells } from './failedcells';
import { askBeforeSending } from './sendquestion/senddialog';

/**
 * The open notebooks and their prompts. Two panels on one notebook share its prompts.
 */
export class PromptNotebooks implements IPromptNotebooks {
  constructor(private _options: PromptNotebooks.IOptions) {}

  readonly defaultModel: IDefaultModel = new DefaultModelName();

  readonly knownModels: IKnownModels = new KnownModels();

  runOptions: RunOptions = {};

  historyLimits: IHistoryLimits = { number: 5, characters: 500_000 };

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get answersChecked(): ISignal<this, void> {
    return this._answersChecked;
  }

  get modelWanted(): ISignal<this, NotebookPanel> {
    return this._modelWanted;
  }

  add(panel: NotebookPanel): IDisposable {
    const added = new DisposableDelegate(() => this._remove(panel));
    panel.disposed.connect(() => added.dispose());
    void panel.context.ready.then(() => {
      if (!added.isDisposed && !panel.isDisposed) {
        this._open(panel);
      }
    });
    return added;
  }

  accompany(companion: PromptCompanion): IDisposable {
    this._companions.add(companion);
    return new DisposableDelegate(() => this._companions.delete(companion));
  }

  find(model: INotebookModel | null): NotebookPrompts | null {
    return (model && this._prompts.get(model)) ?? null;
  }

  executor(other: INotebookCellExecutor): INotebookCellExecutor {
    return new PromptExecutor(this._prompts, this._options.trans, other);
  }

  hasPrompt(panel: NotebookPanel): boolean {
    return this._decorations.get(panel)?.hasPrompt ?? false;
  }

  requestFor(panel: NotebookPanel, cell: Cell): PromptRequest | null {
    const prompts = this.find(panel.content.model);
    const { sharedModel } = cell.model;
    const isSent = isPrompt(sharedModel) && !isEmptyPrompt(sharedModel.source);
    return prompts && isSent ? prompts.requestFor(sharedModel) : null;
  }

  isPrompt(cell: Cell): boolean {
    return !cell.isDisposed && isPrompt(cell.model.sharedModel);
  }

  namedModels(panel: NotebookPanel): INamedModels {
    return new NamedModels(panel, this._consentsOf(panel.context.model));
  }

  get modelWantedOnce(): ISignal<this, IModelWantedOnce> {
    return this._modelWantedOnce;
  }

  chooseModel(panel: NotebookPanel): void {
    this._modelWanted.emit(panel);
  }

  changeToPrompt(panel: NotebookPanel): void {
    changeToPrompt(panel.content, withoutNotice);
    this.find(panel.content.model)?.lookForDeleted();
  }

  insertPrompt(panel: NotebookPanel): void {
    insertPrompt(panel.content);
  }

  /**
   * A notebook has its first prompt, which may be pasted, or come from another browser: one without asks the server
   * nothing.
   */
  private _onPrompt(prompts: NotebookPrompts): void {
    if (this._withPrompt.has(prompts)) {
      return;
    }
    this._withPrompt.add(prompts);
    void this._options.connection.client.warm();
    void prompts.attach();
    void prompts.trust.know();
  }

  private _open(panel: NotebookPanel): void {
    const { model } = panel.context;
    const prompts = this._prompts.get(model) ?? this._create(panel);
    prompts.addPanel(panel);
    const decorations = new Decorations(panel, {
      prompts,
      onPrompt: () => this._onPrompt(prompts),
      companions: this._companions,
      defaultModel: this.defaultModel,
      knownModels: this.knownModels,
      trans: this._options.trans,
      chooseModel: () => this.chooseModel(panel)
    });
    this._decorations.set(panel, decorations);
    this._errors.set(panel, new FailedCells(panel, this._options.trans));
    this._moves.set(panel, new PairMoves(panel.content, panel));
  }

  private _create(panel: NotebookPanel): NotebookPrompts {
    const { model } = panel.context;
    const { connection, contents, facts, reveal, trans } = this._options;
    const prompts = new NotebookPrompts({
      connection,
      contents,
      context: panel.context,
      defaultModel: this.defaultModel,
      runOptions: () => this.runOptions,
      historyLimits: () => this.historyLimits,
      models: this._consentsOf(model),
      facts,
      askUser: (question, signal) => askBeforeSending(question, signal, trans),
      trans
    });
    const notices = new CallNotices(prompts, trans, reveal);
    const copies = new CopyWatch(model);
    const gaps = new GapWatch(model);
    const history = new PairsAfterUndo(model.sharedModel, {
      onTaken: (prompt, by) => prompts.onTaken(prompt, by),
      hasLiveRun: prompt => prompts.hasLiveRun(prompt),
      takeIn,
      keepSince
    });
    this._prompts.set(model, prompts);
    prompts.modelWanted.connect(this._onModelWantedOnce, this);
    prompts.runsChanged.connect(this._onPromptsChanged, this);
    prompts.trust.changed.connect(this._onPromptsChanged, this);
    prompts.answerStates.changed.connect(this._onAnswersChecked, this);
    panel.context.disposed.connect(() => {
      this._prompts.delete(model);
      notices.dispose();
      copies.dispose();
      gaps.dispose();
      history.dispose();
      prompts.dispose();
      this._changed.emit();
    });
    if (prompts.cells.cells.some(isPrompt)) {
      this._onPrompt(prompts);
    } else if (readMetadata(model).model) {
      // it would be taken for the first prompt, by when the file may have been saved
      void prompts.trust.know();
    }
    return prompts;
  }

  /** Who shows a notebook's models may come before its prompts are looked after. */
  private _consentsOf(model: INotebookModel): ModelConsents {
    const known = this._consents.get(model) ?? new ModelConsents();
    this._consents.set(model, known);
    return known;
  }

  private _remove(panel: NotebookPanel): void {
    this._decorations.get(panel)?.dispose();
    this._decorations.delete(panel);
    this._errors.get(panel)?.dispose();
    this._errors.delete(panel);
    this._moves.get(panel)?.dispose();
    this._moves.delete(panel);
    this._prompts.forEach(prompts => prompts.removePanel(panel));
  }

  private _onModelWantedOnce(
    prompts: NotebookPrompts,
    { prompt, button }: NotebookPrompts.IModelWanted
  ): void {
    const panel = [...prompts.panels].find(({ isVisible }) => isVisible);
    if (panel) {
      const pick = (model: string) => void prompts.runWith(prompt, model);
      this._modelWantedOnce.emit({ panel, button, pick });
    }
  }

  private _onPromptsChanged(): void {
    this._changed.emit();
  }

  private _onAnswersChecked(): void {
    this._answersChecked.emit();
  }

  private _answersChecked = new Signal<this, void>(this);
  private _changed = new Signal<this, void>(this);
  private _companions = new Set<PromptCompanion>();
  private _consents = new WeakMap<INotebookModel, ModelConsents>();
  private _decorations = new Map<NotebookPanel, Decorations>();
  private _errors = new Map<NotebookPanel, FailedCells>();
  private _moves = new Map<NotebookPanel, PairMoves>();
  private _modelWantedOnce = new Signal<this, IModelWantedOnce>(this);
  private _modelWanted = new Signal<this, NotebookPanel>(this);
  private _prompts = new Map<INotebookModel, NotebookPrompts>();
  private _withPrompt = new WeakSet<NotebookPrompts>();
}

/**
 * A namespace for `PromptNotebooks` statics.
 */
export namespace PromptNotebooks {
  /**
   * What it needs.
   */
  export interface IOptions {
    /** How the server is reached. */
    readonly connection: IConnection;
    /** Where notebooks are kept. */
    readonly contents: Contents.IManager;
    /** What is asked of the server before a user is asked. */
    readonly facts: SendFacts;
    readonly trans: TranslationBundle;
    /** Brings a panel to the front. */
    readonly reveal: (panel: NotebookPanel) => void;
  }
}
