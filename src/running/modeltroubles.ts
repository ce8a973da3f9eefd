import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { FindTrouble, IModelTroubles } from '../tokens';

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
