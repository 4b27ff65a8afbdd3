/** Rows that stand still under whoever reads them: what happens to a row shows where it stands, and what is new waits behind a count. */
import type { CommentView, EventView } from './contract';
import { changed } from './evolve';

export interface Still {
  rows: CommentView[];
  /** How many came since the rows stand. */
  unseen: number;
}

/** @returns The same object where the event concerns none of it, so that nothing is drawn again. */
export function passing<S extends Still>(still: S, event: EventView, isNew: boolean): S {
  const rows = changed(still.rows, event);
  return isNew || rows !== still.rows ? { ...still, rows, unseen: still.unseen + (isNew ? 1 : 0) } : still;
}
