import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

/** Milliseconds within which a window becomes visible and gets the focus, which is one return and not two. */
const TOGETHER = 50;

/**
 * Call something whenever the user comes back to this window: another one may have changed what the server keeps.
 */
export function onWindowFocus(callback: () => void): IDisposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const come = () => {
    clearTimeout(timer);
    timer = setTimeout(callback, TOGETHER);
  };
  const show = () => {
    if (document.visibilityState === 'visible') {
      come();
    }
  };
  window.addEventListener('focus', come);
  document.addEventListener('visibilitychange', show);
  return new DisposableDelegate(() => {
    clearTimeout(timer);
    window.removeEventListener('focus', come);
    document.removeEventListener('visibilitychange', show);
  });
}
