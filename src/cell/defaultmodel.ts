import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/**
 * The model that the settings name, for prompts and notebooks that name none.
 */
export interface IDefaultModel {
  /** `null` leaves the choice to the server. */
  name: string | null;

  /** Emitted when the settings name another one. */
  readonly changed: ISignal<IDefaultModel, void>;
}

/**
 * The model that the settings name.
 */
export class DefaultModelName implements IDefaultModel {
  get name(): string | null {
    return this._name;
  }
  set name(name: string | null) {
    if (name !== this._name) {
      this._name = name;
      this._changed.emit();
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _changed = new Signal<this, void>(this);
  private _name: string | null = null;
}
