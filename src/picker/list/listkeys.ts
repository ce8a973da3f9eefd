/** Rows that a page has. */
const PAGE = 5;

/**
 * A move of the active row.
 */
export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

const MOVES: Readonly<Record<string, Move>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last'
};

/**
 * The move that a key stands for; null if it is another key.
 */
export function moveOf(key: string): Move | null {
  return Object.hasOwn(MOVES, key) ? MOVES[key] : null;
}

/**
 * The active row after a move; the ends hold.
 *
 * @param active - the active row, -1 for none
 * @param count - the number of rows
 * @returns -1 if there are no rows
 */
export function moved(active: number, count: number, move: Move): number {
  const to = {
    up: active - 1,
    down: active + 1,
    'page-up': active - PAGE,
    'page-down': active + PAGE,
    first: 0,
    last: count - 1
  }[move];
  return Math.min(Math.max(to, 0), count - 1);
}
