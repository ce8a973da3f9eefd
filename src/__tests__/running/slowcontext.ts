import { Signal } from '@lumino/signaling';

/** A context whose saves take a while, and can be made to fail. */
export class SlowContext {
  contentsModel = { writable: true };
  readonly model: object = {
    dirty: false,
    contentChanged: new Signal<this, void>(this)
  };
  readonly saveState = new Signal<this, string>(this);
  isDisposed = false;
  fails = false;
  error = new Error('The disk is full.');
  log: string[] = [];

  async save(): Promise<void> {
    const fails = this.fails;
    this.saveState.emit('started');
    this.log.push('start');
    await new Promise(resolve => setTimeout(resolve, 5));
    this.log.push(fails ? 'fail' : 'end');
    if (fails) {
      throw this.error;
    }
  }
}
