import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IDefaultModel } from '../tokens';

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
