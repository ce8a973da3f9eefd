/** Characters of either end of a stream that are sent: the server looks at no more. */
const EXCERPT = 200_000;

/**
 * An output as it is sent: to write 50 MB of a log as JSON would hold up the page for seconds.
 *
 * @param output - an nbformat output
 * @returns the output, or a long stream's two ends with the number of characters that are `missing` between them
 */
export function withoutMiddle(
  output: Record<string, unknown>
): Record<string, unknown> {
  if (output.output_type !== 'stream') {
    return output;
  }
  const { text } = output;
  const whole = Array.isArray(text) ? text.join('') : text;
  if (typeof whole !== 'string' || whole.length <= 2 * EXCERPT) {
    return output;
  }
  return {
    ...output,
    text: whole.slice(0, EXCERPT) + whole.slice(-EXCERPT),
    missing: whole.length - 2 * EXCERPT
  };
}
