/** A meeting as a kind of room: its channel, and what its pages show beside the view. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { Channel, liked } from './channel';
import type { BallotView, Command, CommentView, EventView, Joined, MeetingView, MeView, Tally } from './contract';
import { applyEvent, KEPT, newComment } from './evolve';
import type { Socket } from './socket';
import { passing, type Still } from './still';

/** Comments that stand still while the room goes on: held by the reader, or an older page. */
export interface Held extends Still {
  /** Set on a page: where the next older one starts; 0 where there is none. */
  next?: number;
}

export class Room extends Channel<MeetingView, EventView, Command> {
  readonly held = signal<Held | undefined>(undefined);
  /** Comments that reached the room in the last seconds, for the rate. */
  readonly arrivals = signal<number[]>([]);
  /** Ballots in whose electorate this visitor is not, as far as it is known here; the box has the last word. */
  readonly notEntitled = signal(new Set<string>());
  /** My comments that wait for approval; the room is not told of them. */
  readonly waiting = computed(() => this.me.value?.waiting ?? []);
  readonly likedByMe = computed(() => new Set(this.me.value?.likes));

  private readonly parts: { [K in keyof MeetingView]?: ReadonlySignal<unknown> } = {};

  /** @param live Absent: yes. One that is not shows what it is given and hears nothing: a meeting that is played again. */
  constructor(id: string, inlined?: Joined, live = true, socket?: Socket) {
    super('meetings/', id, socket);
    if (live) this.open(inlined);
  }

  /** A part of the picture. What reads it is drawn again when that part changes, not with every comment. */
  part<K extends keyof MeetingView>(key: K): MeetingView[K] {
    let part = this.parts[key] as ReadonlySignal<MeetingView[K]> | undefined;
    if (!part) this.parts[key] = part = computed(() => this.view.value![key]);
    return part.value;
  }

  /** The newest count of a ballot; a closed one has its sealed count. */
  tallyOf(ballot: BallotView): Tally | undefined {
    const latest = this.tallies.value.get(ballot.id);
    const sealed = ballot.tally;
    return ballot.status === 'closed' || !latest || latest.version < (sealed?.version ?? 0)
      ? (sealed ?? (latest && { version: latest.version, cast: latest.cast ?? 0, eligible: latest.eligible ?? 0 }))
      : { cast: 0, eligible: 0, ...sealed, ...latest };
  }

  /** Takes in the newest comments, paged because a storm left some out: from here on nothing is missing among those shown. */
  fill(page: CommentView[]): void {
    const view = this.view.value!;
    const items = [...new Map([...view.comments.items, ...page].map(c => [c.id, c])).values()].sort((a, b) => a.seq - b.seq);
    batch(() => {
      this.view.value = { ...view, comments: { ...view.comments, items: items.slice(-KEPT) } };
      this.omitted.value = 0;
    });
  }

  dropWaiting(id: string): void {
    if (this.waiting.value.some(c => c.id === id)) this.me.value = { ...this.me.value!, waiting: this.waiting.value.filter(c => c.id !== id) };
  }

  /** Ballots in which this visitor has no vote. */
  bar(...ballots: string[]): void {
    this.notEntitled.value = new Set([...this.notEntitled.value, ...ballots]);
  }

  // The kind.

  protected override apply(view: MeetingView, event: EventView): MeetingView {
    return applyEvent(view, event);
  }

  protected override seed(): void {
    this.owned(this.me.value);
  }

  /** The box has said in which of the open ballots I am. */
  protected override owned(me?: MeView): void {
    this.me.value = me;
    const entitled = me?.entitled;
    if (!entitled) return;
    const open = this.view.value!.ballots.filter(b => b.status === 'open').map(b => b.id);
    this.notEntitled.value = new Set([...this.notEntitled.value, ...open].filter(id => !entitled.includes(id)));
  }

  protected override applied(events: EventView[], omitted: number): void {
    const arrived = Array<number>(omitted).fill(Date.now());
    for (const event of events) {
      // Unless it is not known here yet: then the box says so.
      if (event.type === 'ballotOpened' && !this.me.value?.checkedIn && !this.view.value!.delegation && !this.isPending(c => c.$type === 'checkIn'))
        this.bar(event.data.ballot);
      // Whose seat it is hears of it anew: in which role they are here, and how they are known.
      if (
        (event.type === 'seatsConfirmed' || event.type === 'unseated' || event.type === 'seatReplaced' || event.type === 'seatsChanged') &&
        event.data.participants.some(p => p === this.me.value?.participant)
      )
        void this.reopen(true);
      const made = newComment(event);
      if (made) {
        this.dropWaiting(made);
        arrived.push(Date.now());
        if (event.type === 'commented' && event.actor?.participant === this.me.value?.participant) this.held.value = undefined;
      }
      if (this.held.value) this.held.value = passing(this.held.value, event, made !== undefined);
    }
    if (arrived.length > 0) this.arrivals.value = [...this.arrivals.value, ...arrived].slice(-60);
  }

  protected override mine(me: MeView, command: Command): MeView {
    switch (command.$type) {
      case 'checkIn':
      case 'checkOut':
        return { ...me, checkedIn: command.$type === 'checkIn' };
      case 'vote':
        return { ...me, votes: { ...me.votes, [command.ballot]: command.choices } };
      case 'react':
        return liked(me, command.comment, command.on);
      default:
        return me;
    }
  }
}
