import { PromiseDelegate } from '@lumino/coreutils';
import { describe, expect, it } from 'vitest';

import { RunOrder } from '../../running/runorder';

/** A notebook of "c" (code) and "P" (prompt) cells; `log` has what started, in order. */
class Notebook {
  readonly log: number[] = [];
  readonly results: (boolean | string)[] = [];
  readonly order = new RunOrder();

  constructor(private _kinds: string) {}

  run(...cells: number[]): void {
    cells.forEach(cell => {
      const done = new PromiseDelegate<boolean>();
      this._ends[cell] = done;
      const start = () => {
        this.log.push(cell);
        return done.promise;
      };
      const work = { holds: this._kinds[cell] === 'P', place: () => cell };
      this.order.run(work, start).then(
        result => (this.results[cell] = result),
        () => (this.results[cell] = 'error')
      );
    });
  }

  async end(cell: number, result: boolean | 'error' = true): Promise<void> {
    if (result === 'error') {
      this._ends[cell].reject(new Error('KernelReplyNotOK'));
    } else {
      this._ends[cell].resolve(result);
    }
    await turn();
  }

  private _ends: PromiseDelegate<boolean>[] = [];
}

function turn(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

describe('RunOrder', () => {
  it('hands code cells over at once', () => {
    const notebook = new Notebook('cc');
    notebook.run(0, 1);
    expect(notebook.log).toEqual([0, 1]);
  });

  it('tells at once that something has to wait, and only then', async () => {
    const order = new RunOrder();
    const end = new PromiseDelegate<boolean>();
    const waited: string[] = [];
    const work = (cell: number, holds: boolean) => ({
      holds,
      place: () => cell
    });
    const wait = (name: string) => ({ wait: () => void waited.push(name) });
    void order.run(work(0, true), () => end.promise, wait('prompt'));
    const code = order.run(
      work(1, false),
      () => Promise.resolve(true),
      wait('code')
    );
    expect(waited).toEqual(['code']);
    end.resolve(true);
    expect(await code).toBe(true);
  });

  it('starts a prompt after the code above, and the code below after the prompt', async () => {
    const notebook = new Notebook('ccPcPc');
    notebook.run(0, 1, 2, 3, 4, 5);
    expect(notebook.log).toEqual([0, 1]);
    await notebook.end(0);
    expect(notebook.log).toEqual([0, 1]);
    await notebook.end(1);
    expect(notebook.log).toEqual([0, 1, 2]);
    await notebook.end(2);
    expect(notebook.log).toEqual([0, 1, 2, 3]);
    await notebook.end(3);
    await notebook.end(4);
    await notebook.end(5);
    expect(notebook.log).toEqual([0, 1, 2, 3, 4, 5]);
    expect(notebook.results).toEqual(Array(6).fill(true));
  });

  it('does not hold up the cells above a prompt', async () => {
    const notebook = new Notebook('cPc');
    notebook.run(1);
    await turn();
    notebook.run(0);
    notebook.run(2);
    expect(notebook.log).toEqual([1, 0]);
  });

  it('lets a prompt above one that runs start', async () => {
    const notebook = new Notebook('PP');
    notebook.run(1);
    await turn();
    notebook.run(0);
    expect(notebook.log).toEqual([1, 0]);
  });

  it.each([['error' as const], [false as const]])(
    'ends what waits in the command behind a cell that ends with %s',
    async result => {
      const notebook = new Notebook('cPc');
      notebook.run(0, 1, 2);
      await notebook.end(0, result);
      expect(notebook.log).toEqual([0]);
      expect(notebook.results).toEqual([result, false, false]);
    }
  );

  it('runs what another command has waiting, whatever happened to this one', async () => {
    const notebook = new Notebook('Pc');
    notebook.run(0);
    await turn();
    notebook.run(1);
    await notebook.end(0, false);
    expect(notebook.log).toEqual([0, 1]);
  });

  it('forgets what has ended', async () => {
    const notebook = new Notebook('Pc');
    notebook.run(0);
    await notebook.end(0);
    notebook.run(1);
    expect(notebook.log).toEqual([0, 1]);
  });
});
