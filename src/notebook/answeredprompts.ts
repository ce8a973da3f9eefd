import type { IMetadataCell } from './metadata';
import { isAnswer, isPrompt, readMetadata } from './metadata';

/**
 * The prompts of a notebook that have an answer, with its cell: the one that `findAnswer` finds, or an answer of an earlier
 * version right below. In one pass: a notebook may have a thousand cells.
 */
export function answeredPrompts<T extends IMetadataCell>(
  cells: readonly T[]
): Map<T, T> {
  const named = new Map<string, number[]>();
  const prompts: { at: number; id?: string }[] = [];
  cells.forEach((cell, at) => {
    if (isPrompt(cell)) {
      prompts.push({ at, id: readMetadata(cell).id });
    } else if (isAnswer(cell)) {
      const { prompt = '' } = readMetadata(cell);
      named.set(prompt, [...(named.get(prompt) ?? []), at]);
    }
  });
  const found = new Map<T, T>();
  for (const { at, id } of prompts) {
    const answers = (id && named.get(id)) || [];
    const unnamed = named.get('')?.find(each => each === at + 1);
    const answer = answers.find(each => each > at) ?? answers[0] ?? unnamed;
    if (answer !== undefined) {
      found.set(cells[at], cells[answer]);
    }
  }
  return found;
}
