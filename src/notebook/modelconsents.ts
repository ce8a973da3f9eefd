import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { INames } from '../runstate/effectivemodel';

/**
 * The user's answers to which of the models that a notebook names may be asked, while it is open.
 */
export class ModelConsents {
  /**
   * Emitted when another answer holds.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * The user has seen a model: whether it is asked where the notebook names it.
   */
  answer(name: string, allow: boolean): void {
    this._answers.set(name, allow);
    this._changed.emit();
  }

  /**
   * Whether the user has seen a model.
   */
  isSeen(name: string): boolean {
    return this._answers.has(name);
  }

  /**
   * Whether the user does not want a model asked that the notebook names.
   */
  isDeclined(name: string): boolean {
    return this._answers.get(name) === false;
  }

  /**
   * What is named for a prompt, without what the user does not want.
   */
  taken({ cell, notebook, setting }: INames): INames {
    const keep = (name: string | null) =>
      name !== null && this.isDeclined(name) ? null : name;
    return { cell: keep(cell), notebook: keep(notebook), setting };
  }

  /**
   * What is named for a prompt, without what the user has not allowed: their own choice.
   */
  own({ cell, notebook, setting }: INames): INames {
    const keep = (name: string | null) =>
      name !== null && this._answers.get(name) === true ? name : null;
    return { cell: keep(cell), notebook: keep(notebook), setting };
  }

  private _answers = new Map<string, boolean>();
  private _changed = new Signal<this, void>(this);
}
