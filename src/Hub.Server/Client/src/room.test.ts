import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, EventView, FrameView, Joined, MeetingView, Receipt } from './contract';
import { fakeMeeting } from './fake-meeting';
import { fakePage, FakeSocket } from './fake-socket';
import { stand } from './chair-queue';
import { ChairRoom } from './chair-room';
import { Room } from './room';

let page: ReturnType<typeof fakePage>;
beforeEach(() => {
  page = fakePage();
});

const snapshot = fakeMeeting();
const joined = (to: number, rest: Partial<Joined> = { snapshot }): Joined => ({
  position: `p${to}`,
  to,
  now: new Date().toISOString(),
  me: { participant: 'p1', name: '何', role: 'member', checkedIn: false, votes: {}, likes: [] },
  ...rest,
});
const said = (seq: number): EventView => ({
  seq,
  type: 'commented',
  at: new Date().toISOString(),
  actor: { participant: 'p2' },
  data: { comment: `c${seq}`, text: '…', waiting: false },
});
const frame = (from: number, to: number): FrameView => ({
  room: 'meetings/m',
  from,
  to,
  position: `p${to}`,
  events: Array.from({ length: to - from }, (_, i) => said(from + 1 + i)),
});

const comment: Command = { $type: 'comment', text: '好' };
const seen = (room: Room) => room.view.value!.comments.items.map(c => c.seq);

async function live(answer: FakeSocket['answer'] = () => joined(5)) {
  const hub = new FakeSocket(answer);
  const room = new Room('m', undefined, true, hub);
  await vi.waitFor(() => expect(room.link.value).toBe('live'));
  return { room, hub };
}

describe('what comes in', () => {
  test('frames that follow are applied, those known already are not applied twice', async () => {
    const { room, hub } = await live();
    hub.tell('frame', frame(5, 7));
    hub.tell('frame', frame(5, 7));
    expect(seen(room)).toEqual([6, 7]);
    expect(hub.joins()).toEqual([null]);
  });

  test('a gap is repaired from where the room stood, and nothing is lost or doubled', async () => {
    const { room, hub } = await live();
    hub.answer = () => joined(9, { missed: [frame(5, 8), frame(8, 9)] });
    hub.tell('frame', frame(7, 8));
    await vi.waitFor(() => expect(seen(room)).toEqual([6, 7, 8, 9]));
    expect(hub.joins()).toEqual([null, 'p5']);
  });

  test('missed frames that do not lead to where the room is are not believed: the whole picture is asked for', async () => {
    const { room, hub } = await live();
    hub.answer = (_, __, position: unknown) =>
      position === null ? joined(9, { snapshot: { ...snapshot, title: '新' } }) : joined(9, { missed: [frame(7, 9)] });
    hub.tell('resync', { room: 'meetings/m' });
    await vi.waitFor(() => expect(room.view.value!.title).toBe('新'));
    expect(hub.joins()).toEqual([null, 'p5', null]);
  });

  test('comments left out in a storm are counted, and found again by paging', async () => {
    const { room, hub } = await live();
    hub.tell('frame', { ...frame(5, 9), events: [said(6), said(9)], omitted: 2 });
    expect(room.omitted.value).toBe(2);
    expect(room.view.value!.comments.total).toBe(4);
    const view = (seq: number) => ({ ...room.view.value!.comments.items[0]!, id: `c${seq}`, seq });
    room.fill([6, 7, 8, 9].map(view));
    expect(seen(room)).toEqual([6, 7, 8, 9]);
    expect(room.omitted.value).toBe(0);
  });

  test('a count never goes back', async () => {
    const { room, hub } = await live();
    const tally = (version: number, cast: number) =>
      hub.tell('tally', { room: 'meetings/m', version, present: snapshot.present, tallies: [{ id: 'b', cast, eligible: 9 }] });
    tally(8, 4);
    tally(7, 3);
    const ballot = { id: 'b', status: 'open', tally: { version: 0, cast: 0, eligible: 9 } } as never;
    expect(room.tallyOf(ballot)).toMatchObject({ version: 8, cast: 4 });
  });

  test('likes of a comment that is not here yet are kept for it', async () => {
    const { room, hub } = await live();
    hub.tell('tally', { room: 'meetings/m', version: 3, present: snapshot.present, tallies: [{ id: 'c6', counts: { like: 2 } }] });
    hub.tell('frame', frame(5, 6));
    expect(room.likesOf('c6', room.view.value!.comments.items[0]!.likes)).toBe(2);
  });
});

describe('what goes out', () => {
  const done = (op: unknown): Receipt => ({ op: op as string, outcome: 'done' });

  test('a command is sent again under the same operation until it is answered', async () => {
    const { room, hub } = await live();
    let times = 0;
    hub.answer = (_, __, op: string) => (++times === 1 ? { op, outcome: 'retry' } : times === 2 ? new Error('gone') : done(op));
    await expect(room.send(comment)).resolves.toMatchObject({ outcome: 'done' });
    const ops = hub.ops();
    expect(ops).toHaveLength(3);
    expect(new Set(ops).size).toBe(1);
    expect(ops[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(room.outbox.pending.value).toEqual([]);
    expect(page.stored.size).toBe(0);
  });

  test('what was not answered outlives the page and is sent by the next one', async () => {
    const first = await live();
    first.hub.answer = () => new Promise(() => undefined);
    void first.room.send(comment);
    const [op] = first.hub.ops();
    const second = await live((method, _, id) => (method === 'Join' ? joined(5) : done(id)));
    await vi.waitFor(() => expect(second.room.outbox.settled.value).toMatchObject({ orphaned: true, receipt: { op, outcome: 'done' } }));
    expect(second.hub.ops()).toEqual([op]);
  });

  test('a refusal is final', async () => {
    const { room, hub } = await live();
    hub.answer = (_, __, op) => ({ op, outcome: 'refused', code: 'paused' });
    await expect(room.send(comment)).resolves.toMatchObject({ outcome: 'refused', code: 'paused' });
    expect(hub.ops()).toHaveLength(1);
  });
});

describe('the connection', () => {
  test('a lost one comes back from where it was and sends what is left', async () => {
    const { room, hub } = await live();
    hub.answer = (method, _, op) => (method === 'Join' ? joined(5, { missed: [] }) : { op, outcome: 'done' });
    await hub.stop();
    expect(room.link.value).toBe('again');
    const answered = room.send(comment);
    expect(hub.ops()).toEqual([]);
    await expect(answered).resolves.toMatchObject({ outcome: 'done' });
    expect(hub.joins()).toEqual([null, 'p5']);
    expect(room.link.value).toBe('live');
  });

  test('a room that may not be read is not asked for again', async () => {
    const hub = new FakeSocket(() => new Error('HubException: forbidden'));
    const room = new Room('m', undefined, true, hub);
    await vi.waitFor(() => expect(room.closed.value).toBe('forbidden'));
    expect(hub.joins()).toHaveLength(1);
  });
});

describe('what a meeting keeps beside the picture', () => {
  const answers = (method: string, _: unknown, op: string) => (method === 'Join' ? joined(5) : { op, outcome: 'done' });
  const happened = (...events: Partial<EventView>[]) => ({
    room: 'meetings/m',
    from: 5,
    to: 5 + events.length,
    position: 'p',
    events: events.map((e, i) => ({ seq: 6 + i, at: new Date().toISOString(), actor: { participant: 'p2' }, ...e })),
  });
  const ballotOpened: Partial<EventView> = { type: 'ballotOpened', data: { ballot: 'b', eligible: 3 } as never };

  test('a ballot that opens is not for whoever has not checked in, unless they are about to', async () => {
    const { room, hub } = await live();
    hub.answer = () => new Promise(() => undefined);
    hub.tell('frame', happened(ballotOpened));
    expect([...room.notEntitled.value]).toEqual(['b']);

    const other = await live();
    other.hub.answer = () => new Promise(() => undefined);
    void other.room.send({ $type: 'checkIn' });
    other.hub.tell('frame', happened(ballotOpened));
    expect([...other.room.notEntitled.value]).toEqual([]);
  });

  test('an open ballot of the snapshot is for those whom the server names', async () => {
    const ballots = [
      { id: 'a', status: 'open' },
      { id: 'b', status: 'open' },
      { id: 'c', status: 'closed' },
    ] as MeetingView['ballots'];
    const { room } = await live(() => joined(5, { snapshot: { ...snapshot, ballots }, me: { ...joined(0).me!, entitled: ['a'] } }));
    expect([...room.notEntitled.value]).toEqual(['b']);
  });

  test('rows that stand still count what is new, and are let go by a comment of mine', async () => {
    const { room, hub } = await live();
    room.held.value = { rows: [], unseen: 0 };
    hub.tell('frame', frame(5, 7));
    expect(room.held.value).toEqual({ rows: [], unseen: 2 });
    hub.tell('frame', { ...frame(7, 8), events: [{ ...said(8), actor: { participant: 'p1' } }] });
    expect(room.held.value).toBeUndefined();
  });

  test('the rate counts what a storm left out', async () => {
    const { room, hub } = await live();
    hub.tell('frame', { ...frame(5, 9), events: [said(6), said(9)], omitted: 2 });
    expect(room.arrivals.value).toHaveLength(4);
  });

  test('a comment of mine waits until it is approved, on each of my devices', async () => {
    const { room, hub } = await live(() => joined(5, { snapshot, me: { ...joined(5).me!, waiting: [{ id: 'c6', text: '好' }] } }));
    expect(room.waiting.value).toEqual([{ id: 'c6', text: '好' }]);
    hub.tell('mine', {
      room: 'meetings/m',
      me: {
        ...joined(5).me!,
        waiting: [
          { id: 'c6', text: '好' },
          { id: 'c7', text: '他' },
        ],
      },
    });
    expect(room.waiting.value.map(c => c.id)).toEqual(['c6', 'c7']);
    hub.tell(
      'frame',
      happened({
        type: 'commentApproved',
        data: { comment: 'c6', view: { id: 'c6', seq: 3, at: '', author: { participant: 'p1' }, text: '好', status: 'visible', likes: 0 } },
      } as Partial<EventView>),
    );
    expect(room.waiting.value).toEqual([{ id: 'c7', text: '他' }]);
    expect(page.stored.size).toBe(0);
  });

  test('what I did on another device is mine here too, and in which open ballots I am', async () => {
    const open = { id: 'b1', status: 'open' } as MeetingView['ballots'][number];
    const { room, hub } = await live(() => joined(5, { snapshot: { ...snapshot, checkIn: true, ballots: [open] } }));
    room.bar('b1');
    hub.tell('mine', { room: 'meetings/m', me: { ...joined(5).me!, checkedIn: true, votes: { b1: ['approve'] }, entitled: ['b1'] } });
    expect([room.me.value!.checkedIn, room.me.value!.votes, room.notEntitled.value.has('b1')]).toEqual([true, { b1: ['approve'] }, false]);
    hub.tell('mine', { room: 'meetings/other', me: { ...joined(5).me!, checkedIn: false } });
    expect(room.me.value!.checkedIn).toBe(true);
  });

  test('the chair is told who took another name, and that the roll has changed', async () => {
    const hub = new FakeSocket(() => joined(5));
    const room = new ChairRoom('m', undefined, true, hub);
    await vi.waitFor(() => expect(room.link.value).toBe('live'));
    hub.tell('frame', happened({ type: 'renamed', data: { participant: 'p2', was: '李', name: '李四' } } as Partial<EventView>));
    expect(room.renames.value).toEqual([{ seq: 6, was: '李', name: '李四' }]);
    hub.tell('frame', { ...happened({ seq: 7, type: 'seatClaimed', data: { member: 'm1' } } as Partial<EventView>), from: 6, to: 7 });
    expect(room.rollChanges.value).toBe(1);
  });

  test('the chair’s queue stands still from when it is held, and counts what comes', async () => {
    const hub = new FakeSocket(() => joined(5));
    const room = new ChairRoom('m', undefined, true, hub);
    await vi.waitFor(() => expect(room.link.value).toBe('live'));
    hub.tell('frame', frame(5, 6));
    room.queue.value = stand(room.view.value!.comments);
    hub.tell('frame', frame(6, 8));
    expect(room.queue.value.rows.map(x => x.seq)).toEqual([6]);
    expect(room.queue.value.unseen).toBe(2);
    expect(seen(room)).toEqual([6, 7, 8]);
  });

  test('the chair is told apart who has one name, whether they speak, wait or wrote', async () => {
    const snapshotOf = (floor: MeetingView['floor']) => joined(5, { snapshot: { ...snapshot, floor } });
    const hand = (participant: string, name: string) => ({ participant, name, raisedAt: '2026-11-02T09:00:00Z', spokenSeconds: 0 });
    const hub = new FakeSocket(() => snapshotOf({ hands: [hand('seat-aaaa', '王芳'), hand('seat-bbbb', '李强'), hand('seat-cccc', '王芳')] }));
    const room = new ChairRoom('m', undefined, true, hub);
    await vi.waitFor(() => expect(room.link.value).toBe('live'));
    expect([...room.marks.value]).toEqual([
      ['seat-aaaa', 'aaaa'],
      ['seat-cccc', 'cccc'],
    ]);
  });

  test('whose seat is confirmed hears of it anew, and nobody else does', async () => {
    const { room, hub } = await live();
    const joins = () => hub.calls.filter(([method]) => method === 'Join').length;
    const before = joins();
    hub.tell('frame', happened({ type: 'seatsConfirmed', data: { participants: ['another'] } } as Partial<EventView>));
    expect(joins()).toBe(before);
    hub.tell('frame', {
      ...happened({ seq: 7, type: 'unseated', data: { participants: [room.me.value!.participant] } } as Partial<EventView>),
      from: 6,
      to: 7,
    });
    await vi.waitFor(() => expect(joins()).toBe(before + 1));
  });

  test('what I did counts as mine when it is answered', async () => {
    const { room } = await live(answers as FakeSocket['answer']);
    await room.send({ $type: 'checkIn' });
    await room.send({ $type: 'vote', ballot: 'b', choices: ['approve'] });
    await room.send({ $type: 'react', comment: 'c', kind: 'like', on: true });
    expect(room.me.value).toEqual({ ...joined(0).me, checkedIn: true, votes: { b: ['approve'] }, likes: ['c'] });
    await room.send({ $type: 'checkOut' });
    await room.send({ $type: 'react', comment: 'c', kind: 'like', on: false });
    expect(room.me.value).toEqual({ ...joined(0).me, votes: { b: ['approve'] } });
  });

  test('the count of an open ballot is the newest one sent, completed by the snapshot; that of a closed one is the sealed one', async () => {
    const { room, hub } = await live();
    const ballot = (status: string, version: number) =>
      ({ id: 'b', status, tally: { version, cast: 1, eligible: 9, counts: { approve: 1 } } }) as unknown as MeetingView['ballots'][number];
    hub.tell('tally', { room: 'meetings/m', version: 8, present: snapshot.present, tallies: [{ id: 'b', cast: 4 }] });
    expect(room.tallyOf(ballot('open', 7))).toMatchObject({ version: 8, cast: 4, eligible: 9, counts: { approve: 1 } });
    expect(room.tallyOf(ballot('open', 9))).toEqual(ballot('open', 9).tally);
    expect(room.tallyOf(ballot('closed', 7))).toEqual(ballot('closed', 7).tally);

    hub.answer = (_, __, position: unknown) => joined(9, position === null ? { snapshot } : { missed: [] });
    hub.tell('resync', { room: 'meetings/m' });
    await vi.waitFor(() => expect(hub.joins()).toEqual([null, 'p5', null]));
    await vi.waitFor(() => expect(room.seq.value).toBe(9));
    expect(room.tallyOf(ballot('open', 7))).toMatchObject({ version: 8, cast: 4 });
  });

  test('a meeting that is played again shows what it is given and connects to nothing', () => {
    const hub = new FakeSocket();
    const room = new Room('m', undefined, false, hub);
    room.take(joined(5));
    expect(room.view.value).toBe(snapshot);
    expect(hub.starts).toBe(0);
  });
});
