/** Rows of a list that somebody is about to tap: they keep their places, whatever happens to the list meanwhile. Pure. */

export interface Standing<T> {
  row: T;
  /** It is in the list no more, and keeps its place all the same. */
  gone: boolean;
}

/**
 * The rows to show: where the list is held, each in the place that it had, as it is now; what is new stands behind them.
 * @param held The rows as they stood when somebody reached for them; undefined: nobody does.
 */
export function inPlace<T>(held: readonly T[] | undefined, now: readonly T[], idOf: (row: T) => string): Standing<T>[] {
  if (!held) return now.map(row => ({ row, gone: false }));
  const current = new Map(now.map(row => [idOf(row), row]));
  const had = new Set(held.map(idOf));
  return [
    ...held.map(was => ({ row: current.get(idOf(was)) ?? was, gone: !current.has(idOf(was)) })),
    ...now.filter(row => !had.has(idOf(row))).map(row => ({ row, gone: false })),
  ];
}
