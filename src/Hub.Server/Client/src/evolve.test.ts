import { describe, expect, test } from 'vitest';
import type { EventData, EventView, MeetingView, PersonView, RoundView } from './contract';
import { applyEvent, changed, KEPT } from './evolve';

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();
const wang: PersonView = { participant: 'p1', name: '王建国', role: 'member' };
const li: PersonView = { participant: 'p2', name: '李秀兰', role: 'attendee' };

const scheduled: MeetingView = {
  id: 'm',
  title: '优化托育服务',
  format: 'chairsConsultation',
  status: 'scheduled',
  visibility: 'public',
  checkIn: true,
  moderation: 'post',
  agenda: { items: ['i1', 'i2', 'i3'].map(id => ({ id, title: id, kind: 'discussion', status: 'planned', minutes: 10, spentSeconds: 0 })) },
  floor: { hands: [] },
  comments: { items: [], total: 0 },
  ballots: [],
  present: { now: 0, checkedIn: 0 },
  scene: { scene: 'join' },
};

/** A meeting and what happens to it; each event a second after the one before, unless said. */
class Story {
  state: MeetingView = scheduled;
  seq = 1;

  and<T extends keyof EventData>(type: T, data: EventData[T], second = this.seq, actor?: PersonView): this {
    this.state = applyEvent(this.state, { seq: ++this.seq, type, at: at(second), actor, data } as EventView);
    return this;
  }
}

const story = () => new Story();

describe('time', () => {
  test('an item that starts finishes the one that ran, and its clock stands', () => {
    const { agenda } = story().and('meetingOpened', {}, 0).and('itemStarted', { item: 'i1' }, 0).and('itemStarted', { item: 'i2' }, 30).state;
    expect(agenda.items[0]).toMatchObject({ status: 'done', spentSeconds: 30 });
    expect(agenda.items[0]!.startedAt).toBeUndefined();
    expect(agenda.items[1]).toMatchObject({ status: 'active', startedAt: at(30), spentSeconds: 0 });
    expect(agenda.current).toBe('i2');
  });

  test('a recess stops the clocks of the item and of the speaker; resuming runs them on', () => {
    const s = story()
      .and('meetingOpened', {}, 0)
      .and('itemStarted', { item: 'i1' }, 0)
      .and('floorGiven', { participant: 'p1', seconds: 60, spokenSeconds: 0 }, 10)
      .and('meetingPaused', {}, 25);
    expect(s.state.status).toBe('paused');
    expect(s.state.agenda.items[0]).toMatchObject({ status: 'active', spentSeconds: 25 });
    expect(s.state.agenda.items[0]!.startedAt).toBeUndefined();
    expect(s.state.floor.speaker).toMatchObject({ spentSeconds: 15 });
    s.and('meetingResumed', {}, 100);
    expect(s.state.agenda.items[0]).toMatchObject({ startedAt: at(100), spentSeconds: 25 });
    expect(s.state.floor.speaker).toMatchObject({ startedAt: at(100), spentSeconds: 15 });
  });

  test('closing finishes the item, ends the turn and takes all hands down', () => {
    const { state } = story()
      .and('meetingOpened', {}, 0)
      .and('itemStarted', { item: 'i1' }, 0)
      .and('handRaised', { spokenSeconds: 0 }, 1, li)
      .and('floorGiven', { participant: 'p1', spokenSeconds: 0 }, 2)
      .and('meetingClosed', {}, 12);
    expect(state).toMatchObject({ status: 'closed', floor: { hands: [] } });
    expect(state.floor.speaker).toBeUndefined();
    expect(state.agenda.items[0]).toMatchObject({ status: 'done', spentSeconds: 12 });
    expect(state.agenda.current).toBeUndefined();
  });

  test('an edit changes what it names and leaves the rest; what is cleared is gone', () => {
    const edited = story().and('meetingEdited', { title: '托育服务', venue: '二楼', startsAt: at(9), visibility: 'codes' }).state;
    expect(edited).toEqual({ ...scheduled, title: '托育服务', venue: '二楼', startsAt: at(9), visibility: 'codes' });
    const cleared = story()
      .and('meetingEdited', { venue: '二楼', startsAt: at(9) })
      .and('meetingEdited', { venueCleared: true, startsAtCleared: true }).state;
    expect(cleared).toEqual(scheduled);
  });

  test('a meeting that is called off says why', () => {
    expect(story().and('meetingCancelled', { reason: '台风' }, 7).state).toMatchObject({ status: 'cancelled', cancelled: { reason: '台风', at: at(7) } });
  });

  test('added time lengthens the item', () => {
    expect(story().and('timeAdded', { item: 'i2', seconds: 90 }).state.agenda.items[1]!.minutes).toBe(11.5);
  });
});

describe('agenda', () => {
  test('an item is added behind the one named, or first', () => {
    const item = (id: string) => ({ id, title: id, kind: 'report', minutes: 5 });
    const { items } = story()
      .and('itemAdded', { item: item('x'), after: 'i1' })
      .and('itemAdded', { item: item('y') }).state.agenda;
    expect(items.map(i => i.id)).toEqual(['y', 'i1', 'x', 'i2', 'i3']);
  });

  test('an item moves behind the one named, or to the front', () => {
    const s = story().and('itemMoved', { item: 'i1', after: 'i3' });
    expect(s.state.agenda.items.map(i => i.id)).toEqual(['i2', 'i3', 'i1']);
    s.and('itemMoved', { item: 'i3' });
    expect(s.state.agenda.items.map(i => i.id)).toEqual(['i3', 'i2', 'i1']);
  });

  test('an edit leaves what it does not name', () => {
    expect(story().and('itemEdited', { item: 'i1', title: '通报' }).state.agenda.items[0]).toMatchObject({ title: '通报', kind: 'discussion', minutes: 10 });
  });
});

describe('floor', () => {
  test('the new speaker’s hand goes down, and the next hand says what was spoken', () => {
    const s = story()
      .and('handRaised', { about: '师资', spokenSeconds: 0 }, 0, wang)
      .and('floorGiven', { participant: 'p1', name: '王建国', seconds: 60, spokenSeconds: 0 }, 5);
    expect(s.state.floor).toMatchObject({ hands: [], speaker: { name: '王建国', seconds: 60 } });
    s.and('floorEnded', { participant: 'p1' }, 25).and('handRaised', { spokenSeconds: 20 }, 30, wang);
    expect(s.state.floor.hands[0]).toMatchObject({ participant: 'p1', spokenSeconds: 20 });
  });

  test('hands not named keep their order behind those named', () => {
    const { floor } = story()
      .and('handRaised', { spokenSeconds: 0 }, 0, wang)
      .and('handRaised', { spokenSeconds: 0 }, 1, li)
      .and('handRaised', { spokenSeconds: 0 }, 2, { participant: 'p3' })
      .and('handsReordered', { participants: ['p3'] }).state;
    expect(floor.hands.map(h => h.participant)).toEqual(['p3', 'p1', 'p2']);
  });

  test('a hand goes down when lowered or dismissed', () => {
    const s = story()
      .and('handRaised', { spokenSeconds: 0 }, 0, wang)
      .and('handRaised', { spokenSeconds: 0 }, 1, li)
      .and('handRaised', { spokenSeconds: 0 }, 2, { participant: 'p3' });
    s.and('handLowered', {}, 3, wang).and('handDismissed', { participant: 'p2' }, 4);
    expect(s.state.floor.hands.map(h => h.participant)).toEqual(['p3']);
  });

  test('time is added to a turn that has a limit only', () => {
    const s = story().and('floorGiven', { participant: 'p1', seconds: 60, spokenSeconds: 0 }).and('floorTimeAdded', { seconds: 30 });
    expect(s.state.floor.speaker!.seconds).toBe(90);
    s.and('floorGiven', { participant: 'p2', spokenSeconds: 0 }).and('floorTimeAdded', { seconds: 30 });
    expect(s.state.floor.speaker!.seconds).toBeUndefined();
  });
});

describe('comments', () => {
  test('one that waits is the queue’s until it is approved, and then stands where it was written', () => {
    const s = story()
      .and('commented', { comment: 'c1', text: '一', waiting: true }, 0, wang)
      .and('commented', { comment: 'c2', text: '二', waiting: false }, 1, li);
    expect(s.state.comments).toMatchObject({ total: 1, waiting: [{ id: 'c1', status: 'waiting' }], items: [{ id: 'c2' }] });
    s.and('commentApproved', { comment: 'c1', view: { ...s.state.comments.waiting![0]!, status: 'visible' } }, 2);
    expect(s.state.comments.waiting).toEqual([]);
    expect(s.state.comments.items.map(c => [c.id, c.status])).toEqual([
      ['c1', 'visible'],
      ['c2', 'visible'],
    ]);
    expect(s.state.comments.total).toBe(2);
  });

  test('one that was hidden while it waited waits again, in its place, and the room does not count it', () => {
    const s = story()
      .and('commented', { comment: 'c1', text: '一', waiting: true }, 0, wang)
      .and('commented', { comment: 'c2', text: '二', waiting: true }, 1, li);
    const before = s.state.comments;
    s.and('commentHidden', { comment: 'c1' }, 2);
    expect(s.state.comments.waiting!.map(c => c.id)).toEqual(['c2']);
    s.and('commentRestored', { comment: 'c1', view: before.waiting![0]!, waiting: true }, 3);
    expect(s.state.comments).toEqual(before);
  });

  test('a hidden one loses its text and its pin, and gets the text back when restored', () => {
    const s = story().and('commented', { comment: 'c1', text: '一', waiting: false }, 0, wang).and('commentPinned', { comment: 'c1' }, 1);
    const view = s.state.comments.items[0]!;
    expect(s.state.comments.pinnedComment).toBe(view);
    s.and('commentHidden', { comment: 'c1' }, 2);
    expect(s.state.comments.items[0]).toMatchObject({ status: 'hidden', text: '' });
    expect(s.state.comments.pinned).toBeUndefined();
    expect(s.state.comments.pinnedComment).toBeUndefined();
    s.and('commentRestored', { comment: 'c1', view }, 3);
    expect(s.state.comments.items[0]).toMatchObject({ status: 'visible', text: '一' });
  });

  test('the newest are kept and all are counted', () => {
    const s = story();
    for (let i = 0; i < KEPT + 10; i++) s.and('commented', { comment: `c${i}`, text: '…', waiting: false }, 0, wang);
    expect(s.state.comments.items).toHaveLength(KEPT);
    expect(s.state.comments.items[0]!.id).toBe('c10');
    expect(s.state.comments.total).toBe(KEPT + 10);
  });

  test('rows that stand still lose a hidden text too, and gain nothing', () => {
    const s = story().and('commented', { comment: 'c1', text: '一', waiting: false }, 0, wang);
    const rows = s.state.comments.items;
    expect(changed(rows, { seq: 9, type: 'commentHidden', at: at(9), data: { comment: 'c1' } })[0]!.text).toBe('');
    expect(changed(rows, { seq: 9, type: 'commented', at: at(9), actor: li, data: { comment: 'c2', text: '二', waiting: false } })).toBe(rows);
  });
});

describe('a name that is removed', () => {
  const removed: EventData['nameRemoved'] = { participant: 'p1', reason: '本人申请' };
  const blank = { participant: 'p1', name: undefined, verified: undefined, removed: true };

  test('is gone from the hands and from the speaker; others keep theirs', () => {
    const s = story().and('meetingOpened', {}, 0).and('handRaised', { spokenSeconds: 0 }, 1, wang).and('handRaised', { spokenSeconds: 0 }, 2, li);
    const before = s.state.floor.hands;
    s.and('nameRemoved', removed, 3);
    expect(s.state.floor.hands[0]).toEqual({ ...before[0], ...blank });
    expect(s.state.floor.hands[1]).toBe(before[1]);
    s.and('floorGiven', { participant: 'p2', name: '李秀兰', spokenSeconds: 0 }, 4).and('nameRemoved', removed, 5);
    expect(s.state.floor.speaker).toMatchObject({ name: '李秀兰' });
    s.and('floorGiven', { participant: 'p1', name: '王建国', verified: true, spokenSeconds: 0 }, 6).and('nameRemoved', removed, 7);
    expect(s.state.floor.speaker).toMatchObject(blank);
  });

  test('is gone from comments that are shown, that wait, and from the pinned one, whose texts stay', () => {
    const s = story()
      .and('commented', { comment: 'c1', text: '一', waiting: false }, 0, wang)
      .and('commented', { comment: 'c2', text: '二', waiting: false }, 1, li)
      .and('commented', { comment: 'c3', text: '三', waiting: true }, 2, wang)
      .and('commentPinned', { comment: 'c1' }, 3);
    const other = s.state.comments.items[1];
    s.and('nameRemoved', removed, 4);
    expect(s.state.comments.items[0]).toMatchObject({ text: '一', author: { ...blank, role: 'member' } });
    expect(s.state.comments.items[1]).toEqual(other);
    expect(s.state.comments.waiting![0]).toMatchObject({ text: '三', author: blank });
    expect(s.state.comments.pinnedComment).toMatchObject({ id: 'c1', author: blank });
  });

  test('is gone from rows that stand still; where there are none of theirs, those are the same', () => {
    const rows = story().and('commented', { comment: 'c1', text: '一', waiting: false }, 0, wang).state.comments.items;
    expect(changed(rows, { seq: 9, type: 'nameRemoved', at: at(9), data: removed })[0]!.author).toMatchObject(blank);
    expect(changed(rows, { seq: 9, type: 'nameRemoved', at: at(9), data: { ...removed, participant: 'p9' } })).toBe(rows);
  });
});

describe('ballots', () => {
  const opened: EventData['ballotOpened'] = {
    ballot: 'b',
    question: '是否同意?',
    kind: 'approval',
    options: [{ id: 'approve', text: '赞成' }],
    max: 1,
    voters: 'members',
    results: 'onReveal',
    eligible: 5,
  };

  test('one opens, closes without its counts, and is revealed with them', () => {
    const s = story().and('ballotOpened', opened, 3);
    expect(s.state.ballots[0]).toMatchObject({ id: 'b', status: 'open', openedAt: at(3), tally: { cast: 0, eligible: 5 } });
    s.and('ballotClosing', { ballot: 'b' });
    expect(s.state.ballots[0]!.status).toBe('closing');
    s.and('ballotClosed', { ballot: 'b', tally: { version: 7, cast: 3, eligible: 5 } });
    expect(s.state.ballots[0]).toMatchObject({ status: 'closed', tally: { cast: 3 } });
    expect(s.state.ballots[0]!.outcome).toBeUndefined();
    const outcome = { passed: true, text: { zh: '通过', en: 'Carried' } };
    s.and('ballotRevealed', { ballot: 'b', tally: { version: 7, counts: { approve: 3 }, cast: 3, eligible: 5 }, outcome });
    expect(s.state.ballots[0]).toMatchObject({ revealed: true, tally: { counts: { approve: 3 } }, outcome });
  });
});

test('what is not for this audience changes nothing', () => {
  const s = story();
  expect(applyEvent(s.state, { seq: 2, type: 'withheld' })).toBe(s.state);
});

test('an event of a newer server throws, so that the room asks for the whole picture', () => {
  expect(() => applyEvent(story().state, { seq: 2, type: 'teaServed', at: at(1), data: {} } as unknown as EventView)).toThrow('teaServed');
});

describe('what is prepared', () => {
  const paper = { id: 'd1', file: 'f1', title: '情况说明' };
  const draft = { id: 'b1', question: '要不要装电梯?', kind: 'approval' as const };

  test('documents stand under their item, and leave nothing behind', () => {
    const s = story().and('documentAdded', { item: 'i2', documents: [paper] });
    expect(s.state.agenda.items.map(i => i.documents)).toEqual([undefined, [paper], undefined]);
    s.and('documentDropped', { item: 'i2' });
    expect(s.state.agenda.items[1]!.documents).toBeUndefined();
  });

  test('an item that comes back brings its documents', () => {
    const { agenda } = story()
      .and('itemDropped', { item: 'i2' })
      .and('itemAdded', {
        item: { id: 'i2', title: 'i2', kind: 'discussion', minutes: 10, documents: [paper] },
        after: 'i1',
      }).state;
    expect(agenda.items[1]).toMatchObject({ id: 'i2', documents: [paper] });
  });

  test('an event of a round says how that one stands, and the others stay where they are', () => {
    const round = (id: string, status: RoundView['status']): RoundView => ({ id, question: '?', status, openedAt: '2022-05-18T02:00:00Z' });
    const s = story()
      .and('roundOpened', { round: round('r1', 'open') })
      .and('roundOpened', { round: round('r2', 'open') });
    expect(s.state.rounds?.map(r => `${r.id} ${r.status}`)).toEqual(['r1 open', 'r2 open']);
    s.and('roundClosed', { round: round('r1', 'closed') });
    expect(s.state.rounds?.map(r => `${r.id} ${r.status}`)).toEqual(['r1 closed', 'r2 open']);
  });

  test('a draft that opens is no draft any more, and its ballot does not say that it was one', () => {
    const other = { ...draft, id: 'b2' };
    const s = story().and('ballotDrafted', { draft }).and('ballotDrafted', { draft: other });
    expect(s.state.drafts).toEqual([draft, other]);
    const changed = { ...draft, question: '!' };
    s.and('ballotDrafted', { draft: changed });
    expect(s.state.drafts).toEqual([changed, other]);
    const opened = {
      ballot: 'v1',
      question: draft.question,
      kind: draft.kind,
      options: [],
      max: 1,
      voters: 'all' as const,
      results: 'live' as const,
      eligible: 3,
    };
    s.and('ballotOpened', { ...opened, draft: 'b1' });
    expect(s.state.drafts).toEqual([other]);
    expect(s.state.ballots[0]).not.toHaveProperty('draft');
    s.and('draftDropped', { draft: 'b2' });
    expect(s.state.drafts).toEqual([]);
  });

  test('whoever is not told of drafts has none after a ballot opens', () => {
    const s = story().and('ballotOpened', { ballot: 'v1', question: '?', kind: 'approval', options: [], max: 1, voters: 'all', results: 'live', eligible: 3 });
    expect(s.state.drafts).toBeUndefined();
  });
});
