/** In a branch: what goes on at its hub, and its ballots, in which everybody here votes. */
import '../style/branch.css';
import { useComputed } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { b } from '../branch.words';
import { hubHere, useHub } from '../hub-room';
import type { Room } from '../room';
import { w } from '../words';
import { AgendaList } from './agenda';
import { BallotCard } from './ballot';
import { MyHand } from './hand';
import { Icon } from './icons';
import { isOver, Status } from './now';
import { Said } from './stream';
import { Timer } from './timer';
import { called, Who } from './who';

export const HubHere = ({ room }: { room: Room }) => (room.part('hub') ? <Hub room={room} /> : null);

function Hub({ room }: { room: Room }) {
  const hub = useHub(room);
  return hub ? <OfHub key={hub.id} hub={hub} /> : <p class="card hint">{b.value.loading}</p>;
}

function OfHub({ hub }: { hub: Room }) {
  const isRead = useComputed(() => hub.view.value !== undefined).value;
  useEffect(() => {
    if (!isRead) return undefined;
    hubHere.value = hub;
    return () => {
      hubHere.value = undefined;
    };
  }, [hub, isRead]);
  if (!isRead) return <p class="card hint">{hub.closed.value ? b.value.closed : b.value.loading}</p>;
  const ballots = hub.part('ballots');
  const open = ballots.filter(x => x.status !== 'closed');
  const last = open.length === 0 && !hub.part('agenda').current ? ballots.at(-1) : undefined;
  const { speaker, hands } = hub.part('floor');
  const me = hub.me.value?.participant;
  // A hand is raised in the branch; what was put forward is lowered, and the floor given up, at the hub.
  const isMine = me !== undefined && (speaker?.participant === me || hands.some(h => h.participant === me));
  return (
    <>
      <HubNow hub={hub} />
      {isMine && <MyHand room={hub} />}
      {[...open, ...(last ? [last] : [])].map(x => (
        <BallotCard key={x.id} room={hub} ballot={x} />
      ))}
      <details class="card fold">
        <summary>
          <h2>{b.value.agenda}</h2>
        </summary>
        <AgendaList room={hub} />
      </details>
    </>
  );
}

/** What the hub has come to: its item, who speaks, the comment that it points at. */
export function HubNow({ hub }: { hub: Room }) {
  const id = useId();
  const words = b.value;
  const { speaker } = hub.part('floor');
  const { items, current } = hub.part('agenda');
  const item = items.find(i => i.id === current);
  const pinned = useComputed(() => hub.view.value!.comments.pinnedComment).value;
  const link = hub.link.value;
  return (
    <section class="card hub" aria-labelledby={id}>
      <p class="hub-line">
        <span class="eyebrow">{words.hub}</span> <Status room={hub} />
      </p>
      <h2 id={id}>
        <bdi>{hub.part('title')}</bdi>
      </h2>
      {(link === 'again' || link === 'stale') && (
        <p class="hint" role="status">
          {words.cutOff}
        </p>
      )}
      {item ? (
        <p class="hub-line">
          <b dir="auto">{item.title}</b>
          <Timer of={item} seconds={item.minutes * 60} spokenAs={item.title} />
        </p>
      ) : (
        <p class="hint">{isOver(hub.part('status')) ? words.ended : words.noItem}</p>
      )}
      {speaker && (
        <p class="hub-line">
          <span>
            <span class="eyebrow">{w.value.speaking}</span> <Who of={speaker} strong="b" />
          </span>
          <Timer of={speaker} seconds={speaker.seconds} spokenAs={called(speaker)} />
        </p>
      )}
      {pinned && (
        <div class="pinned">
          <p class="eyebrow">
            <Icon is="pin" />
            {w.value.pinned} · <Who of={pinned.author} />
          </p>
          <Said comment={pinned} />
        </div>
      )}
    </section>
  );
}
