/** The chair's queue as it stood when somebody reached for it, and how it is shown until they let go. */
import type { CommentView, EventView, MeetingView } from './contract';
import { passing, type Still } from './still';

type Comments = MeetingView['comments'];

export interface QueueStill extends Still {
  /** Which of the rows awaited approval when they came to stand. */
  waiting: ReadonlySet<string>;
  /** What came since; as many as are unseen. */
  fresh: ReadonlySet<string>;
}

export interface QueueRows {
  waiting: { comment: CommentView; gone: boolean }[];
  /** Newest first. */
  recent: CommentView[];
  unseen: number;
}

/** The queue stands as it is now: what awaits approval in the order of writing, then what was said, newest first. */
export function stand(comments: Comments): QueueStill {
  const waiting = comments.waiting ?? [];
  return { rows: [...waiting, ...[...comments.items].reverse()], waiting: new Set(waiting.map(x => x.id)), fresh: new Set(), unseen: 0 };
}

/** What an event does to a queue that stands. A comment counts once, however often it comes: written, then approved. */
export function passed(still: QueueStill, event: EventView): QueueStill {
  switch (event.type) {
    case 'commented':
    case 'commentApproved':
    case 'commentRestored': {
      const id = event.data.comment;
      const isHeld = still.rows.some(x => x.id === id);
      const isNew = !isHeld && !still.fresh.has(id);
      const next = passing(still, event, isNew);
      if (isNew) return { ...next, fresh: new Set([...still.fresh, id]) };
      return isHeld && event.type === 'commentApproved' ? { ...next, rows: next.rows.map(x => (x.id === id ? event.data.view : x)) } : next;
    }
    case 'commentHidden':
    case 'commentWithdrawn': {
      const next = passing(still, event, false);
      if (!still.fresh.has(event.data.comment)) return next;
      const fresh = new Set(still.fresh);
      fresh.delete(event.data.comment);
      return { ...next, fresh, unseen: fresh.size };
    }
    default:
      return passing(still, event, false);
  }
}

/**
 * The rows to show: where the queue stands, each in its place and as the room has it now. One that awaited approval and does so no more is gone,
 * and keeps its place all the same. One that the room has let go because newer ones came is shown as it was last.
 */
export function queued(still: QueueStill | undefined, comments: Comments): QueueRows {
  const waiting = comments.waiting ?? [];
  if (!still) return { waiting: waiting.map(comment => ({ comment, gone: false })), recent: [...comments.items].reverse(), unseen: 0 };
  const now = new Map([...waiting, ...comments.items].map(x => [x.id, x]));
  const waits = new Set(waiting.map(x => x.id));
  const held = new Set(still.rows.map(x => x.id));
  const rows = still.rows.map(x => now.get(x.id) ?? x);
  return {
    waiting: rows.filter(x => still.waiting.has(x.id)).map(comment => ({ comment, gone: !waits.has(comment.id) })),
    recent: rows.filter(x => !still.waiting.has(x.id)),
    // After a lost link the room is given anew, and no event says what came.
    unseen: new Set([...still.fresh, ...[...now.keys()].filter(id => !held.has(id))]).size,
  };
}
