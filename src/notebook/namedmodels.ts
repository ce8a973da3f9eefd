import type { Cell, ICellModel } from '@jupyterlab/cells';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { IObservableList } from '@jupyterlab/observables';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { INames } from '../runstate/effectivemodel';
import type { INamedModels, Replay } from '../tokens';
import type { IMetadataCell, IPromptMetadata, KeptRecord } from './metadata';
import {
  asMetadata,
  isAnswer,
  isPrompt,
  readMetadata,
  writeMetadata
} from './metadata';
import type { ModelConsents } from './modelconsents';

const KEY = 'ai_jup';

/**
 * The models that are named for a prompt.
 *
 * @param setting - the model that the settings name
 */
export function namesFor(
  notebook: INotebookModel,
  prompt: IMetadataCell,
  setting: string | null
): INames {
  return {
    cell: readMetadata(prompt).model ?? null,
    notebook: readMetadata(notebook).model ?? null,
    setting
  };
}

/**
 * The models that a notebook names, as a panel shows it.
 *
 * #### Notes
 * Only cells that come, and the active one, are looked at; nothing happens while the user types.
 */
export class NamedModels implements INamedModels {
  /**
   * @param _panel - whose context is ready
   * @param _consents - the user's answers to the models that its notebook names
   */
  constructor(
    private _panel: NotebookPanel,
    private _consents: ModelConsents
  ) {
    const { model } = _panel.context;
    model.cells.changed.connect(this._onCellsChanged, this);
    model.metadataChanged.connect(this._onNotebookChanged, this);
    _panel.content.activeCellChanged.connect(this._onActive, this);
    _consents.changed.connect(this._onConsent, this);
    this._add([...model.cells]);
    this._onActive();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get hasPrompt(): boolean {
    return this._prompts.size > 0;
  }

  get hasActivePrompt(): boolean {
    return this._activePrompt !== null;
  }

  get records(): readonly KeptRecord[] {
    return this._model.sharedModel.cells
      .filter(isAnswer)
      .map(readMetadata)
      .flatMap(ours => [ours, ...othersOf(ours)])
      .flatMap(({ run }) => run ?? []);
  }

  get cell(): string | null {
    const prompt = this._activePrompt;
    return (prompt && readMetadata(prompt.sharedModel).model) ?? null;
  }
  set cell(model: string | null) {
    const prompt = this._activePrompt;
    if (prompt) {
      this._pick(model);
      writeMetadata(prompt.sharedModel, { model: model ?? undefined });
    }
  }

  get notebook(): string | null {
    return readMetadata(this._model).model ?? null;
  }
  set notebook(model: string | null) {
    this._pick(model);
    writeMetadata(this._model, { model: model ?? undefined });
  }

  get replay(): Replay {
    return readMetadata(this._model).replay ?? 'off';
  }
  set replay(replay: Replay) {
    const kept = replay === 'off' ? undefined : replay;
    writeMetadata(this._model, { replay: kept });
  }

  isDeclined(name: string): boolean {
    return this._consents.isDeclined(name);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._prompts.clear();
    this._watch(null);
    Signal.clearData(this);
  }

  private get _model(): INotebookModel {
    return this._panel.context.model;
  }

  private get _activePrompt(): ICellModel | null {
    const cell = this._active?.isDisposed ? null : this._active;
    return cell && isPrompt(cell.sharedModel) ? cell : null;
  }

  private _add(cells: readonly (ICellModel | undefined)[]): void {
    for (const cell of cells) {
      if (cell && isPrompt(cell.sharedModel)) {
        this._prompts.add(cell);
      }
    }
  }

  /** The user has seen what they pick. */
  private _pick(model: string | null): void {
    if (model) {
      this._consents.answer(model, true);
    }
  }

  private _onConsent(): void {
    this._changed.emit();
  }

  private _onCellsChanged(
    sender: unknown,
    change: IObservableList.IChangedArgs<ICellModel>
  ): void {
    const before = this.hasPrompt;
    this._add(change.newValues);
    // what is gone is not named, but disposed of
    this._prompts.forEach(cell => {
      if (cell.isDisposed) {
        this._prompts.delete(cell);
      }
    });
    if (before !== this.hasPrompt) {
      this._changed.emit();
    }
  }

  private _onNotebookChanged(
    sender: INotebookModel,
    change: { key: string }
  ): void {
    if (change.key === KEY) {
      this._changed.emit();
    }
  }

  private _onActive(sender?: unknown, cell?: Cell | null): void {
    const before = this._activePrompt;
    const active = (cell ?? this._panel.content.activeCell)?.model ?? null;
    this._watch(this._promptOf(active) ?? active);
    if (before !== this._activePrompt) {
      this._changed.emit();
    }
  }

  /** With an answer its prompt is looked at. */
  private _promptOf(cell: ICellModel | null): ICellModel | null {
    if (!cell || !isAnswer(cell.sharedModel)) {
      return null;
    }
    const { prompt } = readMetadata(cell.sharedModel);
    const isIt = (known: ICellModel) =>
      !known.isDisposed && readMetadata(known.sharedModel).id === prompt;
    return [...this._prompts].find(isIt) ?? null;
  }

  private _watch(cell: ICellModel | null): void {
    this._active?.metadataChanged.disconnect(this._onCellChanged, this);
    this._active = cell;
    cell?.metadataChanged.connect(this._onCellChanged, this);
  }

  /** A Markdown cell becomes a prompt by its metadata. */
  private _onCellChanged(cell: ICellModel, change: { key: string }): void {
    if (change.key !== KEY) {
      return;
    }
    this._prompts.delete(cell);
    this._add([cell]);
    this._changed.emit();
  }

  private _active: ICellModel | null = null;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _prompts = new Set<ICellModel>();
}

/** What is known of a prompt's other answers, which were paid for too; whatever somebody may have put there. */
function othersOf({ earlier, later }: IPromptMetadata): IPromptMetadata[] {
  return [earlier, later].flat().map(asMetadata);
}
