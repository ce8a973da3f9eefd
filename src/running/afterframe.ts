/** Milliseconds; a hidden page draws no frames. */
const AT_MOST = 100;

/**
 * Resolves when the page's next frame has been drawn, or soon if none is.
 */
export function afterFrame(): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      setTimeout(resolve);
    };
    const timer = setTimeout(done, AT_MOST);
    const frame = requestAnimationFrame(done);
  });
}
