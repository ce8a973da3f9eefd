import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/**
 * What answers prompts and notebooks that name no model, and what answers whatever they name.
 */
export interface IDefaultModel {
  /** The model that the settings name; `null` leaves the choice to the server. */
  name: string | null;

  /** For people: the model that the administrator has every prompt answered by; `null` if there is none. */
  lock: string | null;

  /** Emitted when one of these has changed. */
  readonly changed: ISignal<IDefaultModel, void>;
}

/**
 * The models that the settings and the administrator name.
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

  get lock(): string | null {
    return this._lock;
  }
  set lock(lock: string | null) {
    if (lock !== this._lock) {
      this._lock = lock;
      this._changed.emit();
    }
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _changed = new Signal<this, void>(this);
  private _lock: string | null = null;
  private _name: string | null = null;
}
