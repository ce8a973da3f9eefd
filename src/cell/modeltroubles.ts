import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/**
 * Says what keeps a model from answering, for people; null if nothing that is known.
 */
export type FindTrouble = (name: string) => string | null;

/**
 * What keeps the models that prompts name from answering, as far as that is known before they are run.
 */
export interface IModelTroubles {
  /** Emitted when something else may be known. */
  readonly changed: ISignal<IModelTroubles, void>;

  /** What keeps a model from answering, for people; null if nothing that is known. */
  of(name: string): string | null;

  /** From now on another one knows, or the same one knows something else. */
  tell(find: FindTrouble): void;
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
