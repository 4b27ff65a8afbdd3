/** Large print, reading aloud, and handing this device to the next person: each a button that is seen. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../api';
import { a } from '../attend.words';
import { boot } from '../boot';
import type { CodeOpens } from '../contract';
import { signOut } from '../leave';
import { lang, large, locale, setLarge } from '../prefs';
import type { Room } from '../room';
import { isolated } from '../text';
import { w } from '../words';
import { optionText } from './ballot';
import { Confirm } from './confirm';
import { notify } from './shell';

/** @param code What this page was opened with. */
export function Aids({ room, code }: { room?: Room; code?: string }) {
  const words = a.value;
  const me = room?.me.value;
  return (
    <>
      <button type="button" aria-pressed={large.value} onClick={() => setLarge(!large.peek())}>
        {words.large}
      </button>
      {room && 'speechSynthesis' in window && <Aloud room={room} />}
      {room && me && (
        <Confirm label={words.next} ask={words.nextAsk(isolated(me.name))} yes={words.nextYes} onYes={() => void handOver(room, code)}>
          {room.outbox.pending.value.length > 0 && <p class="wrong">{words.unsent(room.outbox.pending.value.length)}</p>}
        </Confirm>
      )}
    </>
  );
}

/** Ends this person's session in this browser, and shows the page as whoever comes next finds it. */
async function handOver(room: Room, code?: string): Promise<void> {
  // What this person wrote is deleted only where their session ends, too.
  if (room.link.peek() !== 'live') {
    notify(w.peek().failed.offline, { bad: true });
    return;
  }
  // A card is one person's, and a chair's code gives power: neither is handed on. Where nothing is known of a code, it is not, either.
  const opens = code === undefined || boot.code ? undefined : await call<CodeOpens>('POST', '/api/code', { code }).catch(() => undefined);
  const isForAll = opens !== undefined && !opens.card && (opens.role === 'attendee' || opens.role === 'member');
  try {
    await signOut();
  } catch {
    notify(w.peek().failed.offline, { bad: true });
    return;
  }
  if (!boot.code) history.replaceState(null, '', `/m/${room.id}${isForAll ? `#${encodeURIComponent(code!)}` : ''}`);
  location.reload();
}

/** What is read: the ballot that is open with its options, else the item, else the meeting. */
function toRead(room: Room): string {
  const words = w.peek();
  const ballot = room.part('ballots').find(b => b.status === 'open');
  const { items, current } = room.part('agenda');
  const at = items.findIndex(i => i.id === current);
  const told = ballot
    ? [words.ballot, ballot.question, ...ballot.options.map(o => optionText(ballot, o.id))]
    : at >= 0
      ? [words.itemOf(at + 1, items.length), items[at]!.title]
      : [room.part('title'), words.status[room.part('status')]];
  return told.join(lang.peek() === 'zh' ? '。' : '. ');
}

function Aloud({ room }: { room: Room }) {
  const words = a.value;
  const reads = useSignal(false);
  const current = useRef<SpeechSynthesisUtterance | undefined>(undefined);
  useEffect(() => () => speechSynthesis.cancel(), []);
  const toggle = () => {
    speechSynthesis.cancel();
    current.current = undefined;
    reads.value = !reads.peek();
    if (!reads.peek()) return;
    const said = new SpeechSynthesisUtterance(toRead(room));
    said.lang = locale();
    // One that was stopped ends too, after the next has begun.
    const ended = () => {
      if (current.current === said) reads.value = false;
    };
    said.addEventListener('end', ended);
    said.addEventListener('error', ended);
    current.current = said;
    speechSynthesis.speak(said);
  };
  return (
    <button type="button" aria-pressed={reads.value} onClick={toggle}>
      {reads.value ? words.silent : words.aloud}
    </button>
  );
}
