/** What every room promises, shown with a kind of room that is neither a meeting nor a topic. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Channel, type FrameOf, type Reading, type RoomView } from './channel';
import { fakePage, FakeSocket } from './fake-socket';
import type { Socket } from './socket';

interface BoardView extends RoomView {
  notes: string[];
}
type BoardEvent = { seq: number; type: 'notePut'; note: string };
type BoardCommand = { $type: 'putNote'; note: string };

class Board extends Channel<BoardView, BoardEvent, BoardCommand> {
  seeds: string[] = [];

  constructor(id: string, socket: Socket) {
    super('boards/', id, socket);
    this.open();
  }

  protected override apply(view: BoardView, event: BoardEvent): BoardView {
    if (event.type !== 'notePut') throw new Error('Unknown event');
    return { ...view, notes: [...view.notes, event.note] };
  }

  protected override seed(): void {
    this.seeds.push(this.view.value!.notes.join());
  }
}

const me = { participant: 'p1', name: '何', role: 'member' as const, checkedIn: false, votes: {}, likes: [] };
const snapshot = (...notes: string[]): BoardView => ({ notes, comments: { items: [], total: 0 }, present: { now: notes.length, checkedIn: 0 } });
const joined = (to: number, rest: Partial<Reading<BoardView, BoardEvent>>): Reading<BoardView, BoardEvent> => ({
  position: `p${to}`,
  to,
  now: new Date().toISOString(),
  me,
  ...rest,
});
const put = (seq: number): BoardEvent => ({ seq, type: 'notePut', note: `n${seq}` });
const frame = (from: number, ...events: BoardEvent[]): FrameOf<BoardEvent> => ({
  room: 'boards/b',
  from,
  to: from + events.length,
  position: `p${from + events.length}`,
  events,
});
const unheardOf = (seq: number) => ({ seq, type: 'teaServed' }) as unknown as BoardEvent;
const tally = (version: number, like: number) => ({ room: 'boards/b', version, present: { now: 9, checkedIn: 0 }, tallies: [{ id: 'n', counts: { like } }] });

const putNote: BoardCommand = { $type: 'putNote', note: '茶' };
const done = (op: string) => ({ op, outcome: 'done' });

let page: ReturnType<typeof fakePage>;
beforeEach(() => {
  page = fakePage();
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

/** Everything that is due by then has happened. */
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function follow(answer: FakeSocket['answer'] = () => joined(5, { snapshot: snapshot('n5') })) {
  const socket = new FakeSocket(answer);
  const board = new Board('b', socket);
  await after(0);
  return { board, socket };
}

describe('a third kind of room', () => {
  test('is joined as a whole, applies what happens, and comes back after a cut from where it stood', async () => {
    const { board, socket } = await follow();
    expect(board.link.value).toBe('live');
    expect(board.view.value!.notes).toEqual(['n5']);
    socket.tell('frame', frame(5, put(6), put(7)));
    expect(board.view.value!.notes).toEqual(['n5', 'n6', 'n7']);

    socket.answer = () => joined(9, { missed: [frame(7, put(8)), frame(8, put(9))] });
    await socket.stop();
    expect(board.link.value).toBe('again');
    await after(300);
    expect(board.link.value).toBe('live');
    expect(board.view.value!.notes).toEqual(['n5', 'n6', 'n7', 'n8', 'n9']);
    expect(socket.calls).toEqual([
      ['Join', 'boards/b', null],
      ['Join', 'boards/b', 'p7'],
    ]);
    expect(board.seeds).toEqual(['n5']);
  });

  test('that meets an event of a newer server is read as a whole, and nothing of that frame is shown before', async () => {
    const { board, socket } = await follow();
    let answer: (reading: Reading<BoardView, BoardEvent>) => void = () => undefined;
    socket.answer = () =>
      new Promise(read => {
        answer = read;
      });
    socket.tell('frame', frame(5, put(6), unheardOf(7)));
    expect(board.view.value!.notes).toEqual(['n5']);
    expect(socket.joins()).toEqual([null, null]);
    answer(joined(7, { snapshot: snapshot('n5', 'n6', 'tea') }));
    await after(0);
    expect(board.view.value!.notes).toEqual(['n5', 'n6', 'tea']);
    expect(board.seeds).toEqual(['n5', 'n5,n6,tea']);
  });

  test('that missed an event of a newer server is read as a whole', async () => {
    const { board, socket } = await follow();
    socket.answer = (_, __, position: unknown) => joined(7, position === null ? { snapshot: snapshot('tea') } : { missed: [frame(5, put(6), unheardOf(7))] });
    socket.tell('resync', { room: 'boards/b' });
    await after(0);
    expect(board.view.value!.notes).toEqual(['tea']);
    expect(socket.joins()).toEqual([null, 'p5', null]);
  });

  test('has an outbox: what was not answered outlives the page, and the next page sends it under the same operation', async () => {
    const first = await follow();
    first.socket.answer = () => new Promise(() => undefined);
    void first.board.send(putNote);
    expect(first.socket.calls.slice(1)).toEqual([['Do', 'boards/b', first.socket.ops()[0], putNote]]);

    const second = await follow((method, _, op: string) => (method === 'Join' ? joined(5, { snapshot: snapshot() }) : done(op)));
    expect(second.socket.ops()).toEqual(first.socket.ops());
    expect(second.board.outbox.settled.value).toEqual({ command: putNote, receipt: done(first.socket.ops()[0]!), orphaned: true });
    expect(page.stored.size).toBe(0);
  });
});

describe('what comes in', () => {
  test('a frame that is known already, or of another room, changes nothing', async () => {
    const { board, socket } = await follow();
    socket.tell('frame', frame(4, put(5)));
    socket.tell('frame', { ...frame(5, put(6)), room: 'boards/c' });
    expect(board.view.value!.notes).toEqual(['n5']);
    expect(socket.joins()).toEqual([null]);
  });

  test('a gap is read from where the room stood', async () => {
    const { board, socket } = await follow();
    socket.answer = () => joined(8, { missed: [frame(5, put(6), put(7), put(8))] });
    socket.tell('frame', frame(7, put(8)));
    await after(0);
    expect(board.view.value!.notes).toEqual(['n5', 'n6', 'n7', 'n8']);
    expect(socket.joins()).toEqual([null, 'p5']);
  });

  test('comments left out in a storm are counted', async () => {
    const { board, socket } = await follow();
    socket.tell('frame', { ...frame(5, put(6)), omitted: 3 });
    expect(board.omitted.value).toBe(3);
    expect(board.view.value!.comments.total).toBe(3);
  });

  test('a count never goes back', async () => {
    const { board, socket } = await follow();
    socket.tell('tally', tally(8, 4));
    socket.tell('tally', tally(7, 3));
    expect(board.likesOf('n', 0)).toBe(4);
  });

  test('a snapshot holds the counts that were sent before it was asked for, and those sent after are laid over it', async () => {
    const { board, socket } = await follow();
    socket.tell('tally', tally(8, 4));
    socket.answer = (_, __, position: unknown) => joined(6, position === null ? { snapshot: snapshot() } : { missed: [frame(5, unheardOf(6))] });
    socket.tell('resync', { room: 'boards/b' });
    await after(0);
    expect(board.likesOf('n', 5)).toBe(5);

    let answer: (reading: Reading<BoardView, BoardEvent>) => void = () => undefined;
    socket.answer = () =>
      new Promise(read => {
        answer = read;
      });
    socket.tell('frame', frame(6, unheardOf(7)));
    socket.tell('tally', tally(9, 6));
    answer(joined(7, { snapshot: snapshot() }));
    await after(0);
    expect(board.likesOf('n', 5)).toBe(6);
  });
});

describe('what goes out', () => {
  test('one operation is sent until it is answered', async () => {
    const { board, socket } = await follow();
    let times = 0;
    socket.answer = (_, __, op: string) => (++times === 1 ? { op, outcome: 'retry' } : times === 2 ? new Error('gone') : done(op));
    const answered = board.send(putNote);
    await after(400);
    expect(socket.ops()).toHaveLength(2);
    expect(board.isPending(c => c.$type === 'putNote')).toBe(true);
    await after(400);
    await expect(answered).resolves.toMatchObject({ outcome: 'done' });
    expect(new Set(socket.ops()).size).toBe(1);
    expect(socket.ops()).toHaveLength(3);
    await after(60_000);
    expect(socket.ops()).toHaveLength(3);
    expect(board.isPending(() => true)).toBe(false);
  });

  test('what is sent without a connection waits for it and goes out once', async () => {
    const { board, socket } = await follow();
    socket.answer = (method, _, op: string) => (method === 'Join' ? joined(5, { missed: [] }) : done(op));
    await socket.stop();
    const answered = board.send(putNote);
    expect(socket.ops()).toEqual([]);
    await after(300);
    await expect(answered).resolves.toMatchObject({ outcome: 'done' });
    await after(60_000);
    expect(socket.ops()).toHaveLength(1);
  });

  test('what was on its way when the connection was cut is sent once more, and not again once it is answered', async () => {
    const { board, socket } = await follow();
    socket.answer = () => new Promise(() => undefined);
    const answered = board.send(putNote);
    socket.answer = (method, _, op: string) => (method === 'Join' ? joined(5, { missed: [] }) : done(op));
    await socket.stop();
    await after(300);
    await expect(answered).resolves.toMatchObject({ outcome: 'done' });
    await after(60_000);
    expect(socket.ops()).toHaveLength(2);
  });

  test('a room that may not be read any more is sent nothing', async () => {
    const { board, socket } = await follow();
    socket.answer = () => new Error('HubException: forbidden');
    socket.tell('resync', { room: 'boards/b' });
    await after(0);
    expect(board.closed.value).toBe('forbidden');
    void board.send(putNote);
    await after(60_000);
    expect(socket.ops()).toEqual([]);
  });

  test('a channel that is closed delivers what was sent, also after a cut, and only then hangs up', async () => {
    const { board, socket } = await follow();
    socket.answer = () => new Promise(() => undefined);
    void board.send(putNote);
    board.close();
    await after(0);
    expect(socket.state).toBe('Connected');
    socket.answer = (method, _, op: string) => (method === 'Join' ? joined(5, { missed: [] }) : done(op));
    await socket.stop();
    await after(1_000);
    expect(new Set(socket.ops()).size).toBe(1);
    expect(page.stored.size).toBe(0);
    expect(socket.state).toBe('Disconnected');
  });

  test('a channel that is closed comes back neither by itself nor when the network does', async () => {
    const { board, socket } = await follow();
    board.close();
    await after(60_000);
    page.window.dispatchEvent(new Event('online'));
    await after(60_000);
    expect(socket.starts).toBe(1);
  });

  test('what one channel of a room has delivered does not take from the store what another still has to', async () => {
    const first = await follow();
    let answer: () => void = () => undefined;
    first.socket.answer = (_, __, op: string) =>
      new Promise(read => {
        answer = () => read(done(op));
      });
    void first.board.send(putNote);
    const second = await follow(method => (method === 'Join' ? joined(5, { snapshot: snapshot() }) : new Promise(() => undefined)));
    void second.board.send({ $type: 'putNote', note: '水' });
    answer();
    await after(0);
    expect(JSON.parse(page.stored.get('outbox:boards/b')!)).toEqual([{ op: second.socket.ops()[1], command: { $type: 'putNote', note: '水' } }]);
  });
});

describe('the connection', () => {
  const starts = async (socket: FakeSocket, within: number) => {
    const at: number[] = [];
    for (let ms = 0, known = socket.starts; ms < within; ms += 50) {
      await after(50);
      if (socket.starts > known) at.push(ms + 50);
      known = socket.starts;
    }
    return at;
  };

  test('is tried again at growing distances, to five seconds at most', async () => {
    vi.mocked(Math.random).mockReturnValue(1);
    const { socket } = await follow();
    socket.reach = () => Promise.reject(new Error('no way'));
    await socket.stop();
    expect(await starts(socket, 25_000)).toEqual([450, 1200, 2550, 5100, 10_050, 15_200, 20_350]);
  });

  test('is not tried again by everybody at the same moment', async () => {
    const { socket } = await follow();
    socket.reach = () => Promise.reject(new Error('no way'));
    await socket.stop();
    expect(await starts(socket, 6_000)).toEqual([300, 750, 1500, 2850, 5400]);
  });

  test('that takes long is said to, and what is shown may be old', async () => {
    const { board, socket } = await follow();
    socket.reach = () => Promise.reject(new Error('no way'));
    await socket.stop();
    await after(8_000);
    expect(board.link.value).toBe('again');
    await after(3_000);
    expect(board.link.value).toBe('stale');
    socket.reach = async () => undefined;
    await after(3_000);
    expect(board.link.value).toBe('live');
    expect(socket.joins()).toEqual([null, 'p5']);
  });

  test('that a network swallows is given up after ten seconds and tried again', async () => {
    const socket = new FakeSocket(() => joined(5, { snapshot: snapshot() }));
    socket.reach = () => new Promise(() => undefined);
    const board = new Board('b', socket);
    await after(9_999);
    expect(socket.state).toBe('Connecting');
    socket.reach = async () => undefined;
    await after(301);
    expect(board.link.value).toBe('live');
    expect(socket.starts).toBe(2);
  });

  test.each([
    ['the network is back', () => page.window.dispatchEvent(new Event('online'))],
    ['somebody looks at the page again', () => page.document.dispatchEvent(new Event('visibilitychange'))],
  ])('does not wait when %s', async (_, happens) => {
    const { board, socket } = await follow();
    socket.reach = () => Promise.reject(new Error('no way'));
    await socket.stop();
    await after(5_400);
    expect(socket.starts).toBe(6);
    socket.reach = async () => undefined;
    happens();
    await after(0);
    expect(board.link.value).toBe('live');
  });

  test('waits while nobody looks at the page, and is left alone while it lives', async () => {
    const { socket } = await follow();
    page.document.dispatchEvent(new Event('visibilitychange'));
    expect(socket.starts).toBe(1);
    await socket.stop();
    page.document.hidden = true;
    page.document.dispatchEvent(new Event('visibilitychange'));
    await after(299);
    expect(socket.starts).toBe(1);
  });

  test('goes to another node within the time that a leaving one gives', async () => {
    const { board, socket } = await follow();
    vi.mocked(Math.random).mockReturnValue(0.25);
    socket.answer = () => joined(5, { missed: [] });
    socket.tell('leaving', { withinMs: 4_000 });
    await after(999);
    expect(socket.starts).toBe(1);
    await after(1);
    expect(socket.starts).toBe(2);
    expect(board.link.value).toBe('live');
    expect(socket.joins()).toEqual([null, 'p5']);
  });

  test('to a room that may not be read is not tried again, until somebody has a seat', async () => {
    const { board, socket } = await follow(() => new Error('HubException: forbidden'));
    expect(board.closed.value).toBe('forbidden');
    page.window.dispatchEvent(new Event('online'));
    await after(60_000);
    expect(socket.starts).toBe(1);
    socket.answer = () => joined(5, { snapshot: snapshot() });
    await board.reopen();
    expect(board.closed.value).toBeUndefined();
    expect(board.link.value).toBe('live');
  });

  test('that is made anew for a seat asks for the whole room, of which another audience sees more', async () => {
    const { board, socket } = await follow();
    socket.answer = () => joined(5, { snapshot: snapshot('n5', 'of the chair') });
    await board.reopen(true);
    expect(socket.joins()).toEqual([null, null]);
    expect(board.view.value!.notes).toEqual(['n5', 'of the chair']);
  });
});
