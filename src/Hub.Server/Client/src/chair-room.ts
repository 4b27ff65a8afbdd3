/** A meeting as its chair follows it: with what only the chair is told. */
import { computed, signal } from '@preact/signals';
import { passed, type QueueStill } from './chair-queue';
import type { EventView } from './contract';
import { namesakes } from './namesakes';
import { Room } from './room';

export interface Renaming {
  seq: number;
  was: string;
  name: string;
}

export class ChairRoom extends Room {
  /** Who took another name since this page is open, newest last: the chair is told what they were called before. */
  readonly renames = signal<Renaming[]>([]);
  /** Grows with what happens to the roll, which is then read anew by whoever shows it. */
  readonly rollChanges = signal(0);
  /** The queue of comments while it stands still; nothing while it follows the room. */
  readonly queue = signal<QueueStill | undefined>(undefined);
  /** What tells those apart who have one name and speak, wait to speak or have written. */
  readonly marks = computed(() => {
    const { floor, comments } = this.view.value!;
    const wrote = [...(comments.waiting ?? []), ...comments.items].map(x => x.author);
    return namesakes([...(floor.speaker ? [floor.speaker] : []), ...floor.hands, ...wrote]);
  });

  protected override applied(events: EventView[], omitted: number): void {
    super.applied(events, omitted);
    for (const event of events) {
      if (this.queue.value) this.queue.value = passed(this.queue.value, event);
      switch (event.type) {
        case 'renamed':
          if (event.data.was) this.renames.value = [...this.renames.value, { seq: event.seq, was: event.data.was, name: event.data.name! }];
          break;
        case 'memberSeated':
        case 'rollSet':
        case 'seatClaimed':
        case 'seatsConfirmed':
        case 'unseated':
        case 'seatReplaced':
        case 'claimsStopped':
        case 'markedPresent':
        case 'unmarkedPresent':
        case 'muted':
        case 'unmuted':
          this.rollChanges.value++;
      }
    }
  }
}
