import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownEmptyIcon, ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { IEffectiveModel } from '../../runstate/effectivemodel';
import { effectiveModel } from '../../runstate/effectivemodel';
import { totalsIn } from '../../runstate/totals';
import type {
  IModelStore,
  IModelWantedOnce,
  INamedModels,
  IPromptNotebooks
} from '../../tokens';
import { findEntry } from '../list/modelrows';
import { because, shortName } from '../modelnames';
import { obstacle } from '../obstacles';
import { ModelForOnce } from './modelforonce';
import { NotebookPicker } from './notebookpicker';
import { isShown, Popup } from './popup';
import { describeReplay } from './replaychoice';

/**
 * The effective model, in a notebook's toolbar; a press on it chooses the notebook's own one. It shows, and asks the
 * server for models, only while the notebook has a prompt.
 */
export class ModelChip extends ReactWidget {
  constructor(private _options: ModelChip.IOptions) {
    super();
    this.addClass('jp-AiJup-chip');
    this.hide();
    const { panel } = _options;
    void panel.context.ready.then(() => {
      if (!this.isDisposed && !panel.isDisposed) {
        this._follow();
      }
    });
  }

  dispose(): void {
    this._popup?.dispose();
    this._names?.dispose();
    this._forget();
    super.dispose();
  }

  protected render(): JSX.Element {
    const { store, trans } = this._options;
    const model = this._effectiveModel();
    const isBusy = ['idle', 'loading'].includes(store.state.phase);
    const replay = this._names?.replay ?? 'off';
    // where no model is asked, none is in the way
    const isAsked = replay !== 'strict';
    const short = isAsked
      ? shortName(store.state, model, trans)
      : trans.__('Cassette');
    const trouble = isAsked ? obstacle(store.state, model, trans) : null;
    const words = isAsked
      ? [
          trans.__('Model: %1.', short),
          because(model, trans),
          this._overridden(model)
        ]
      : [];
    const replayed = describeReplay(replay, trans);
    const title = [...words, trouble, replayed, this._totals]
      .filter(Boolean)
      .join(' ');
    return (
      <button
        type="button"
        className="jp-AiJup-chipButton"
        aria-haspopup="dialog"
        aria-expanded={this._isOpen}
        aria-busy={isBusy}
        aria-label={title}
        title={title}
        onClick={event => {
          // on a click the toolbar has the notebook take the focus, which may come after the popup and so close it
          event.stopPropagation();
          this._toggle();
        }}
      >
        {trouble && <span aria-hidden="true">⚠</span>}
        <span className="jp-AiJup-chipName">{short}</span>
        {isAsked && replay !== 'off' && (
          <span className="jp-AiJup-chipReplay">{trans.__('replay')}</span>
        )}
        <caretDownEmptyIcon.react tag="span" width="14px" />
      </button>
    );
  }

  /** What the answers took together, as their records say. */
  private get _totals(): string {
    return totalsIn(this._names?.records ?? [], this._options.trans);
  }

  private get _isOpen(): boolean {
    return !!this._popup && !this._popup.isDisposed;
  }

  private _follow(): void {
    const { panel, prompts, store } = this._options;
    this._names = prompts.namedModels(panel);
    this._names.changed.connect(this._onChanged, this);
    prompts.defaultModel.changed.connect(this._onChanged, this);
    prompts.changed.connect(this._onChanged, this);
    prompts.modelWanted.connect(this._onModelWanted, this);
    prompts.modelWantedOnce.connect(this._onWantedOnce, this);
    store.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  private _forget(): void {
    const { prompts, store } = this._options;
    prompts.defaultModel.changed.disconnect(this._onChanged, this);
    prompts.changed.disconnect(this._onChanged, this);
    prompts.modelWanted.disconnect(this._onModelWanted, this);
    prompts.modelWantedOnce.disconnect(this._onWantedOnce, this);
    store.changed.disconnect(this._onChanged, this);
  }

  private _onModelWanted(sender: unknown, panel: NotebookPanel): void {
    if (panel !== this._options.panel || !this._names) {
      return;
    }
    if (this._isOpen) {
      this._popup?.activate();
    } else {
      this._open(this._names);
    }
  }

  private _onWantedOnce(sender: unknown, wanted: IModelWantedOnce): void {
    if (wanted.panel !== this._options.panel) {
      return;
    }
    const { prompts, store, trans } = this._options;
    const pick = (model: string | null) => {
      this._popup?.close();
      if (model !== null) {
        wanted.pick(model);
      }
    };
    const { name } = this._effectiveModel();
    const setting = prompts.defaultModel.name;
    this._popup?.dispose();
    this._isForOnce = true;
    this._openPopup(
      wanted.button,
      trans.__('Ask again with another model'),
      <ModelForOnce
        store={store}
        trans={trans}
        names={{ notebook: name, setting }}
        onPick={pick}
      />
    );
  }

  private _onChanged(): void {
    const { store } = this._options;
    if (!this._isForOnce) {
      this._popup?.setTitle(this._title);
    }
    const isShown = this._names?.hasPrompt ?? false;
    this.setHidden(!isShown);
    if (!isShown) {
      return;
    }
    if (store.state.phase === 'idle') {
      void store.load();
    }
    this._inquire();
    this.update();
  }

  /** A model that is in no list may have been retired. */
  private _inquire(): void {
    const { store } = this._options;
    const { name } = this._effectiveModel();
    if (name && store.state.phase === 'ready') {
      if (!findEntry(store.state.models, name)) {
        void store.inquire(name);
      }
    }
  }

  private _effectiveModel(): IEffectiveModel {
    const { prompts, store } = this._options;
    const names = {
      cell: this._taken(this._names?.cell),
      notebook: this._taken(this._names?.notebook),
      setting: prompts.defaultModel.name
    };
    return effectiveModel(names, store.state.serverDefault);
  }

  private _taken(name: string | null | undefined): string | null {
    return name && !this._names?.isDeclined(name) ? name : null;
  }

  /** What the notebook names in vain. */
  private _overridden({ by }: IEffectiveModel): string {
    const { trans } = this._options;
    const name = this._names?.cell ?? this._names?.notebook;
    return name && (by === 'lock' || !this._taken(name))
      ? trans.__('It answers instead of %1.', name)
      : '';
  }

  private get _title(): string {
    const { trans } = this._options;
    return this._names?.cell
      ? trans.__('Model of this prompt and of this notebook')
      : trans.__('Model of this notebook');
  }

  private _toggle(): void {
    if (this._isOpen) {
      this._popup?.close();
    } else if (this._names) {
      this._open(this._names);
    }
  }

  private _open(names: INamedModels): void {
    const { prompts, store, trans, openSettings } = this._options;
    const { defaultModel } = prompts;
    const toSettings = () => {
      this._popup?.dispose();
      openSettings();
    };
    const shared = { store, names, defaultModel, trans };
    this._isForOnce = false;
    this._openPopup(
      null,
      this._title,
      <NotebookPicker
        {...shared}
        totals={this._totals}
        openSettings={toSettings}
      />
    );
  }

  private _openPopup(
    from: HTMLElement | null,
    title: string,
    shown: JSX.Element
  ): void {
    const { content, toolbar } = this._options.panel;
    const button = this.node.querySelector('button') ?? this.node;
    this._popup = new Popup({
      button,
      toolbar: toolbar.node,
      goBack: () => {
        const back = from ?? button;
        if (isShown(back)) {
          back.focus();
        } else {
          content.activate();
        }
      },
      title,
      content: shown
    });
    this._popup.disposed.connect(this.update, this);
    this._popup.open();
    this.update();
  }

  /** Whether the popup chooses what answers once. */
  private _isForOnce = false;
  private _names: INamedModels | null = null;
  private _popup: Popup | null = null;
}

/**
 * A namespace for `ModelChip` statics.
 */
export namespace ModelChip {
  /**
   * What a chip needs.
   */
  export interface IOptions {
    readonly panel: NotebookPanel;
    readonly prompts: IPromptNotebooks;
    readonly store: IModelStore;
    readonly trans: TranslationBundle;
    openSettings(): void;
  }
}
