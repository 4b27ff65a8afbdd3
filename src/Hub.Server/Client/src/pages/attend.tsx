/** The attendee's page: phone first. */
import { signal, useComputed, useSignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { useCallback, useEffect } from 'preact/hooks';
import { formatName } from '../api';
import { boot, forgetSecret, key, meetingOfPage, page, secret } from '../boot';
import type { CommentView, Seat } from '../contract';
import { BallotCard } from '../parts/ballot';
import { Composer } from '../parts/composer';
import { Icon } from '../parts/icons';
import { later } from '../parts/later';
import { isOver, NowCard, Presence, Status } from '../parts/now';
import { announce, calling, Head, Sorry, title, useRoomVoice, went } from '../parts/shell';
import { Said, Stream } from '../parts/stream';
import { Who } from '../parts/who';
import { say } from '../prefs';
import { Room } from '../room';
import { failure, w } from '../words';

const room = signal<Room | undefined>(undefined);
const error = signal<string | undefined>(undefined);
/** Somebody has just taken a seat here, by a tap: they go on writing without another. */
let cameIn = false;

/** From the path where the visitor scanned the room's code, from the fragment where a member got a link. */
const scanned = signal(boot.code ?? (secret() || undefined));

// This file comes with every page; only on its own does it ask for the meeting.
if (page === 'm')
  void meetingOfPage().then(found => {
    // The development server does not resolve codes: what names no meeting is taken for one.
    if (boot.absent && found.error === 'unknownRoom') scanned.value ??= key;
    if (found.meeting?.snapshot) room.value = new Room(found.meeting.snapshot.id, found.meeting);
    else if (!scanned.value || found.error === 'unknownCode') error.value = found.error ?? 'unknownCode';
  });

async function seated(seat: Seat): Promise<void> {
  const id = seat.room.slice('meetings/'.length);
  if (seat.role === 'observer' || seat.role === 'chair') {
    location.replace(`/${seat.role === 'chair' ? 'chair' : 'watch'}/${id}`);
    return;
  }
  if (secret()) forgetSecret();
  cameIn = seat.role === 'attendee';
  // Who came by a card is at the meeting's own address from now on.
  if (!key) history.replaceState(null, '', `/m/${id}`);
  if (room.value?.id === id) await room.value.reopen(true);
  else room.value = new Room(id);
}

export function Attend() {
  const words = w.value;
  const here = room.value;
  const code = scanned.value;
  const closed = here?.closed.value;
  const known = useComputed(() => room.value?.view.value?.title).value;
  useRoomVoice(here);
  const call = calling.value;
  useEffect(() => title([call, known, words.brand].filter(Boolean).join(' · '), known), [call, known, words]);

  if (closed && !code) return <Sorry text={closed === 'forbidden' ? words.forbidden : failure(closed)} />;
  if (error.value) return <Sorry text={error.value === 'forbidden' ? words.forbidden : failure(error.value)} />;
  if (!here || known === undefined || closed) {
    return (
      <>
        <Head />
        <main id="main" class="narrow">
          <h1 class="unseen">{words.joinTitle}</h1>
          {code && (!here || closed) ? <Joining code={code} onSeat={seated} /> : <p class="card loading">{words.loading}</p>}
          <div class="aids">
            <Aids />
          </div>
        </main>
      </>
    );
  }
  return (
    <>
      <Head room={here} />
      <main id="main" class="narrow">
        <Meeting room={here} />
        <Calls room={here} />
      </main>
    </>
  );
}

function Meeting({ room }: { room: Room }) {
  const words = w.value;
  const [title, status, ballots, checkIn] = [room.part('title'), room.part('status'), room.part('ballots'), room.part('checkIn')];
  const code = scanned.value;
  const me = room.me.value;
  const seatedHere = me !== undefined && me.role !== 'observer';
  const replyTo = useSignal<CommentView | undefined>(undefined);
  // The same function each time: a new one would draw every row anew.
  const reply = useCallback((c: CommentView) => {
    replyTo.value = c;
  }, []);
  const open = ballots.filter(b => b.status !== 'closed');
  const done = ballots.filter(b => b.status === 'closed').reverse();
  const recent = open.length === 0 ? done.slice(0, 1) : [];
  const past = done.slice(recent.length);
  const over = isOver(status);
  useEffect(() => {
    if (seatedHere) cameIn = false;
  }, [seatedHere]);
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{[say(formatName(room.part('format'))), room.part('venue')].filter(Boolean).join(' · ')}</p>
        <h1>{title}</h1>
        <p class="facts">
          <Status room={room} />
          <Presence room={room} />
          {me && (
            <span class="tag">
              <Who of={me} /> · {words.roles[me.role]}
            </span>
          )}
        </p>
        <div class="aids">
          <Aids room={room} code={code} />
        </div>
      </div>

      {!over && (!seatedHere || secret()) && (code ? <Joining code={code} me={me} watching onSeat={seated} /> : <p class="card hint">{words.needCode}</p>)}
      {open.map(b => (
        <BallotCard key={b.id} room={room} ballot={b} />
      ))}
      <NowCard room={room} />
      <Papers room={room} />
      {over && <Afterwards room={room} />}
      {me?.state === 'claimed' && <Unconfirmed participant={me.participant} />}
      {me?.mutedUntil && !over && <Silenced until={me.mutedUntil} />}
      {seatedHere && !over && checkIn && me.role !== 'chair' && <CheckIn room={room} />}
      {me?.role === 'member' && !over && room.part('delegation') && <Delegating room={room} />}
      {seatedHere && !over && status !== 'scheduled' && <MyHand room={room} />}
      {recent.map(b => (
        <BallotCard key={b.id} room={room} ballot={b} />
      ))}

      <Given room={room} />
      <details class="card fold">
        <summary>
          <h2>{words.agenda}</h2>
        </summary>
        <AgendaList room={room} />
      </details>
      {past.length > 0 && (
        <details class="card fold">
          <summary>
            <h2>{words.ballots}</h2>
          </summary>
          {past.map(b => (
            <BallotCard key={b.id} room={room} ballot={b} />
          ))}
        </details>
      )}

      <Stream room={room} onReply={seatedHere ? reply : undefined}>
        {seatedHere && !over && status !== 'scheduled' && (
          <Composer
            room={room}
            replyTo={replyTo.value}
            eager={cameIn && open.length === 0 && !checkIn}
            onReplied={() => {
              replyTo.value = undefined;
            }}
          />
        )}
        <Pinned room={room} />
        <MyWaiting room={room} />
      </Stream>
    </>
  );
}

const attending = () => import('../parts/attending');
const AgendaList = later(() => attending().then(m => m.AgendaList));
const Papers = later(() => attending().then(m => m.Papers));
const Afterwards = later(() => attending().then(m => m.Afterwards));
const Aids = later(() => attending().then(m => m.Aids));
const Calls = later(() => attending().then(m => m.Calls));
const Given = later(() => attending().then(m => m.Given));
const MyHand = later(() => attending().then(m => m.MyHand));

type JoinCard = typeof import('../parts/join').JoinCard;
const Card = signal<JoinCard | undefined>(undefined);

/** Whoever comes back to a seat does not pay for it. */
function Joining(of: ComponentProps<JoinCard>) {
  // A node that was just replaced has assets of another name: the page itself knows the new ones.
  useEffect(() => {
    if (!Card.value)
      import('../parts/join').then(
        m => {
          Card.value = m.JoinCard;
        },
        () => setTimeout(() => location.reload(), 2000),
      );
  }, []);
  return Card.value ? <Card.value {...of} /> : <p class="card loading">{w.value.loading}</p>;
}

function CheckIn({ room }: { room: Room }) {
  const words = w.value;
  if (room.me.value?.checkedIn)
    return (
      <p class="strip good">
        <Icon is="check" />
        {words.checkedIn}
      </p>
    );
  const sending = room.isPending(c => c.$type === 'checkIn');
  if (room.part('presence')) return <AtTheWall room={room} />;
  return (
    <div class="strip">
      <span>{words.checkInWhy}</span>
      <button
        type="button"
        class="primary"
        disabled={sending}
        onClick={() =>
          void room.send({ $type: 'checkIn' }).then(r => {
            if (went(r)) announce(words.checkedIn);
          })
        }
      >
        {sending ? words.checkingIn : words.checkIn}
      </button>
    </div>
  );
}

/** Few halls ask for the code on their wall. */
const AtTheWall = later(() => import('../parts/presence').then(m => m.AtTheWall));

/** For whoever picked their name from the roll. */
const Silenced = later(() => import('../parts/join').then(m => m.Silenced));
const Unconfirmed = later(() => import('../parts/join').then(m => m.Unconfirmed));

/** Fetched when opened: few meetings have it. */
const Delegate = later(() => import('../parts/delegate').then(m => m.Delegate));

function Delegating({ room }: { room: Room }) {
  const seen = useSignal(false);
  return (
    <details
      class="card fold"
      onToggle={() => {
        seen.value = true;
      }}
    >
      <summary>
        <h2>{w.value.delegation}</h2>
      </summary>
      {seen.value && <Delegate room={room} />}
    </details>
  );
}

function Pinned({ room }: { room: Room }) {
  const shown = useComputed(() => room.view.value!.comments.pinnedComment);
  const pinned = shown.value;
  return pinned ? (
    <div class="pinned">
      <p class="eyebrow">
        <Icon is="pin" />
        {w.value.pinned} · <Who of={pinned.author} />
      </p>
      <Said comment={pinned} />
    </div>
  ) : null;
}

/** What I wrote and the chair has not approved yet: mine to see, nobody else's. */
function MyWaiting({ room }: { room: Room }) {
  const waiting = room.waiting.value;
  return waiting.length > 0 ? (
    <ul class="rows">
      {waiting.map(c => (
        <li key={c.id} class="row waiting">
          <div class="row-head">
            <span class="tag">{w.value.mineWaiting}</span>
          </div>
          <p class="said">{c.text}</p>
          <div class="row-foot">
            <button
              type="button"
              class="quiet"
              onClick={() =>
                void room.send({ $type: 'withdrawComment', comment: c.id }).then(r => {
                  if (went(r)) room.dropWaiting(c.id);
                })
              }
            >
              {w.value.withdraw}
            </button>
          </div>
        </li>
      ))}
    </ul>
  ) : null;
}
