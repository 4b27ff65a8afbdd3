/** What the desk works out without a screen: how long a topic waits, which row comes next, and how several are done one after the other. */
import type { DeskItem, Receipt, TopicCommand, TopicItem } from './contract';
import { dayOf, daysTo } from './house-time';

/** Whole days of the house since a moment; 0 on the same day. */
export const daysSince = (at: string) => Math.max(0, -daysTo(dayOf(at)));

/** Whether somebody still waits for something to become of it: what is settled only was raised some time ago. */
export const waits = ({ status }: Pick<TopicItem, 'status'>) => status !== 'declined' && status !== 'merged' && status !== 'resolved' && status !== 'rated';

/** The row to look at once this one is done with: the next, else the one before; undefined where there is no other. */
export function nextOf(rows: DeskItem[], id: string): string | undefined {
  const at = rows.findIndex(r => r.topic.id === id);
  return at < 0 ? undefined : (rows[at + 1] ?? rows[at - 1])?.topic.id;
}

/**
 * As many rows as there were, page by page: a list that was unfolded further is read anew without losing its end, and with it the place of who works there.
 * @param read Reads a page of so many rows after a place.
 */
export async function asMany<T>(count: number, read: (limit: number, after?: string) => Promise<{ items: T[]; next?: string }>) {
  const MOST = 100;
  const items: T[] = [];
  let next: string | undefined;
  do {
    const page = await read(Math.min(MOST, Math.max(50, count - items.length)), next);
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < count);
  return { items, next };
}

/**
 * What restores the state before a command that went through; undefined: nothing does, or there is nothing to restore.
 * @param owner Who saw to it before.
 * @param me Who gave the command.
 */
export function undoOf(command: TopicCommand, receipt: Receipt, owner: string | undefined, me?: string): TopicCommand | undefined {
  if (receipt.outcome !== 'done') return undefined;
  if (command.$type === 'accept' || command.$type === 'decline') return receipt.seq === undefined ? undefined : { $type: 'reconsider', decision: receipt.seq };
  // Another's place is not given back by one who took it.
  if (command.$type === 'takeOn') return owner === undefined ? { $type: 'letGo' } : undefined;
  if (command.$type === 'letGo') return owner !== undefined && owner === me ? { $type: 'takeOn' } : undefined;
  return undefined;
}

export interface Done {
  /** Each with what takes it back. */
  done: { id: string; undo?: TopicCommand }[];
  missed: { id: string; code: string }[];
}

/**
 * Gives one command to each, one after the other; one that came too fast is given again after a while.
 * @param onStep Told how many are through.
 */
export async function eachOf(
  ids: string[],
  commandOf: (id: string) => TopicCommand | undefined,
  send: (room: string, command: TopicCommand) => Promise<Receipt>,
  onStep: (through: number) => void = () => undefined,
  rest: () => Promise<void> = () =>
    new Promise(done => {
      setTimeout(done, 1000);
    }),
): Promise<Done> {
  const all: Done = { done: [], missed: [] };
  for (const [i, id] of ids.entries()) {
    const command = commandOf(id);
    if (command) {
      let receipt = await send(`topics/${id}`, command);
      while (receipt.code === 'tooFast') {
        await rest();
        receipt = await send(`topics/${id}`, command);
      }
      if (receipt.outcome === 'refused') all.missed.push({ id, code: receipt.code ?? '' });
      else all.done.push({ id, undo: undoOf(command, receipt, undefined) });
    }
    onStep(i + 1);
  }
  return all;
}
