import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IDefaultModel, IKnownModels, IModelFacts } from '../tokens';

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
 * What is known of the models that prompts and answers name; their names alone until someone tells.
 */
export class KnownModels implements IKnownModels {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  of(name: string): IModelFacts {
    return this._find(name);
  }

  tell(find: (name: string) => IModelFacts): void {
    this._find = find;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _find = (name: string): IModelFacts => ({
    label: name,
    trouble: null
  });
}
