/** The end of a meeting, for its chair: what is still unfinished before it is closed, and afterwards whether the minutes are approved. */
import { signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { call } from '../api';
import type { MeetingView, MinutesView } from '../contract';
import { p } from '../papers.words';
import { Confirm } from '../parts/confirm';
import { listed } from '../parts/marks';
import type { Room } from '../room';
import { c } from './chair.words';
import { isolated } from '../text';

interface Unfinished {
  text: string;
  /** The meeting does not close before it is done. */
  blocks?: boolean;
}

/** In the order in which a chair would see to it. Each names what it is about. */
export function unfinished(view: MeetingView): Unfinished[] {
  const words = c.value.unfinished;
  const open = view.ballots.filter(b => b.status !== 'closed');
  const unseen = view.ballots.filter(b => b.status === 'closed' && b.results === 'onReveal' && !b.revealed);
  const waiting = view.comments.waiting?.length ?? 0;
  const running = view.agenda.items.filter(i => i.status === 'active');
  const planned = view.agenda.items.filter(i => i.status === 'planned');
  const named = (of: { title: string }[]) => listed(of.slice(0, 5).map(i => isolated(i.title))) + (of.length > 5 ? words.more(of.length - 5) : '');
  return [
    ...open.map(b => ({ text: words.ballot(isolated(b.question)), blocks: true })),
    ...unseen.map(b => ({ text: words.result(isolated(b.question)) })),
    ...(waiting > 0 ? [{ text: words.waiting(waiting) }] : []),
    ...(running.length > 0 ? [{ text: words.running(named(running)) }] : []),
    ...(planned.length > 0 ? [{ text: words.planned(named(planned), planned.length) }] : []),
  ];
}

export function CloseMeeting({ room, busy, onClose }: { room: Room; busy: boolean; onClose: () => void }) {
  const words = c.value;
  const left = unfinished(room.view.value!);
  const blocked = left.some(x => x.blocks);
  return (
    <Confirm label={words.close} ask={words.closeMeetingAsk} yes={words.confirmClose} disabled={busy} blocked={blocked} onYes={onClose}>
      {left.length > 0 && (
        <div class="unfinished">
          <h3>{words.unfinished.title}</h3>
          <ul>
            {left.map(x => (
              <li key={x.text} class={x.blocks ? 'blocks' : undefined}>
                {x.text}
              </li>
            ))}
          </ul>
          {blocked && <p class="hint">{words.unfinished.first}</p>}
        </div>
      )}
    </Confirm>
  );
}

/** Fetched once a meeting is over: a chair who is in the midst of one does without. */
const State = signal<ComponentType<{ minutes: MinutesView }> | undefined>(undefined);

/**
 * Where a meeting that is over leads its chair: to the minutes, which are read and approved on the page of the record, and to all that there is besides. It
 * is there before it is known how the minutes stand, and where that cannot be read.
 */
export function Approving({ room }: { room: Room }) {
  const kept = useSignal<MinutesView | undefined>(undefined);
  // Asked anew with whatever happens after the close: there is little of it. A correction and an approval change nothing else of the picture.
  const seen = room.seq.value;
  useEffect(() => {
    let gone = false;
    if (!State.value)
      void import('../parts/approval').then(m => {
        State.value = m.ApprovalState;
      });
    if (room.view.peek()!.status !== 'closed') return undefined;
    call<MinutesView>('GET', `/api/meetings/${room.id}/minutes`).then(
      m => {
        if (!gone) kept.value = m;
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [seen, room.id]);
  const isHeld = room.view.value!.status === 'closed';
  const isApproved = Boolean(kept.value?.approvedAt);
  return (
    <section class="card approving" aria-label={c.value.minutes2}>
      {kept.value && State.value && <State.value minutes={kept.value} />}
      <a class={`button${isHeld && !isApproved ? ' primary' : ''}`} href={`/record/${room.id}`}>
        {isHeld && !isApproved ? c.value.toApprove : c.value.toRecord}
      </a>
      {isHeld && (
        <a class="button" href={`/replay/${room.id}`}>
          {c.value.toReplay}
        </a>
      )}
      {isHeld && (
        <a class="button" href={`/papers/${room.id}`}>
          {p.value.title}
        </a>
      )}
      <a class="button" href="/meetings">
        {c.value.toMeetings}
      </a>
    </section>
  );
}
