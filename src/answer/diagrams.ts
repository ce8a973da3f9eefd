import type { ICodeBlock } from './codeblocks';

/** What a diagram of Mermaid's begins with, behind settings and comments. */
const BEGINNING =
  /^(?:---\n[^]*?\n---\s*\n|\s*%%[^\n]*\n|\s*\n)*\s*(?:graph|flowchart|sequenceDiagram|classDiagram|stateDiagram|erDiagram|gantt|pie|journey|gitGraph|mindmap|timeline|quadrantChart|requirementDiagram|C4\w+|sankey|xychart|block|packet|kanban|architecture|radar|treemap)\b/;

/**
 * Whether a block of an answer is a diagram of Mermaid's. The server stores it as plain text, so that no reader of the
 * notebook draws it unasked: it is told by how it begins.
 */
export function isDiagram({ code, language }: ICodeBlock): boolean {
  return /^(text|mermaid)$/i.test(language) && BEGINNING.test(code);
}
