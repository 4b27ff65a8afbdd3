/** A public room over plain HTTP keeps what every room promises: nothing twice, nothing left out, and the same words for how the link is. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Channel, type FrameOf, type Reading, type RoomView } from './channel';
import { jumps, serverNow } from './clock';
import { fakePage } from './fake-socket';
import { HttpSocket, observing, type Source } from './live-http';

interface BoardView extends RoomView {
  notes: string[];
}
type BoardEvent = { seq: number; type: 'notePut'; note: string };

class Board extends Channel<BoardView, BoardEvent, never> {
  constructor(socket: HttpSocket, inlined?: Reading<BoardView, BoardEvent>) {
    super('boards/', 'b', socket);
    this.open(inlined);
  }

  protected override apply(view: BoardView, event: BoardEvent): BoardView {
    return { ...view, notes: [...view.notes, event.note] };
  }
}

const snapshot = (to: number, ...notes: string[]): Reading<BoardView, BoardEvent> => ({
  position: `${to}-h`,
  to,
  now: new Date().toISOString(),
  snapshot: { notes, comments: { items: [], total: 0 }, present: { now: notes.length, checkedIn: 0 } },
});
const frame = (from: number, ...notes: string[]): FrameOf<BoardEvent> => ({
  room: 'boards/b',
  from,
  to: from + notes.length,
  position: `${from + notes.length}-h`,
  events: notes.map((note, i) => ({ seq: from + i + 1, type: 'notePut', note })),
});
const tally = (version: number, now: number) => ({ room: 'boards/b', version, present: { now, checkedIn: 0 }, tallies: [] });

class FakeSource implements Source {
  closed = false;
  private readonly listeners = new Map<string, (event: { data?: string }) => void>();

  constructor(readonly url: string) {}

  addEventListener(type: string, listener: (event: { data?: string }) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  tell(type: string, body: unknown): void {
    this.listeners.get(type)!({ data: JSON.stringify(body) });
  }
  fail(): void {
    this.listeners.get('error')!({});
  }
}

/** A house as it answers over HTTP: what is asked for is written down; what is not answered yet waits, as a head does. */
class FakeHouse {
  readonly sources: FakeSource[] = [];
  readonly asked: string[] = [];
  answers: (what: string) => Response | Promise<Response> = () => new Promise(() => undefined);
  readonly socket = new HttpSocket(
    'boards/b',
    url => {
      this.sources.push(new FakeSource(url));
      return this.stream;
    },
    (url, { signal }) => {
      const what = url.replace('/live/boards/b/', '');
      this.asked.push(what);
      return Promise.race([
        Promise.resolve(this.answers(what)),
        new Promise<never>((_, failed) => signal.addEventListener('abort', () => failed(new Error('aborted')))),
      ]);
    },
  );

  get stream(): FakeSource {
    return this.sources[this.sources.length - 1]!;
  }
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const waits = () => new Promise<Response>(() => undefined);

let house: FakeHouse;
beforeEach(() => {
  fakePage();
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  house = new FakeHouse();
});

/** Everything that is due by then has happened. */
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a public room as a stream', () => {
  test('begins behind what the page has, and applies each frame once', async () => {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    expect(house.stream.url).toBe('/live/boards/b/events?after=5-h');
    house.stream.tell('frame', frame(5, 'b', 'c'));
    await after(0);
    expect(board.link.value).toBe('live');
    house.stream.tell('frame', frame(7, 'd'));
    house.stream.tell('frame', frame(7, 'd'));
    house.stream.tell('tally', tally(1, 12));
    expect(board.view.value!.notes).toEqual(['a', 'b', 'c', 'd']);
    expect(board.present.value!.now).toBe(12);
    expect(house.asked).toEqual([]);
  });

  test('is live where nothing was missed: the counts say so', async () => {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('tally', tally(3, 7));
    await after(0);
    expect(board.link.value).toBe('live');
    expect(board.present.value!.now).toBe(7);
    expect(board.seq.value).toBe(5);
  });

  test('is told whole where its position is not known any more', async () => {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('snapshot', snapshot(900, 'x', 'y'));
    await after(0);
    expect(board.view.value!.notes).toEqual(['x', 'y']);
    house.stream.tell('snapshot', snapshot(950, 'z'));
    await after(0);
    expect(board.view.value!.notes).toEqual(['z']);
    house.stream.tell('frame', frame(950, 'w'));
    expect(board.view.value!.notes).toEqual(['z', 'w']);
    expect(house.sources).toHaveLength(1);
  });

  test('is read whole where the device has slept: only so does it hear what time it is', async () => {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('frame', frame(5, 'b'));
    await after(0);
    jumps.value++;
    await after(0);
    expect(house.stream.url).toBe('/live/boards/b/events');
    house.stream.tell('snapshot', { ...snapshot(6, 'a', 'b'), now: '2027-03-01T09:30:00Z' });
    await after(0);
    expect(serverNow() - Date.parse('2027-03-01T09:30:00Z')).toBeLessThan(1_000);
    expect(board.view.value!.notes).toEqual(['a', 'b']);

    // Once: what follows comes from where the room stands.
    house.stream.fail();
    await after(2_000);
    expect(house.stream.url).toBe('/live/boards/b/events?after=6-h');
  });

  test('that is cut comes back from where it stood, and says so meanwhile', async () => {
    house.answers = () => json({ position: '6-h' });
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('frame', frame(5, 'b'));
    await after(60_000);
    house.stream.tell('tally', tally(1, 1));
    house.stream.fail();
    expect(board.link.value).toBe('again');
    await after(300);
    expect(house.stream.url).toBe('/live/boards/b/events?after=6-h');
    house.stream.tell('frame', frame(6, 'c'));
    await after(0);
    expect(board.link.value).toBe('live');
    expect(board.view.value!.notes).toEqual(['a', 'b', 'c']);
  });

  test('in which a frame is missing is read from where the room stands', async () => {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('tally', tally(1, 1));
    await after(0);
    const first = house.stream;
    first.tell('frame', frame(6, 'c'));
    await after(0);
    expect(first.closed).toBe(true);
    expect(house.stream.url).toBe('/live/boards/b/events?after=5-h');
    house.stream.tell('frame', frame(5, 'b', 'c'));
    await after(0);
    expect(board.view.value!.notes).toEqual(['a', 'b', 'c']);
  });

  test('that is silent for long is asked whether nothing has happened', async () => {
    house.answers = () => json({ position: '5-h' });
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.tell('tally', tally(1, 1));
    await after(45_000);
    expect(house.asked).toEqual(['head']);
    expect(board.link.value).toBe('live');
    house.answers = () => json({ position: '9-h' });
    await after(38_000);
    expect(house.sources).toHaveLength(2);
  });
});

describe('a public room by position', () => {
  /** The stream is held back on its way: its head comes, and none of its events. */
  async function heldBack() {
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    await after(8_000);
    await after(0);
    return board;
  }

  test('is followed where streams are held back: a head that waits, and the frame that it leads to', async () => {
    let come: (answer: Response) => void = () => undefined;
    house.answers = what => {
      if (what === 'head') return json({ position: '5-h' });
      if (what === 'head?after=5-h')
        return new Promise(answer => {
          come = answer;
        });
      return what === 'snapshot' ? json(snapshot(5, 'a')) : waits();
    };
    const board = await heldBack();
    expect(house.stream.closed).toBe(true);
    expect(board.link.value).toBe('live');
    expect(house.asked).toEqual(['head', 'head?after=5-h']);

    house.answers = what => (what === 'frames/5-h' ? json(frame(5, 'b', 'c')) : waits());
    come(json({ position: '7-h' }));
    await after(0);
    expect(board.view.value!.notes).toEqual(['a', 'b', 'c']);
    expect(house.asked.slice(2)).toEqual(['frames/5-h', 'head?after=7-h']);
  });

  test('waits a moment where nothing follows, and asks again', async () => {
    let heads = 0;
    house.answers = what => {
      if (what === 'head') return json({ position: '5-h' });
      return what === 'head?after=5-h' && ++heads === 1 ? new Response(null, { status: 204 }) : waits();
    };
    await heldBack();
    expect(heads).toBe(1);
    await after(1_500);
    expect(heads).toBe(2);
  });

  test('is read whole where its position is not known any more', async () => {
    house.answers = what => {
      if (what === 'head') return json({ position: '900-h' });
      return what === 'frames/5-h' ? json({}, 404) : what === 'snapshot' ? json(snapshot(900, 'x')) : waits();
    };
    const board = await heldBack();
    expect(board.view.value!.notes).toEqual(['x']);
    expect(board.link.value).toBe('live');
  });

  test('has its counts from the snapshot, never from one that is older than what is shown', async () => {
    house.answers = what => {
      if (what === 'head') return json({ position: '6-h' });
      return what === 'frames/5-h' ? json(frame(5, 'b')) : what === 'snapshot' ? json(snapshot(5, 'a')) : waits();
    };
    const board = await heldBack();
    expect(board.view.value!.notes).toEqual(['a', 'b']);
    await after(5_000);
    expect(board.view.value!.notes).toEqual(['a', 'b']);
    house.answers = what => (what === 'snapshot' ? json(snapshot(6, 'a', 'b')) : waits());
    await after(5_000);
    expect(board.present.value!.now).toBe(2);
    expect(board.link.value).toBe('live');
  });

  test('that not everybody may read any more is closed', async () => {
    house.answers = () => json({ code: 'unknownRoom' }, 404);
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.fail();
    await after(0);
    expect(board.closed.value).toBe('forbidden');
  });

  test('is asked for again where an older node of the house does not know its addresses', async () => {
    house.answers = () => new Response('<!doctype html>', { status: 404 });
    const board = new Board(house.socket, snapshot(5, 'a'));
    await after(0);
    house.stream.fail();
    await after(0);
    expect(board.closed.value).toBeUndefined();
    expect(board.link.value).toBe('again');
    await after(1_000);
    house.stream.tell('frame', frame(5, 'b'));
    await after(0);
    expect(board.view.value!.notes).toEqual(['a', 'b']);
  });

  test('is followed so once streams were cut three times in a row', async () => {
    house.answers = what => (what === 'head' ? json({ position: '5-h' }) : waits());
    const board = new Board(house.socket, snapshot(5, 'a'));
    for (let cut = 1; cut <= 3; cut++) {
      await after(0);
      house.stream.tell('tally', tally(cut, 1));
      await after(0);
      house.stream.fail();
      await after(5_000);
    }
    expect(board.link.value).toBe('live');
    expect(house.sources).toHaveLength(3);
    expect(house.asked).toEqual(['head', 'head?after=5-h']);
  });

  test('whose record was restored since is read whole', async () => {
    house.answers = what => {
      if (what === 'head' || what === 'head?after=5-h') return json({ position: '3-r' });
      return what === 'frames/5-h' ? json({}, 404) : what === 'snapshot' ? json(snapshot(3, 'r')) : waits();
    };
    const board = await heldBack();
    expect(board.view.value!.notes).toEqual(['r']);
    expect(board.link.value).toBe('live');
  });
});

test('only who has no seat in a meeting that is public observes it so', () => {
  const view = (visibility: string) => ({ ...snapshot(1), snapshot: { id: 'm', visibility } }) as never;
  const me = { participant: 'p' };
  expect(observing(view('public'))).toBeInstanceOf(HttpSocket);
  expect(observing(view('codes'))).toBeUndefined();
  expect(observing({ ...(view('public') as object), me } as never)).toBeUndefined();
});
