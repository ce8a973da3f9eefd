import { digest } from 'lib0/hash/sha256';

/**
 * Whether an answer's text is another than the one that was written, as far as the answer tells.
 */
export function isEdited(answer: {
  readonly source: string;
  readonly written?: string;
}): boolean {
  const { source, written } = answer;
  if (written === undefined) {
    return false;
  }
  const bytes = digest(new TextEncoder().encode(source));
  const hex = [...bytes.subarray(0, written.length / 2)]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex !== written;
}
