/**
 * A public room over plain HTTP, for those who only watch: as server-sent events, and where something between cuts or holds back such a stream, by asking for
 * the next position and for the frame that leads there. Both can come from a cache. To a channel it is a socket like the live hub's: what it guarantees, and
 * the words for how the link is, are the channel's.
 */
import { jumps, serverNow } from './clock';
import type { FrameView, Joined, TallyUpdate } from './contract';
import type { Socket } from './socket';

/** As much of the browser's EventSource as is used here. */
export interface Source {
  addEventListener(type: string, listener: (event: { data?: string }) => void): void;
  close(): void;
}

type Get = (url: string, init: { signal: AbortSignal; credentials: 'omit' }) => Promise<Response>;

/** A stream of which nothing has come for so long after it was asked for is held back on its way. */
const HELD_BACK = 8_000;
/** One that ends so soon was cut; where it happens as often as this one after the other, it is not tried again. */
const SHORT = 10_000;
const CUTS = 3;
/** So long nothing may come in a quiet room, before the house is asked whether there is nothing. */
const QUIET = 30_000;
const PATIENCE = 10_000;
/** The house itself waits for 25 seconds. */
const HEAD_PATIENCE = 40_000;
/** How often counts are read where only frames are asked for. */
const COUNTS = 5_000;
/** Before the same is asked again; the last answer is in the caches for so long. */
const SOON = 1_500;

const seqOf = (position: string) => Number.parseInt(position, 10);

export class HttpSocket implements Socket {
  state = 'Disconnected';
  private readonly handlers = new Map<string, (body: never) => void>();
  private readonly path: string;
  private closed = (): void => undefined;
  private polls = false;
  private cuts = 0;
  private position: string | undefined;
  private held: Joined | undefined;
  /** The house has no such position any more: the room is read whole. */
  private unknown = false;
  private source: Source | undefined;
  /** Up to which jump of the device's clock the house has said what time it is. */
  private told = jumps.peek();
  /** Aborted when what was begun for a join is over. */
  private following = new AbortController();

  /** @param room On the wire, such as `meetings/ID`. */
  constructor(
    private readonly room: string,
    private readonly open: (url: string) => Source = url => new EventSource(url),
    private readonly get: Get = (url, init) => fetch(url, init),
  ) {
    this.path = `/live/${room}`;
  }

  on(message: string, handler: (body: never) => void): void {
    this.handlers.set(message, handler);
  }

  onclose(handler: () => void): void {
    this.closed = handler;
  }

  async start(): Promise<void> {
    this.state = 'Connected';
  }

  async stop(): Promise<void> {
    const was = this.state;
    this.state = 'Disconnected';
    this.drop();
    if (was === 'Connected') this.closed();
  }

  /** Whoever watches reads the room, and asks for nothing else. */
  async invoke<T>(method: string, _room?: unknown, position?: unknown): Promise<T> {
    if (method !== 'Join') throw new Error('forbidden');
    return (await this.join((position as string | null | undefined) ?? undefined)) as T;
  }

  private async join(position: string | undefined): Promise<Joined> {
    const { held } = this;
    this.held = undefined;
    if (held && this.source) {
      // The stream has told the room whole, and goes on from there.
      this.position = held.position;
      return held;
    }
    this.drop();
    if (this.told !== jumps.peek()) {
      // Only the room as a whole comes with the time; a frame may be an hour old.
      this.told = jumps.peek();
      position = undefined;
    }
    const signal = this.following.signal;
    const joined = held ?? (this.polls ? undefined : await this.stream(position, signal)) ?? (await this.read(position, signal));
    if (signal.aborted) throw new Error('Nobody follows any more.');
    this.position = joined.position;
    // A stream tells by itself what comes next.
    if (!this.source) {
      void this.poll(signal);
      void this.count(signal);
    }
    return joined;
  }

  /** Ends what was begun for the join before. */
  private drop(): void {
    this.following.abort();
    this.following = new AbortController();
    this.source?.close();
    this.source = undefined;
  }

  /** What was followed is gone; the channel comes back with its position. */
  private cut(signal: AbortSignal): void {
    if (!signal.aborted) void this.stop();
  }

  // As a stream.

  /** Opens it and answers what its first event says; undefined where none comes, and the room is to be asked for by position from now on. */
  private stream(position: string | undefined, signal: AbortSignal): Promise<Joined | undefined> {
    return new Promise((resolve, reject) => {
      const source = this.open(`${this.path}/events${position ? `?after=${encodeURIComponent(position)}` : ''}`);
      this.source = source;
      const began = Date.now();
      let heard = 0;
      const give = (up: boolean) => {
        clearTimeout(patience);
        clearInterval(watch);
        source.close();
        this.source = undefined;
        if (up) this.polls = true;
        resolve(undefined);
      };
      const patience = setTimeout(() => give(true), HELD_BACK);
      signal.addEventListener('abort', () => {
        clearTimeout(patience);
        clearInterval(watch);
        reject(new Error('The stream has ended.'));
      });
      const watch = setInterval(() => {
        if (heard && Date.now() - heard > QUIET) {
          heard = Date.now();
          void this.ask(signal);
        }
      }, QUIET / 3);
      const on = <T>(type: string, first: (body: T) => Joined, then: (body: T) => void) =>
        source.addEventListener(type, ({ data }) => {
          if (signal.aborted || this.source !== source) return;
          const body = JSON.parse(data!) as T;
          const isFirst = heard === 0;
          heard = Date.now();
          if (!isFirst) {
            then(body);
            return;
          }
          clearTimeout(patience);
          resolve(first(body));
        });
      on<Joined>(
        'snapshot',
        whole => whole,
        whole => this.renew(whole),
      );
      on<FrameView>(
        'frame',
        frame => missed(frame.position, frame),
        frame => {
          this.position = frame.position;
          this.tell('frame', frame);
        },
      );
      on<TallyUpdate>(
        'tally',
        tally => {
          this.tell('tally', tally);
          return missed(position!);
        },
        tally => this.tell('tally', tally),
      );
      source.addEventListener('error', () => {
        if (signal.aborted || this.source !== source) return;
        this.cuts = Date.now() - began < SHORT ? this.cuts + 1 : 0;
        if (this.cuts >= CUTS) this.polls = true;
        clearInterval(watch);
        // Before anything came, why is asked by the way that says it: the room may not be there, or only the stream.
        if (heard) this.cut(signal);
        else give(false);
      });
    });
  }

  /** Whether it is so quiet because nothing happens. */
  private async ask(signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.fetch('head', signal);
      const { position } = (await answer.json()) as { position: string };
      if (answer.ok && seqOf(position) <= seqOf(this.position!)) return;
    } catch {
      // The network is gone, or this was.
    }
    this.cut(signal);
  }

  // By position.

  /**
   * What follows a position, or the room whole. Nobody asks for a frame before the house says that there is one: so a cache never holds that there is none.
   */
  private async read(position: string | undefined, signal: AbortSignal): Promise<Joined> {
    if (position && !this.unknown) {
      const head = await this.fetch('head', signal);
      // It was there: now not everybody may read it.
      if (await isNotThere(head)) throw new Error('forbidden');
      if (!head.ok) throw new Error(`The house answers ${head.status}.`);
      const to = ((await head.json()) as { position: string }).position;
      if (to === position || seqOf(to) < seqOf(position)) return missed(position);
      const answer = await this.fetch(`frames/${encodeURIComponent(position)}`, signal);
      if (answer.status === 425) return missed(position);
      if (answer.ok) {
        const frame = (await answer.json()) as FrameView;
        return missed(frame.position, frame);
      }
      if (answer.status !== 404) throw new Error(`The house answers ${answer.status}.`);
    }
    const answer = await this.fetch('snapshot', signal);
    if (await isNotThere(answer)) throw new Error('unknownRoom');
    if (!answer.ok) throw new Error(`The house answers ${answer.status}.`);
    this.unknown = false;
    return (await answer.json()) as Joined;
  }

  /** Waits for what comes next, and asks for it, for as long as somebody follows. */
  private async poll(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const position: string = this.position!;
        const head = await this.fetch(`head?after=${encodeURIComponent(position)}`, signal, HEAD_PATIENCE);
        if (head.status === 204) {
          await pause(SOON, signal);
          continue;
        }
        const answer = head.ok ? await this.fetch(`frames/${encodeURIComponent(position)}`, signal) : head;
        if (answer.status === 404) {
          // The room may be closed, or its record another by now: the channel asks anew, and gets it whole.
          this.unknown = true;
          this.again();
          return;
        }
        if (answer.status === 425) {
          await pause(SOON, signal);
          continue;
        }
        if (!answer.ok) throw new Error(`The house answers ${answer.status}.`);
        const frame = (await answer.json()) as FrameView;
        this.position = frame.position;
        this.tell('frame', frame);
      }
    } catch {
      this.cut(signal);
    }
  }

  /** Frames carry no counts: they stand in the snapshot. */
  private async count(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await pause(COUNTS, signal);
        const answer = await this.fetch('snapshot', signal);
        if (!answer.ok) continue;
        const whole = (await answer.json()) as Joined;
        if (whole.to < seqOf(this.position!)) continue;
        // What kept a stream from beginning may be over: then the counts come with it.
        if (this.polls) this.renew(whole);
        else this.again();
        return;
      }
    } catch {
      this.cut(signal);
    }
  }

  /** The channel takes the room whole, as it was just read. */
  private renew(whole: Joined): void {
    this.held = whole;
    this.again();
  }

  private again(): void {
    this.tell('resync', { room: this.room });
  }

  private tell(message: string, body: unknown): void {
    this.handlers.get(message)?.(body as never);
  }

  /** A network that swallows packets would let this wait for minutes. */
  private async fetch(what: string, signal: AbortSignal, patience = PATIENCE): Promise<Response> {
    const timer = setTimeout(() => this.cut(signal), patience);
    try {
      return await this.get(`${this.path}/${what}`, { signal, credentials: 'omit' });
    } finally {
      clearTimeout(timer);
    }
  }
}

const missed = (position: string, frame?: FrameView): Joined => ({
  position,
  to: frame?.to ?? seqOf(position),
  now: new Date(serverNow()).toISOString(),
  missed: frame ? [frame] : [],
});

/** Whether it is the house that says so: while nodes are renewed one by one, an older one does not know these addresses. */
const isNotThere = async (answer: Response): Promise<boolean> =>
  answer.status === 404 && ((await answer.json().catch(() => undefined)) as { code?: string } | undefined)?.code === 'unknownRoom';

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done, failed) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      failed(new Error('Nobody follows any more.'));
    });
  });

/** The socket of whoever reads this meeting as anybody may, and has no seat in it; absent: the live hub's. */
export const observing = (joined: Joined): Socket | undefined =>
  joined.me || joined.snapshot?.visibility !== 'public' ? undefined : new HttpSocket(`meetings/${joined.snapshot.id}`);
