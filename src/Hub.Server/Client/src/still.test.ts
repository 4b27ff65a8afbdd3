import { describe, expect, test } from 'vitest';
import { passed, queued, stand, type QueueStill } from './chair-queue';
import type { CommentView, EventView, MeetingView } from './contract';
import { applyEvent } from './evolve';
import { fakeMeeting } from './fake-meeting';
import { passing } from './still';

const at = '2026-11-02T09:00:00Z';
const comment = (n: number, status: CommentView['status'] = 'visible'): CommentView => ({
  id: `c${n}`,
  seq: n,
  at,
  author: { participant: `p${n}`, name: `居民${n}` },
  text: `第 ${n} 条`,
  status,
  likes: 0,
});
const written = (n: number, waiting = false): EventView => ({
  seq: n,
  type: 'commented',
  at,
  actor: { participant: `p${n}`, name: `居民${n}` },
  data: { comment: `c${n}`, text: `第 ${n} 条`, waiting },
});
const hidden = (seq: number, n: number): EventView => ({ seq, type: 'commentHidden', at, data: { comment: `c${n}` } });
const approved = (seq: number, n: number): EventView => ({ seq, type: 'commentApproved', at, data: { comment: `c${n}`, view: comment(n) } });
const meeting = (items: CommentView[], waiting: CommentView[] = []) => fakeMeeting({ comments: { items, waiting, total: items.length } });

/** The room and a queue that stands, both after these events. */
function after(start: MeetingView, ...events: EventView[]): { view: MeetingView; still: QueueStill } {
  return events.reduce(({ view, still }, e) => ({ view: applyEvent(view, e), still: passed(still, e) }), { view: start, still: stand(start.comments) });
}

const ids = (rows: CommentView[]) => rows.map(x => x.id);

describe('rows that stand still', () => {
  test('what is new is counted and not shown, and what happens to a row shows in its place', () => {
    const still = { rows: [comment(1), comment(2)], unseen: 0 };
    const counted = passing(still, written(3), true);
    expect(ids(counted.rows)).toEqual(['c1', 'c2']);
    expect(counted.unseen).toBe(1);
    const changed = passing(counted, hidden(4, 2), false);
    expect(changed.rows.map(x => x.status)).toEqual(['visible', 'hidden']);
    expect(changed.unseen).toBe(1);
  });

  test('what does not concern them leaves the same object', () => {
    const still = { rows: [comment(1)], unseen: 2 };
    expect(passing(still, hidden(9, 7), false)).toBe(still);
  });
});

describe('the chair’s queue', () => {
  test('that nobody holds is the room’s own: what waits first, then the newest', () => {
    const { waiting, recent, unseen } = queued(undefined, meeting([comment(1), comment(3)], [comment(2, 'waiting')]).comments);
    expect(waiting).toEqual([{ comment: comment(2, 'waiting'), gone: false }]);
    expect(ids(recent)).toEqual(['c3', 'c1']);
    expect(unseen).toBe(0);
  });

  test('that is held keeps its rows while three comments come, and counts them', () => {
    const { view, still } = after(meeting([comment(1), comment(2)]), written(3), written(4), written(5));
    expect(ids(queued(undefined, view.comments).recent)).toEqual(['c5', 'c4', 'c3', 'c2', 'c1']);
    expect(ids(queued(still, view.comments).recent)).toEqual(['c2', 'c1']);
    expect(queued(still, view.comments).unseen).toBe(3);
  });

  test('keeps a row that somebody else approves meanwhile, as one that is gone', () => {
    const { view, still } = after(meeting([], [comment(1, 'waiting'), comment(2, 'waiting'), comment(3, 'waiting')]), approved(4, 2));
    const rows = queued(still, view.comments).waiting;
    expect(rows.map(x => [x.comment.id, x.comment.status, x.gone])).toEqual([
      ['c1', 'waiting', false],
      ['c2', 'visible', true],
      ['c3', 'waiting', false],
    ]);
    expect(queued(still, view.comments).recent).toEqual([]);
    expect(queued(still, view.comments).unseen).toBe(0);
  });

  test('keeps a row that is hidden meanwhile, and gives it back when that is undone', () => {
    const start = meeting([], [comment(1, 'waiting'), comment(2, 'waiting')]);
    const gone = after(start, hidden(3, 1));
    expect(queued(gone.still, gone.view.comments).waiting.map(x => [x.comment.status, x.gone])).toEqual([
      ['hidden', true],
      ['waiting', false],
    ]);
    const undone: EventView = { seq: 4, type: 'commentRestored', at, data: { comment: 'c1', view: comment(1, 'waiting'), waiting: true } };
    const back = after(start, hidden(3, 1), undone);
    expect(queued(back.still, back.view.comments).waiting.map(x => [x.comment.text, x.gone])).toEqual([
      ['第 1 条', false],
      ['第 2 条', false],
    ]);
  });

  test('counts a comment once that is written and approved, and not one that is taken back', () => {
    const once = after(meeting([comment(1)]), written(2, true), approved(3, 2));
    expect(once.still.unseen).toBe(1);
    expect(queued(once.still, once.view.comments).unseen).toBe(1);
    const none = after(meeting([comment(1)]), written(2, true), hidden(3, 2));
    expect(none.still.unseen).toBe(0);
    expect(queued(none.still, none.view.comments).unseen).toBe(0);
  });

  test('keeps a row that the room has let go for newer ones', () => {
    const { view, still } = after(meeting([comment(1)]), ...Array.from({ length: 60 }, (_, i) => written(i + 2)));
    expect(ids(view.comments.items)).not.toContain('c1');
    expect(ids(queued(still, view.comments).recent)).toEqual(['c1']);
    expect(queued(still, view.comments).unseen).toBe(60);
  });

  test('counts what came while the link was lost, of which no event was heard', () => {
    const still = stand(meeting([comment(1)]).comments);
    const { recent, unseen } = queued(still, meeting([comment(1), comment(2)], [comment(3, 'waiting')]).comments);
    expect(ids(recent)).toEqual(['c1']);
    expect(unseen).toBe(2);
  });
});
