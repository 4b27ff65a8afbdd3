/** The chair's page: agenda and time, floor and comments, ballot and projector. Tablet landscape, three panes. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import '../style/chair.css';
import { call } from '../api';
import { boot, forgetSecret, key, meetingOfPage, secret } from '../boot';
import type { Seat } from '../contract';
import { CodesDialog } from '../parts/codes';
import { Cancel } from '../parts/cancel';
import { MoreIcon } from '../parts/icons.more';
import { JoinCard } from '../parts/join';
import { isOver, Presence, Status } from '../parts/now';
import { Head, Sorry, title, useRoomVoice, went } from '../parts/shell';
import { ChairRoom } from '../chair-room';
import '../rare.words';
import { r } from '../roll.words';
import { failure, w } from '../words';
import { AgendaPane, nextItem } from './chair.agenda';
import { BallotPane } from './chair.ballot';
import { Branches, HubStrip } from './chair.branches';
import { Approving, CloseMeeting } from './chair.close';
import { FloorPane, Renames } from './chair.floor';
import { RollDialog } from './chair.roll';
import { isNarrow, TabPart, Tabs, type Part } from './chair.tabs';
import { c } from './chair.words';

const room = signal<ChairRoom | undefined>(undefined);
const error = signal<string | undefined>(undefined);
const code = secret();

void meetingOfPage().then(async found => {
  if (found.meeting?.snapshot) room.value = new ChairRoom(found.meeting.snapshot.id, found.meeting);
  // A meeting that only its codes open may still be entered with the chair's, or by whoever was named chair.
  else if (!code && !boot.session?.account) error.value = found.error ?? 'unknownRoom';
  if (!code && boot.session?.account && found.meeting?.me?.role !== 'chair')
    await call<Seat>('POST', '/api/join', { room: `meetings/${key}` }).then(seated, () => {
      if (!room.value) error.value = found.error ?? 'unknownRoom';
    });
});

async function seated(seat: Seat): Promise<void> {
  forgetSecret();
  const id = seat.room.slice('meetings/'.length);
  if (room.value?.id === id) await room.value.reopen(true);
  else if (id === key) room.value = new ChairRoom(id);
  else location.replace(`/chair/${id}`);
}

export function Chair() {
  const here = room.value;
  const view = here?.view.value;
  const words = c.value;
  useRoomVoice(here);
  useEffect(() => title(view ? `${words.title} · ${view.title}` : words.title), [view?.title, words]);

  const isChair = here?.me.value?.role === 'chair';
  const failed = error.value ?? (code ? undefined : here?.closed.value);
  if (failed) return <Sorry text={failed === 'forbidden' ? words.noCode : failure(failed)} />;
  if (here && view && isChair) return <Desk room={here} />;
  // A seat is only known once the room has answered; until then nothing is said that may be wrong.
  const known = !here || here.closed.value !== undefined || (view && here.link.value === 'live');
  return (
    <>
      <Head room={here} />
      <main id="main" class="narrow">
        <h1>{view?.title ?? words.title}</h1>
        {!known ? (
          <p class="card loading">{w.value.loading}</p>
        ) : code ? (
          <JoinCard code={code} name={words.name} hint={words.takeChair} onSeat={seated} />
        ) : (
          <div class="card empty">
            <p>{words.noCode}</p>
            {boot.session?.may && (
              <a class="button primary" href="/admin">
                {words.toAdmin}
              </a>
            )}
          </div>
        )}
      </main>
    </>
  );
}

function Desk({ room }: { room: ChairRoom }) {
  const words = c.value;
  const view = room.view.value!;
  const codes = useSignal(false);
  const roll = useSignal(false);
  const question = useRef<HTMLTextAreaElement>(null);
  const shown = useSignal<Part>('agenda');
  const asking = useSignal(false);
  const ask = () => {
    shown.value = 'ballot';
    asking.value = true;
    // Once the form is unfolded.
    setTimeout(() => question.current?.focus());
  };
  /** To the ballot that was opened in another part: on a narrow screen it would be in none that is seen. */
  const lead = () => {
    if (!isNarrow.peek()) return;
    shown.value = 'ballot';
    // Once it is drawn; one that the room has not told of yet comes into view by itself.
    setTimeout(() => {
      const opened = document.querySelector<HTMLElement>('#part-ballot .held.open');
      opened?.focus({ preventScroll: true });
      opened?.scrollIntoView({ block: 'nearest' });
    });
  };
  const busy = room.isPending(x => x.$type === 'open' || x.$type === 'pause' || x.$type === 'resume' || x.$type === 'close' || x.$type === 'cancel');
  const act = ($type: 'open' | 'pause' | 'resume' | 'close') => void room.send({ $type }).then(went);

  const keys = (e: KeyboardEvent) => {
    const target = e.target as HTMLElement;
    if (e.ctrlKey || e.metaKey || e.altKey || target.closest('input, textarea, select, dialog') || !target.closest('.pane')) return;
    if (e.key === 'n') nextItem(room);
    else if (e.key === 'b') ask();
    else return;
    e.preventDefault();
  };

  return (
    <>
      <Head room={room}>
        <div class="desk-title">
          <h1>{view.title}</h1>
          <p class="facts">
            <Status room={room} />
            <Presence room={room} />
          </p>
        </div>
        <div class="desk-actions">
          {view.status === 'scheduled' && <Cancel disabled={busy} onCancel={async reason => went(await room.send({ $type: 'cancel', reason }))} />}
          {view.status === 'scheduled' && (
            <button type="button" class="primary" disabled={busy} onClick={() => act('open')}>
              {words.openMeeting}
            </button>
          )}
          {view.status === 'open' && (
            <button type="button" disabled={busy} onClick={() => act('pause')}>
              {words.pause}
            </button>
          )}
          {view.status === 'paused' && (
            <button type="button" class="primary" disabled={busy} onClick={() => act('resume')}>
              {words.resume}
            </button>
          )}
          {(view.status === 'open' || view.status === 'paused') && <CloseMeeting room={room} busy={busy} onClose={() => act('close')} />}
          {view.verified && (view.status === 'scheduled' || view.status === 'open' || view.status === 'paused') && (
            <button
              type="button"
              onClick={() => {
                roll.value = true;
              }}
            >
              {r.value.roll}
            </button>
          )}
          {!view.cancelled && (
            <button
              type="button"
              onClick={() => {
                codes.value = true;
              }}
            >
              <MoreIcon is="qr" />
              {words.codes}
            </button>
          )}
        </div>
      </Head>
      {isOver(view.status) && <Approving room={room} />}
      <Renames room={room} />
      <Branches room={room} />
      <HubStrip room={room} />
      {isNarrow.value && (
        <Tabs
          room={room}
          shown={shown.value}
          onShow={part => {
            shown.value = part;
          }}
        />
      )}
      <main id="main" class="desk" onKeyDown={keys}>
        <TabPart part="agenda" shown={shown.value}>
          <AgendaPane room={room} shown={!isNarrow.value || shown.value === 'agenda'} onBallot={lead} />
        </TabPart>
        <TabPart part="floor" shown={shown.value}>
          <FloorPane room={room} />
        </TabPart>
        <TabPart part="ballot" shown={shown.value}>
          <BallotPane room={room} question={question} asking={asking} />
        </TabPart>
      </main>
      {roll.value && (
        <RollDialog
          room={room}
          onClose={() => {
            roll.value = false;
          }}
        />
      )}
      {codes.value && (
        <CodesDialog
          id={room.id}
          title={view.title}
          presence={view.presence}
          onClose={() => {
            codes.value = false;
          }}
        />
      )}
    </>
  );
}
