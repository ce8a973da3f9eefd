import type { PromptRun } from './promptrun';

const PREFIX = 'ai-jup:waiting:';

/**
 * The prompts of a notebook that wait for the cells above in this tab: what waits is lost with the page, and the tab is
 * to say so when it has the notebook again.
 */
export class WaitingPrompts {
  /**
   * @param _path - where the notebook is now
   */
  constructor(private _path: () => string) {}

  /**
   * A prompt waits, until its run says otherwise.
   */
  add(run: PromptRun): void {
    this._write([...new Set([...this._read(), run.prompt])]);
    const remove = () => {
      if (run.phase !== 'queued') {
        run.changed.disconnect(remove);
        this._write(this._read().filter(id => id !== run.prompt));
      }
    };
    run.changed.connect(remove);
  }

  /**
   * The ids of the prompts that waited when the page went; they are told once.
   */
  take(): string[] {
    const lost = this._read();
    this._write([]);
    return lost;
  }

  private get _key(): string {
    return `${PREFIX}${this._path()}`;
  }

  private _read(): string[] {
    return (sessionStorage.getItem(this._key) ?? '')
      .split('\n')
      .filter(Boolean);
  }

  private _write(ids: readonly string[]): void {
    if (ids.length) {
      sessionStorage.setItem(this._key, ids.join('\n'));
    } else {
      sessionStorage.removeItem(this._key);
    }
  }
}
