import { PageConfig } from '@jupyterlab/coreutils';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import { runCell } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Services } from '../../../running/executing/otherexecutor';
import {
  otherExecutor,
  PROVIDERS,
  putBefore
} from '../../../running/executing/otherexecutor';

type Options = INotebookCellExecutor.IRunCellOptions;

const [NBMODEL, DOCPROVIDER] = PROVIDERS;
const needed = new Token<string>('test:INeeded');
const optional = new Token<string>('test:IOptional');

const app = {
  resolveRequiredService: (token: Token<unknown>) =>
    Promise.resolve(token.name),
  resolveOptionalService: () => Promise.resolve(null)
} as Services;

function executor(result = true): INotebookCellExecutor {
  return { runCell: () => Promise.resolve(result) };
}

/** Install an extension of one disabled plugin, as JupyterLab's page has it. */
function install(id: string, activate: (...args: unknown[]) => unknown): void {
  const [name] = id.split(':');
  const plugin = { id, requires: [needed], optional: [optional], activate };
  const module = { default: [{ id: `${name}:another` }, plugin] };
  const get = () => Promise.resolve(() => module);
  Object.assign(containers, { [name]: { get } });
  listed.push({ name, extension: './extension' });
  PageConfig.setOption('federated_extensions', JSON.stringify(listed));
}

const listed: { name: string; extension: string }[] = [];
let containers = {};

function reset(): void {
  containers = {};
  listed.length = 0;
  Object.assign(globalThis, { _JUPYTERLAB: containers });
  PageConfig.setOption('federated_extensions', '');
}

describe('otherExecutor', () => {
  reset();
  afterEach(reset);

  it("is JupyterLab's where no other is installed", async () => {
    expect((await otherExecutor(app)).runCell).toBe(runCell);
  });

  it('is the one that is installed, with what it depends on', async () => {
    const theirs = executor();
    const activate = vi.fn(() => theirs);
    install(DOCPROVIDER, activate);
    expect(await otherExecutor(app)).toBe(theirs);
    expect(activate).toHaveBeenCalledWith(app, 'test:INeeded', null);
  });

  it('is the first of several', async () => {
    const theirs = executor();
    install(DOCPROVIDER, () => executor());
    install(NBMODEL, () => theirs);
    expect(await otherExecutor(app)).toBe(theirs);
  });

  it('leaves out an extension that is disabled as a whole', async () => {
    install(DOCPROVIDER, () => executor());
    const [name] = DOCPROVIDER.split(':');
    const disabled = vi
      .spyOn(PageConfig.Extension, 'isDisabled')
      .mockImplementation(id => id === name);
    expect((await otherExecutor(app)).runCell).toBe(runCell);
    disabled.mockRestore();
  });

  it('goes on to the next one after an error', async () => {
    const theirs = executor();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    install(NBMODEL, () => {
      throw new Error('broken');
    });
    install(DOCPROVIDER, () => theirs);
    expect(await otherExecutor(app)).toBe(theirs);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});

describe('putBefore', () => {
  const create = (other: INotebookCellExecutor) => ({
    runCell: async (options: Options) => !(await other.runCell(options))
  });

  it('puts an executor before the one that JupyterLab has', async () => {
    const winner = executor(true);
    expect(putBefore(winner, create)).toBe(true);
    expect(await winner.runCell({} as Options)).toBe(false);
  });

  it('says so where the winner cannot be changed', async () => {
    const winner = Object.freeze(executor(true));
    expect(putBefore(winner, create)).toBe(false);
    expect(await winner.runCell({} as Options)).toBe(true);
  });
});

describe('package.json', () => {
  it('disables the executors that ours goes before', async () => {
    const { jupyterlab } = await import('../../../../package.json');
    expect(jupyterlab.disabledExtensions).toEqual([
      '@jupyterlab/notebook-extension:cell-executor',
      ...PROVIDERS
    ]);
  });
});
