import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { FindTrouble, IDefaultModel, IModelTroubles } from '../tokens';

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

/**
 * What is known of the models that prompts name; nothing until someone tells.
 */
export class ModelTroubles implements IModelTroubles {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  of(name: string): string | null {
    return this._find(name);
  }

  tell(find: FindTrouble): void {
    this._find = find;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _find: FindTrouble = () => null;
}
