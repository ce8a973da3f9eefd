import type { ITextCell } from '../../notebook/pairing';
import { readMetadata } from '../../notebook/metadata';

/**
 * Whether an answer's text is another than the one that was written; null where that cannot be told.
 */
export async function isEdited(answer: ITextCell): Promise<boolean | null> {
  const { written } = readMetadata(answer);
  // a page that came over plain HTTP has none
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (written === undefined || !subtle) {
    return null;
  }
  const source = answer.getSource();
  const bytes = new TextEncoder().encode(source);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  const hex = [...digest.subarray(0, written.length / 2)]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex !== written;
}
