/**
 * One room, live. It guarantees: events are applied once and in order, whatever the connection does; a gap is repaired without a word;
 * a command is sent until its receipt is here, always under the same operation id; counts never go back.
 */
import { HubConnection, HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr';
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { serverNow, setServerTime } from './clock';
import type { BallotView, Command, CommentView, FrameView, Joined, MeetingView, MeView, PresentView, Receipt, Tally, TallyUpdate, WeightTally } from './contract';
import { applyEvent, changed, KEPT, newComment } from './evolve';
import { keep, recall } from './keep';

/** connecting: the first time; live; again: was live and is coming back; stale: that takes long, what is shown may be old. */
export type Link = 'connecting' | 'live' | 'again' | 'stale';

interface Pending {
  op: string;
  command: Command;
}

/** A count as it was told. */
interface Told {
  version: number;
  counts?: Record<string, number>;
  cast?: number;
  eligible?: number;
  weights?: WeightTally;
  hands?: Record<string, number>;
  /** Told before or after the newest snapshot was asked for. */
  asked: number;
}

export interface Renaming {
  seq: number;
  was: string;
  name: string;
}

/** Comments that stand still while the room goes on: held by the reader, or an older page. */
export interface Held {
  rows: CommentView[];
  /** Set on a page: where the next older one starts; 0 where there is none. */
  next?: number;
  unseen: number;
}

const STALE_AFTER = 8_000;
const SLOWEST = 5_000;
const PATIENCE = 10_000;

export class Room {
  readonly view = signal<MeetingView | undefined>(undefined);
  readonly me = signal<MeView | undefined>(undefined);
  readonly link = signal<Link>('connecting');
  /** When the picture was last known to be right. */
  readonly asOf = signal(serverNow());
  /** The room may not be read, or is not there. */
  readonly closed = signal<'forbidden' | 'unknownRoom' | undefined>(undefined);
  readonly present = signal<PresentView | undefined>(undefined);
  readonly pending = signal<Pending[]>([]);
  readonly held = signal<Held | undefined>(undefined);
  /** Comments left out in a storm since they were last paged. */
  readonly omitted = signal(0);
  /** The seq of the last event that the picture holds. */
  readonly seq = signal(-1);
  /** Who took another name since this page is open, newest last: the chair is told what they were called before. */
  readonly renames = signal<Renaming[]>([]);
  /** Comments that reached the room in the last seconds, for the rate. */
  readonly arrivals = signal<number[]>([]);
  /** The last command that was answered, with its answer; orphaned: the page that sent it is gone, so nobody waits for the answer. */
  readonly settled = signal<{ command: Command; receipt: Receipt; orphaned: boolean } | undefined>(undefined);
  /** Ballots in whose electorate this visitor is not, as far as it is known here; the box has the last word. */
  readonly notEntitled = signal(new Set<string>());

  /** My comments that wait for approval. The room is not told of them, so they are kept here. */
  readonly waiting = signal<{ id: string; text: string }[]>([]);

  private readonly told = signal(new Map<string, Told>());
  private readonly parts: { [K in keyof MeetingView]?: ReadonlySignal<unknown> } = {};
  private readonly waiters = new Map<string, (receipt: Receipt) => void>();
  private readonly inFlight = new Set<string>();
  private readonly connection: HubConnection;
  private readonly outbox: string;
  private position: string | undefined;
  private asked = 0;
  private joining: Promise<void> | undefined;
  private starting = false;
  private attempts = 0;
  private lostAt = 0;
  private timer = 0;

  /** @param live Absent: yes. One that is not shows what it is given and hears nothing: a meeting that is played again. */
  constructor(readonly id: string, inlined?: Joined, live = true) {
    this.outbox = `outbox:${this.name}`;
    this.pending.value = recall<Pending[]>('sessionStorage', this.outbox) ?? [];
    this.waiting.value = recall<{ id: string; text: string }[]>('sessionStorage', `waiting:${this.name}`) ?? [];
    if (inlined) this.take(inlined);

    this.connection = new HubConnectionBuilder()
      .withUrl('/hubs/live', { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.serverTimeoutInMilliseconds = 12_000;
    this.connection.keepAliveIntervalInMilliseconds = 5_000;
    this.connection.on('frame', (frame: FrameView) => { if (frame.room === this.name) this.frame(frame); });
    this.connection.on('tally', (tally: TallyUpdate) => { if (tally.room === this.name) this.tally(tally); });
    this.connection.on('resync', (x: { room: string }) => { if (x.room === this.name) void this.join(); });
    this.connection.on('leaving', (x: { withinMs: number }) => { setTimeout(() => void this.reopen(), Math.random() * x.withinMs); });
    this.connection.onclose(() => this.lost());
    if (!live) return;
    window.addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.hurry(); });
    void this.start();
  }

  /** The seq that the next event will have: a page before it starts with the newest. */
  get nextSeq(): number {
    return this.seq.peek() + 1;
  }

  get name(): string {
    return `meetings/${this.id}`;
  }

  /** Connects anew. The server reads the session at connect, so also needed after a seat was taken: `fresh`, since another audience sees more. */
  async reopen(fresh = false): Promise<void> {
    if (fresh) this.position = undefined;
    this.closed.value = undefined;
    this.attempts = 0;
    await this.connection.stop();
    clearTimeout(this.timer);
    await this.start();
  }

  /** Sends a command until it is answered. Idempotent by its operation id. */
  readonly send = (command: Command): Promise<Receipt> => {
    const op = [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
    this.setPending([...this.pending.value, { op, command }]);
    const answered = new Promise<Receipt>(done => this.waiters.set(op, done));
    void this.deliver({ op, command });
    return answered;
  };

  readonly isPending = (is: (command: Command) => boolean) => this.pending.value.some(p => is(p.command));

  /** A part of the picture. What reads it is drawn again when that part changes, not with every comment. */
  part<K extends keyof MeetingView>(key: K): MeetingView[K] {
    let part = this.parts[key] as ReadonlySignal<MeetingView[K]> | undefined;
    if (!part) this.parts[key] = part = computed(() => this.view.value![key]);
    return part.value;
  }

  /** The newest count of a ballot; a closed one has its sealed count. */
  tallyOf(ballot: BallotView): Tally | undefined {
    const told = this.told.value.get(ballot.id);
    const sealed = ballot.tally;
    return ballot.status === 'closed' || !told || told.version < (sealed?.version ?? 0)
      ? sealed ?? (told && { version: told.version, cast: told.cast ?? 0, eligible: told.eligible ?? 0 })
      : { version: told.version, counts: told.counts ?? sealed?.counts, cast: told.cast ?? sealed?.cast ?? 0, eligible: told.eligible ?? sealed?.eligible ?? 0, weights: told.weights ?? sealed?.weights, hands: told.hands ?? sealed?.hands };
  }

  likesOf(comment: CommentView): number {
    return this.told.value.get(comment.id)?.counts?.like ?? comment.likes;
  }

  readonly likedByMe = computed(() => new Set(this.me.value?.likes));

  /** Takes in the newest comments, paged because a storm left some out: from here on nothing is missing among those shown. */
  fill(page: CommentView[]): void {
    const view = this.view.value!;
    const items = [...new Map([...view.comments.items, ...page].map(c => [c.id, c])).values()].sort((a, b) => a.seq - b.seq);
    batch(() => {
      this.view.value = { ...view, comments: { ...view.comments, items: items.slice(-KEPT) } };
      this.omitted.value = 0;
    });
  }

  addWaiting(comment: { id: string; text: string }): void {
    // The approval may have come before the receipt.
    if (!this.view.value?.comments.items.some(c => c.id === comment.id)) this.setWaiting([...this.waiting.value, comment]);
  }

  dropWaiting(id: string): void {
    if (this.waiting.value.some(c => c.id === id)) this.setWaiting(this.waiting.value.filter(c => c.id !== id));
  }

  private setWaiting(waiting: { id: string; text: string }[]): void {
    this.waiting.value = waiting;
    keep('sessionStorage', `waiting:${this.name}`, waiting.length > 0 ? waiting : undefined);
  }

  // Connection.

  private async start(): Promise<void> {
    if (this.starting || this.connection.state !== 'Disconnected') return;
    this.starting = true;
    // A network that swallows packets would let this wait for minutes.
    const patience = setTimeout(() => void this.connection.stop(), PATIENCE);
    try {
      await this.connection.start();
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
    this.inFlight.clear();
    if (this.link.value === 'live') this.lostAt = Date.now();
    else this.lostAt ||= Date.now();
    if (this.link.value !== 'connecting' || this.seq.peek() >= 0) this.link.value = Date.now() - this.lostAt > STALE_AFTER ? 'stale' : 'again';
    clearTimeout(this.timer);
    // A whole room loses its node at the same moment; it must not come back at the same moment.
    this.timer = window.setTimeout(() => {
      void this.connection.stop().then(() => this.start());
    }, Math.min(SLOWEST, 300 * 2 ** this.attempts++) * (0.5 + Math.random() / 2) + 150);
  }

  /** The network is back or the phone was woken: no reason to wait. */
  private hurry(): void {
    if (this.link.value === 'live' || this.closed.value) return;
    clearTimeout(this.timer);
    this.attempts = 0;
    void this.start();
  }

  private join(): Promise<void> {
    return (this.joining ??= this.joinOnce().finally(() => { this.joining = undefined; }));
  }

  private async joinOnce(): Promise<void> {
    let whole: boolean;
    try {
      do {
        this.asked++;
        whole = this.take(await this.connection.invoke<Joined>('Join', this.name, this.position ?? null));
      } while (!whole);
    } catch (error) {
      const code = /unknownRoom|forbidden/.exec(String(error))?.[0];
      if (!code) {
        if (this.connection.state === 'Connected') void this.connection.stop();
        throw error;
      }
      this.closed.value = code as 'forbidden' | 'unknownRoom';
      void this.connection.stop();
      return;
    }
    batch(() => {
      this.link.value = 'live';
      this.lostAt = 0;
      this.asOf.value = serverNow();
    });
    for (const p of this.pending.value) void this.deliver(p);
  }

  // What comes in.

  /** Takes over the room as it was read; also a moment of a meeting that is played again. False where what was missed does not lead to where the room is: then the whole picture must be asked for. */
  take(joined: Joined): boolean {
    return batch(() => {
      setServerTime(joined.now);
      this.me.value = joined.me;
      if (joined.snapshot) {
        this.view.value = joined.snapshot;
        const entitled = joined.me?.entitled;
        if (entitled) this.bar(...joined.snapshot.ballots.filter(b => b.status === 'open' && !entitled.includes(b.id)).map(b => b.id));
        for (const c of joined.snapshot.comments.items) this.dropWaiting(c.id);
        this.present.value = joined.snapshot.present;
        this.omitted.value = 0;
        this.told.value = new Map([...this.told.value].filter(([, told]) => told.cast !== undefined || told.asked >= this.asked));
        this.seq.value = joined.to;
        this.position = joined.position;
      } else {
        for (const frame of joined.missed ?? []) this.frame(frame);
        if (this.seq.peek() < joined.to) {
          this.position = undefined;
          return false;
        }
        this.position = joined.position;
      }
      return true;
    });
  }

  /** Ballots in which this visitor has no vote. */
  bar(...ballots: string[]): void {
    this.notEntitled.value = new Set([...this.notEntitled.value, ...ballots]);
  }

  private frame(frame: FrameView): void {
    if (frame.to <= this.seq.peek() || !this.view.value) return;
    if (frame.from !== this.seq.peek()) {
      void this.join();
      return;
    }
    batch(() => {
      try {
        let view = this.view.value!;
        const arrived: number[] = [];
        for (const event of frame.events) {
          view = applyEvent(view, event);
          // Unless it is not known here yet: then the box says so.
          if (event.type === 'ballotOpened' && !this.me.value?.checkedIn && !view.delegation && !this.isPending(c => c.$type === 'checkIn')) this.bar(event.data.ballot);
          if (event.type === 'renamed' && event.data.was) this.renames.value = [...this.renames.value, { seq: event.seq, was: event.data.was, name: event.data.name! }];
          const made = newComment(event);
          if (made) {
            this.dropWaiting(made);
            arrived.push(Date.now());
            if (event.type === 'commented' && event.actor?.participant === this.me.value?.participant) this.held.value = undefined;
          }
          if (this.held.value) {
            const rows = changed(this.held.value.rows, event);
            if (made || rows !== this.held.value.rows) this.held.value = { ...this.held.value, rows, unseen: this.held.value.unseen + (made ? 1 : 0) };
          }
        }
        const count = frame.omitted ?? 0;
        if (count > 0) {
          this.omitted.value += count;
          view = { ...view, comments: { ...view.comments, total: view.comments.total + count } };
          for (let i = 0; i < count; i++) arrived.push(Date.now());
        }
        if (arrived.length > 0) this.arrivals.value = [...this.arrivals.value, ...arrived].slice(-60);
        this.view.value = view;
        this.seq.value = frame.to;
        this.position = frame.position;
        this.asOf.value = serverNow();
      } catch {
        // An event of a newer server: the whole picture is asked for instead.
        this.position = undefined;
        void this.join();
      }
    });
  }

  private tally(update: TallyUpdate): void {
    const told = new Map(this.told.value);
    for (const t of update.tallies) {
      const known = told.get(t.id);
      if (!known || known.version <= update.version) {
        told.set(t.id, {
          version: update.version, counts: t.counts ?? known?.counts, cast: t.cast ?? known?.cast, eligible: t.eligible ?? known?.eligible, weights: t.weights ?? known?.weights, hands: t.hands ?? known?.hands, asked: this.asked,
        });
      }
    }
    batch(() => {
      this.told.value = told;
      this.present.value = update.present;
      this.asOf.value = serverNow();
    });
  }

  // What goes out.

  private setPending(pending: Pending[]): void {
    this.pending.value = pending;
    keep('sessionStorage', this.outbox, pending.length > 0 ? pending : undefined);
  }

  private async deliver(p: Pending): Promise<void> {
    if (this.link.value !== 'live' || this.connection.state !== 'Connected' || this.inFlight.has(p.op)) return;
    this.inFlight.add(p.op);
    let receipt: Receipt | undefined;
    try {
      receipt = await this.connection.invoke<Receipt>('Do', this.name, p.op, p.command);
    } catch {
      // Done or not: it is sent again under the same id.
    }
    this.inFlight.delete(p.op);
    if (!this.pending.value.some(x => x.op === p.op)) return;
    if (!receipt || receipt.outcome === 'retry') {
      setTimeout(() => void this.deliver(p), 400 + Math.random() * 800);
      return;
    }
    batch(() => {
      this.setPending(this.pending.value.filter(x => x.op !== p.op));
      if (receipt.outcome !== 'refused') this.mine(p.command);
      this.settled.value = { command: p.command, receipt, orphaned: !this.waiters.has(p.op) };
    });
    this.waiters.get(p.op)?.(receipt);
    this.waiters.delete(p.op);
  }

  /** What a stored command of mine changes of what is mine; the room's events do not say it. */
  private mine(command: Command): void {
    const me = this.me.value;
    if (!me) return;
    switch (command.$type) {
      case 'checkIn':
      case 'checkOut':
        this.me.value = { ...me, checkedIn: command.$type === 'checkIn' };
        break;
      case 'vote':
        this.me.value = { ...me, votes: { ...me.votes, [command.ballot]: command.choices } };
        break;
      case 'react': {
        const others = me.likes.filter(id => id !== command.comment);
        this.me.value = { ...me, likes: command.on ? [...others, command.comment] : others };
        break;
      }
    }
  }
}
