const LENGTH = 200_000;

/** How it ends. */
export const END = 'That is all of it.';

/** A text as models write them, of 200,000 characters where nothing else is said. */
export function longText(length = LENGTH): string {
  const part = (at: number) =>
    [
      `## Part ${at}`,
      'A paragraph with *emphasis*, `code` and $x_1^2$, long enough to take two lines of the page or so. '.repeat(
        3
      ),
      '- one\n- two with **bold** words\n- three',
      '```python\nfor each in range(10):\n    print(each * 2)\n```',
      '| a | b |\n| --- | --- |\n| 1 | 2 |'
    ].join('\n\n');
  let text = '';
  for (let at = 1; text.length < length; at++) {
    text += `${part(at)}\n\n`;
  }
  return `${text}Here: ${END}`;
}
