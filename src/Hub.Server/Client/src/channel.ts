/**
 * One room, followed live over a socket, whatever its kind. It guarantees: events are applied once and in order, whatever the connection
 * does; a gap is closed by reading what was missed; a tally never goes back. A kind of room is one class that extends this one: it names the prefix of
 * its streams, how an event changes the view, and what a snapshot seeds beside the view.
 */
import { batch, signal, type Signal } from '@preact/signals';
import { jumps, serverNow, setServerTime } from './clock';
import type { CommentsView, FrameView, Joined, MeView, MineUpdate, PresentView, Receipt, TallyItem, TallyUpdate } from './contract';
import { Outbox } from './outbox';
import { openSocket, type Socket } from './socket';

/** connecting: the first time; live; again: was live and is coming back; stale: that takes long, what is shown may be old. */
export type Link = 'connecting' | 'live' | 'again' | 'stale';

/** What every room shows. */
export interface RoomView {
  comments: CommentsView;
  present: PresentView;
}

export type FrameOf<E> = Omit<FrameView, 'events'> & { events: E[] };

/** A room as it is read: whole, or what was missed since a position. */
export type Reading<V, E> = Omit<Joined, 'snapshot' | 'missed'> & { snapshot?: V; missed?: FrameOf<E>[] };

/** The newest tally of a thing. */
interface Latest extends TallyItem {
  version: number;
  /** How many reads of the room the client had asked for when the tally came: the snapshot of a later read contains it. */
  asked: number;
}

/** Why a room cannot be followed. */
export type RoomClosed = 'forbidden' | 'unknownRoom' | 'quarantined';

/** What is shown of a channel where its kind does not matter. */
export interface Followed {
  readonly link: Signal<Link>;
  readonly outbox: Pick<Outbox<unknown>, 'pending' | 'settled'>;
}

const STALE_AFTER = 8_000;
const SLOWEST = 5_000;
const PATIENCE = 10_000;

export abstract class Channel<V extends RoomView, E, C> {
  readonly view = signal<V | undefined>(undefined);
  readonly me = signal<MeView | undefined>(undefined);
  readonly link = signal<Link>('connecting');
  /** When the view was last known to be right. */
  readonly asOf = signal(serverNow());
  /** The room may not be read, or is not there. */
  readonly closed = signal<RoomClosed | undefined>(undefined);
  readonly present = signal<PresentView | undefined>(undefined);
  /** Comments left out in a storm since they were last paged. */
  readonly omitted = signal(0);
  /** The seq of the last event that the view holds. */
  readonly seq = signal(-1);
  /** The room on the wire. */
  readonly name: string;
  readonly outbox: Outbox<C>;
  readonly send: Outbox<C>['send'];
  readonly isPending: Outbox<C>['isPending'];

  /** The newest tallies, by what they count. */
  readonly tallies = signal(new Map<string, Latest>());
  protected joining: Promise<void> | undefined;
  /** Aborted when the channel is closed. */
  private readonly closing = new AbortController();
  private position: string | undefined;
  private asked = 0;
  private starting = false;
  private attempts = 0;
  private lostAt = 0;
  private timer = 0;

  /** @param prefix What stands before the id in the names of the kind's rooms, and of their streams. */
  constructor(
    prefix: string,
    readonly id: string,
    private readonly socket: Socket = openSocket(),
  ) {
    this.name = prefix + id;
    this.outbox = new Outbox<C>(
      this.name,
      (op, command) => (this.link.value === 'live' && socket.state === 'Connected' ? this.ask(op, command) : this.askAside?.(op, command)),
      command => {
        if (this.me.value) this.me.value = this.mine(this.me.value, command);
      },
    );
    ({ send: this.send, isPending: this.isPending } = this.outbox);
    const on = <T extends { room: string }>(message: string, take: (body: T) => void) =>
      socket.on(message, (body: T) => {
        if (body.room === this.name) take(body);
      });
    on<FrameOf<E>>('frame', frame => this.frame(frame));
    on<TallyUpdate>('tally', tally => this.tally(tally));
    on<MineUpdate>('mine', ({ me }) => this.owned(me));
    on('resync', () => void this.join());
    socket.on('leaving', ({ withinMs }: { withinMs: number }) => {
      setTimeout(() => void this.reopen(), Math.random() * withinMs);
    });
    socket.onclose(() => this.lost());
  }

  // What a kind defines.

  /**
   * The view after an event. Pure. It throws on an event that it does not know: the channel then asks for the whole snapshot, and shows
   * nothing of the frame before.
   */
  protected abstract apply(view: V, event: E): V;

  /** Seeds what the kind keeps beside the view; the snapshot is the view by now. */
  protected seed(): void {}

  /** What is mine as the server has it: I did something on another device, or nobody else is told what the chair did. */
  protected owned(me?: MeView): void {
    this.me.value = me;
  }

  /** Changes what the kind keeps beside the view; the events of the frame are applied by now. */
  protected applied(_events: E[], _omitted: number): void {}

  /** What is mine after a command of mine was done; the room's events do not say it. Pure. */
  protected mine(me: MeView, _command: C): MeView {
    return me;
  }

  /** Asks the server for the receipt of an operation. */
  protected ask(op: string, command: C): Promise<Receipt> {
    return this.socket.invoke('Do', this.name, op, command);
  }

  /** Asks by another way while the socket is not live; absent: the command waits. */
  protected askAside?(op: string, command: C): Promise<Receipt>;

  // What a page asks.

  /** The seq that the next event will have: a page before it starts with the newest. */
  get nextSeq(): number {
    return this.seq.peek() + 1;
  }

  /** The newest count of the likes of a comment, or of the room itself. */
  likesOf(id: string, otherwise: number): number {
    return this.tallies.value.get(id)?.counts?.like ?? otherwise;
  }

  /** Connects anew. The server reads the session at connect, so also needed after a seat was taken: `fresh`, since another audience sees more. */
  async reopen(fresh = false): Promise<void> {
    if (fresh) this.position = undefined;
    this.closed.value = undefined;
    this.attempts = 0;
    await this.socket.stop();
    clearTimeout(this.timer);
    await this.start();
  }

  /** Stops following the room, once the outbox is empty. */
  close(): void {
    void this.outbox.emptied().then(() => {
      this.closing.abort();
      void this.socket.stop();
    });
  }

  // Connection.

  /** Begins to follow the room; to be called when the object of the kind is complete. */
  protected open(inlined?: Reading<V, E>): void {
    if (inlined) this.take(inlined);
    const { signal } = this.closing;
    window.addEventListener('online', () => this.hurry(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (!document.hidden) this.hurry();
      },
      { signal },
    );
    signal.addEventListener(
      'abort',
      jumps.subscribe(n => {
        if (n && this.link.value === 'live') void this.join();
      }),
    );
    void this.start();
  }

  private async start(): Promise<void> {
    if (this.starting || this.closing.signal.aborted || this.socket.state !== 'Disconnected') return;
    this.starting = true;
    // A network that swallows packets would let this wait for minutes.
    const patience = setTimeout(() => void this.socket.stop(), PATIENCE);
    try {
      await this.socket.start();
      clearTimeout(patience);
      await this.join();
      this.attempts = 0;
    } catch {
      this.lost();
    } finally {
      clearTimeout(patience);
      this.starting = false;
    }
  }

  private lost(): void {
    if (this.closed.value) return;
    if (this.link.value === 'live') this.lostAt = Date.now();
    else this.lostAt ||= Date.now();
    if (this.link.value !== 'connecting' || this.seq.peek() >= 0) this.link.value = Date.now() - this.lostAt > STALE_AFTER ? 'stale' : 'again';
    clearTimeout(this.timer);
    // A whole room loses its node at the same moment; it must not come back at the same moment.
    this.timer = setTimeout(
      () => {
        void this.socket.stop().then(() => this.start());
      },
      Math.min(SLOWEST, 300 * 2 ** this.attempts++) * (0.5 + Math.random() / 2) + 150,
    );
  }

  /** The network is back or the phone was woken: no reason to wait. */
  private hurry(): void {
    if (this.link.value === 'live' || this.closed.value) return;
    clearTimeout(this.timer);
    this.attempts = 0;
    void this.start();
  }

  /** Reads the room anew: from where it stands, or as a whole. */
  protected join(): Promise<void> {
    this.joining ??= this.joinOnce().finally(() => {
      this.joining = undefined;
    });
    return this.joining;
  }

  private async joinOnce(): Promise<void> {
    let whole: boolean;
    try {
      do {
        this.asked++;
        whole = this.take(await this.socket.invoke<Reading<V, E>>('Join', this.name, this.position ?? null));
      } while (!whole);
    } catch (error) {
      const code = /unknownRoom|forbidden|quarantined/.exec(String(error))?.[0];
      if (!code) {
        if (this.socket.state === 'Connected') void this.socket.stop();
        throw error;
      }
      this.closed.value = code as RoomClosed;
      void this.socket.stop();
      return;
    }
    batch(() => {
      this.link.value = 'live';
      this.lostAt = 0;
      this.asOf.value = serverNow();
    });
    this.outbox.flush();
  }

  // What comes in.

  /**
   * Takes over the room as it was read; also a moment of a meeting that is played again. Answers false where the missed frames do not lead
   * to where the room is: then the whole snapshot must be asked for.
   */
  take(joined: Reading<V, E>): boolean {
    return batch(() => {
      setServerTime(joined.now);
      this.me.value = joined.me;
      if (joined.snapshot) {
        this.view.value = joined.snapshot;
        this.present.value = joined.snapshot.present;
        this.omitted.value = 0;
        // The tallies of ballots have a version by which the newer one is known; a snapshot's likes have none.
        this.tallies.value = new Map([...this.tallies.value].filter(([, tally]) => tally.cast !== undefined || tally.asked >= this.asked));
        this.seq.value = joined.to;
        this.seed();
      } else {
        for (const frame of joined.missed ?? []) this.frame(frame);
        // What the server says is mine already includes the missed events.
        this.me.value = joined.me;
        if (this.seq.peek() < joined.to) {
          this.position = undefined;
          return false;
        }
      }
      this.position = joined.position;
      return true;
    });
  }

  private frame(frame: FrameOf<E>): void {
    if (frame.to <= this.seq.peek() || !this.view.value) return;
    if (frame.from !== this.seq.peek()) {
      void this.join();
      return;
    }
    batch(() => {
      try {
        const view = frame.events.reduce((v, event) => this.apply(v, event), this.view.value!);
        const omitted = frame.omitted ?? 0;
        this.view.value = omitted > 0 ? { ...view, comments: { ...view.comments, total: view.comments.total + omitted } } : view;
        this.omitted.value += omitted;
        this.seq.value = frame.to;
        this.position = frame.position;
        this.asOf.value = serverNow();
        this.applied(frame.events, omitted);
      } catch {
        // The event is one of a newer server, or does not say all that it changes: the channel asks for the whole snapshot instead.
        this.position = undefined;
        void this.join();
      }
    });
  }

  private tally({ version, present, tallies }: TallyUpdate): void {
    const latest = new Map(this.tallies.value);
    for (const tally of tallies) {
      const known = latest.get(tally.id);
      if (!known || known.version <= version) latest.set(tally.id, { ...known, ...tally, version, asked: this.asked });
    }
    batch(() => {
      this.tallies.value = latest;
      this.present.value = present;
      this.asOf.value = serverNow();
    });
  }
}

/** What is mine when I like something, or do not any more. */
export function liked(me: MeView, id: string, on: boolean): MeView {
  const others = me.likes.filter(x => x !== id);
  return { ...me, likes: on ? [...others, id] : others };
}
