/** The observer's page: everything that may be seen, nothing to send. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/watch.css';
import { formatName } from '../api';
import { meetingOfPage, secret } from '../boot';
import { BallotFacts, BallotFigures } from '../parts/ballot';
import { Figures } from '../parts/figures';
import { JoinCard } from '../parts/join';
import { AgendaList, NowCard, Status } from '../parts/now';
import { Head, Sorry, title, useRoomVoice } from '../parts/shell';
import { Stream } from '../parts/stream';
import { Countdown } from '../parts/timer';
import { inBoth, say } from '../prefs';
import { Room } from '../room';
import { failure, w } from '../words';

const zh = {
  online: '在线', checkedIn: '已签到', entitled: '有表决权', comments: '意见', hands: '等候发言',
  readOnly: '您正在旁观，本页内容实时更新。', noBallots: '还没有进行过表决。', open: '进行中', closing: '计票中', closed: '已结束', waits: '结果待主持人公布。',
};
const en: typeof zh = {
  online: 'Online', checkedIn: 'Checked in', entitled: 'May vote', comments: 'Comments', hands: 'Waiting to speak',
  readOnly: 'You are watching. This page updates by itself.', noBallots: 'No ballot has been held yet.', open: 'Open', closing: 'Counting', closed: 'Closed',
  waits: 'The chair will announce the result.',
};
const o = inBoth(zh, en);

const room = signal<Room | undefined>(undefined);
/** A meeting that only its codes open is watched with the watch code. */
const code = secret();
const error = signal<string | undefined>(undefined);

void meetingOfPage().then(found => {
  if (found.meeting?.snapshot) room.value = new Room(found.meeting.snapshot.id, found.meeting);
  else error.value = found.error ?? 'unknownRoom';
});

export function Watch() {
  const here = room.value;
  const view = here?.view.value;
  useRoomVoice(here);
  useEffect(() => title(view ? `${view.title} · ${w.value.brand}` : w.value.brand, view?.title), [view?.title, w.value]);
  const failed = error.value ?? here?.closed.value;
  if (failed === 'forbidden' && code) {
    return <><Head /><main id="main" class="narrow"><h1 class="unseen">{w.value.joinTitle}</h1><JoinCard code={code} name={w.value.roles.observer} onSeat={() => location.reload()} /></main></>;
  }
  if (failed) return <Sorry text={failed === 'forbidden' ? w.value.forbidden : failure(failed)} />;
  return (
    <>
      <Head room={here} />
      <main id="main" class="watch">{here && view ? <Observed room={here} /> : <p class="loading">{w.value.loading}</p>}</main>
    </>
  );
}

function Observed({ room }: { room: Room }) {
  const words = o.value;
  const view = room.view.value!;
  const present = room.present.value;
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{[say(formatName(view.format)), view.venue].filter(Boolean).join(' · ')}</p>
        <h1>{view.title}</h1>
        <p class="facts"><Status room={room} /><span class="hint">{words.readOnly}</span></p>
      </div>
      <div class="watch-main">
        <Figures of={[
          [words.online, present?.now], [words.checkedIn, view.checkIn ? present?.checkedIn : undefined], [words.entitled, present?.entitled],
          [words.comments, view.comments.total], [words.hands, view.floor.hands.length],
        ]} />
        <NowCard room={room} />
        <section class="card">
          <h2>{w.value.ballot}</h2>
          {view.ballots.length === 0 && <p class="hint">{words.noBallots}</p>}
          {[...view.ballots].reverse().map(b => (
            <article key={b.id} class={`ballot-watch ${b.status}`}>
              <div class="now-line">
                <h3>{b.question}</h3>
                {b.status === 'open' && b.closesAt ? <Countdown to={b.closesAt} label={w.value.closesIn} /> : <span class={`badge ${b.status}`}>{words[b.status]}</span>}
              </div>
              <BallotFacts room={room} ballot={b} />
              <BallotFigures room={room} ballot={b} />
              {b.status === 'closed' && b.results === 'onReveal' && !b.revealed && <p class="hint">{words.waits}</p>}
            </article>
          ))}
        </section>
        <section class="card"><h2>{w.value.agenda}</h2><AgendaList room={room} /></section>
      </div>
      <div class="watch-side"><Stream room={room} /></div>
    </>
  );
}
