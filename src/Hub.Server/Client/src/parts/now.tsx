/** Where the meeting is: its item, the time left, who speaks. The first thing everyone looks for. */
import type { MeetingStatus } from '../contract';
import { dateTime } from '../prefs';
import type { Room } from '../room';
import { w } from '../words';
import { Icon } from './icons';
import { Timer } from './timer';
import { called, Who } from './who';

/** Held or called off: nobody takes part any more. */
export const isOver = (status: MeetingStatus) => status === 'closed' || status === 'cancelled';

/** The first character as people see it, which may be many. */
const initial = (name: string) => ('Segmenter' in Intl ? [...new Intl.Segmenter().segment(name)][0]!.segment : [...name][0]);

export function Status({ room }: { room: Room }) {
  const status = room.part('status');
  return <span class={`badge ${status}`}>{w.value.status[status]}</span>;
}

export function Presence({ room }: { room: Room }) {
  const present = room.present.value;
  const words = w.value;
  return present ? (
    <span class="presence">
      <Icon is="people" />
      {words.presentNow(present.now)}
      {room.part('checkIn') && ` · ${words.checkedInCount(present.checkedIn)}`}
    </span>
  ) : null;
}

export function NowCard({ room }: { room: Room }) {
  const words = w.value;
  const { items, current } = room.part('agenda');
  const status = room.part('status');
  const startsAt = room.part('startsAt');
  const { speaker, hands } = room.part('floor');
  const at = items.findIndex(i => i.id === current);
  const item = items[at];
  const mine = speaker !== undefined && speaker.participant === room.me.value?.participant;
  const over = isOver(status);
  const cancelled = room.part('cancelled');
  return (
    <section class="card now" aria-labelledby="now-title">
      <div class="now-line">
        <p class="eyebrow">{item ? words.itemOf(at + 1, items.length) : words.now}</p>
        {item && <Timer of={item} seconds={item.minutes * 60} label={words.left} spokenAs={item.title} />}
      </div>
      <h2 id="now-title">
        {item?.title ??
          (cancelled
            ? words.cancelled
            : over
              ? words.ended
              : status === 'scheduled'
                ? startsAt
                  ? words.startsAt(dateTime(startsAt))
                  : words.waitsForChair
                : items.length > 0 && items.every(i => i.status === 'done')
                  ? words.allDone
                  : words.noItem)}
      </h2>
      {cancelled && <p>{words.because(cancelled.reason)}</p>}
      {status === 'paused' && <p class="hint">{words.paused}</p>}
      {speaker ? (
        <div class={`speaker${mine ? ' mine' : ''}`}>
          <span class="avatar" aria-hidden="true">
            {initial(speaker.name ?? '·')}
          </span>
          <p>
            <span class="eyebrow">{mine ? words.youSpeak : words.speaking}</span>
            <Who of={speaker} strong="b" />
          </p>
          <Timer of={speaker} seconds={speaker.seconds} spokenAs={called(speaker)} />
        </div>
      ) : (
        !over &&
        status !== 'scheduled' && (
          <p class="hint">
            {words.nobodySpeaks}
            {hands.length > 0 && ` · ${words.queue(hands.length)}`}
          </p>
        )
      )}
    </section>
  );
}
