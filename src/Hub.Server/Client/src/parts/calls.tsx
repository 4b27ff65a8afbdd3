/** A bar that calls back whoever reads far below. It takes no focus, and stands there only while what it speaks of is out of view. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { a } from '../attend.words';
import { callsOf, keyOf, says, type Call } from '../calls';
import type { Link } from '../channel';
import { tick } from '../clock';
import { hubHere } from '../hub-room';
import type { Room } from '../room';
import { barred } from './ballot';
import { announce, calling } from './shell';

const BUZZ_MS = 200;

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Where a call leads to. */
const placeOf = (call: Call) =>
  call.is === 'ballot'
    ? document.getElementById(`ballot-${call.ballot}`)?.closest<HTMLElement>('section')
    : document.querySelector<HTMLElement>(call.is === 'floor' ? '.my-floor' : '.link-state');

function go(call: Call): void {
  const place = placeOf(call);
  if (!place) return;
  const goal = place.querySelector<HTMLElement>('h2') ?? place.querySelector<HTMLElement>('b') ?? place;
  goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  place.scrollIntoView({ block: call.is === 'ballot' ? 'start' : 'center', behavior: isStill() ? 'auto' : 'smooth' });
}

function buzz(): void {
  // Before the first touch a browser refuses, and says so in its console.
  if (!isStill() && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(BUZZ_MS);
}

/** What waits for this person in a room. */
function waiting(room: Room, link: Link): Call[] {
  const me = room.me.value;
  return callsOf({
    link,
    speaks: me !== undefined && room.part('floor').speaker?.participant === me.participant,
    ballots: room.part('ballots'),
    mayVote: b => barred(room, b) === undefined,
    voted: b => me?.votes[b.id] !== undefined || room.isPending(c => c.$type === 'vote' && c.ballot === b.id),
  });
}

export function Calls({ room }: { room: Room }) {
  const words = a.value;
  const hub = hubHere.value;
  const own = waiting(room, room.link.value);
  // Of the hub's link its own card tells.
  const calls = [...own, ...(hub ? waiting(hub, 'live').filter(c => !own.some(o => keyOf(o) === keyOf(c))) : [])];
  const keys = calls.map(keyOf).join(' ');
  const away = useSignal<string[]>([]);

  useEffect(() => {
    const places = new Map<Element, string>();
    const watcher = new IntersectionObserver(
      entries => {
        const out = new Set(away.peek());
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) out.delete(places.get(target)!);
          else out.add(places.get(target)!);
        }
        away.value = [...out];
      },
      { rootMargin: '-8px 0px' },
    );
    away.value = [];
    for (const call of calls) {
      const place = placeOf(call);
      if (!place) continue;
      places.set(place, keyOf(call));
      watcher.observe(place);
    }
    return () => watcher.disconnect();
  }, [keys]);

  const known = useRef<string[] | undefined>(undefined);
  useEffect(() => {
    const [first] = calls;
    calling.value = first && words.calls[first.is];
    // Nobody is shaken for what there was when the page came, nor because of a link that will come back.
    if (known.current && calls.some(c => c.is !== 'link' && !known.current!.includes(keyOf(c)))) buzz();
    known.current = calls.map(keyOf);
  }, [keys, words]);
  useEffect(
    () => () => {
      calling.value = undefined;
    },
    [],
  );
  useBallotVoice(room);

  const shown = calls.filter(c => away.value.includes(keyOf(c)));
  return (
    <>
      {hub && <BallotVoice key={hub.id} room={hub} />}
      {shown.length > 0 && (
        <div class="calls" role="group" aria-label={words.calling}>
          {shown.map(c => (
            <button key={keyOf(c)} type="button" class={c.is === 'link' ? 'lost' : undefined} onClick={() => go(c)}>
              <Says call={c} />
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function BallotVoice({ room }: { room: Room }) {
  useBallotVoice(room);
  return null;
}

/** Drawn again each second, alone. */
const Says = ({ call }: { call: Call }) => <span>{says(call, a.value, call.is === 'ballot' && call.closesAt ? tick.value : 0)}</span>;

/** A ballot that opens takes the first place on the page, but not the focus: it is spoken instead. */
function useBallotVoice(room: Room): void {
  const ballots = room.part('ballots');
  const known = useRef<Map<string, string> | undefined>(undefined);
  useEffect(() => {
    for (const b of ballots) {
      const was = known.current?.get(b.id);
      if (known.current && b.status === 'open' && was === undefined) announce(a.peek().ballotOpened(b.question));
      if (b.status === 'closed' && was !== undefined && was !== 'closed') announce(a.peek().ballotClosed(b.question));
    }
    known.current = new Map(ballots.map(b => [b.id, b.status]));
  }, [ballots]);
}
