import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, EventView, FrameView, Joined, MeetingView, Receipt } from './contract';
import { FakeHub } from './fake-hub';

vi.mock('@microsoft/signalr', () => import('./fake-hub'));

const store = new Map<string, string>();
const storage = { getItem: (k: string) => store.get(k) ?? null, setItem: (k: string, v: string) => store.set(k, v), removeItem: (k: string) => store.delete(k) };
vi.stubGlobal('window', { sessionStorage: storage, localStorage: storage, addEventListener: () => undefined, setTimeout: (f: () => void, ms: number) => setTimeout(f, ms) });
vi.stubGlobal('document', { addEventListener: () => undefined });

const { Room } = await import('./room');

const snapshot: MeetingView = {
  id: 'm', title: '会议', format: 'grassroots', status: 'open', visibility: 'public', checkIn: false, moderation: 'post', agenda: { items: [] }, floor: { hands: [] },
  comments: { items: [], total: 0 }, ballots: [], present: { now: 0, checkedIn: 0 }, scene: { scene: 'join' },
};
const joined = (to: number, rest: Partial<Joined> = { snapshot }): Joined =>
  ({ position: `p${to}`, to, now: new Date().toISOString(), me: { participant: 'p1', name: '何', role: 'member', checkedIn: false, votes: {}, likes: [] }, ...rest });
const said = (seq: number): EventView => ({ seq, type: 'commented', at: new Date().toISOString(), actor: { participant: 'p2' }, data: { comment: `c${seq}`, text: '…', waiting: false } });
const frame = (from: number, to: number): FrameView =>
  ({ room: 'meetings/m', from, to, position: `p${to}`, events: Array.from({ length: to - from }, (_, i) => said(from + 1 + i)) });

const comment: Command = { $type: 'comment', text: '好' };
const seen = (room: InstanceType<typeof Room>) => room.view.value!.comments.items.map(c => c.seq);

async function live(answer: FakeHub['answer'] = () => joined(5)) {
  FakeHub.start = answer;
  const room = new Room('m');
  const hub = FakeHub.last;
  await vi.waitFor(() => expect(room.link.value).toBe('live'));
  return { room, hub };
}

beforeEach(() => store.clear());

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
    hub.answer = (_, __, position) => (position === null ? joined(9, { snapshot: { ...snapshot, title: '新' } }) : joined(9, { missed: [frame(7, 9)] }));
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
    const tally = (version: number, cast: number) => hub.tell('tally', { room: 'meetings/m', version, present: snapshot.present, tallies: [{ id: 'b', cast, eligible: 9 }] });
    tally(8, 4);
    tally(7, 3);
    const ballot = { id: 'b', status: 'open', tally: { version: 0, cast: 0, eligible: 9 } } as never;
    expect(room.tallyOf(ballot)).toMatchObject({ version: 8, cast: 4 });
  });

  test('likes of a comment that is not here yet are kept for it', async () => {
    const { room, hub } = await live();
    hub.tell('tally', { room: 'meetings/m', version: 3, present: snapshot.present, tallies: [{ id: 'c6', counts: { like: 2 } }] });
    hub.tell('frame', frame(5, 6));
    expect(room.likesOf(room.view.value!.comments.items[0]!)).toBe(2);
  });
});

describe('what goes out', () => {
  const done = (op: unknown): Receipt => ({ op: op as string, outcome: 'done' });

  test('a command is sent again under the same operation until it is answered', async () => {
    const { room, hub } = await live();
    let times = 0;
    hub.answer = (_, __, op) => (++times === 1 ? { op, outcome: 'retry' } : times === 2 ? new Error('gone') : done(op));
    await expect(room.send(comment)).resolves.toMatchObject({ outcome: 'done' });
    const ops = hub.ops();
    expect(ops).toHaveLength(3);
    expect(new Set(ops).size).toBe(1);
    expect(ops[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(room.pending.value).toEqual([]);
    expect(store.size).toBe(0);
  });

  test('what was not answered outlives the page and is sent by the next one', async () => {
    const first = await live();
    first.hub.answer = () => new Promise(() => undefined);
    void first.room.send(comment);
    const [op] = first.hub.ops();
    const second = await live((method, _, id) => (method === 'Join' ? joined(5) : done(id)));
    await vi.waitFor(() => expect(second.room.settled.value).toMatchObject({ orphaned: true, receipt: { op, outcome: 'done' } }));
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
    FakeHub.start = () => new Error('HubException: forbidden');
    const room = new Room('m');
    await vi.waitFor(() => expect(room.closed.value).toBe('forbidden'));
    expect(FakeHub.last.joins()).toHaveLength(1);
  });
});
