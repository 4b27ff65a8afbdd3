/** A meeting as anybody sees it who only looks: live, or played again. */
import '../style/watch.css';
import { formatName } from '../api';
import { inBoth, say } from '../prefs';
import type { Room } from '../room';
import { beside } from '../text';
import { w } from '../words';
import { Afterwards } from './afterwards';
import { AgendaList, Papers } from './agenda';
import { BallotFacts, BallotFigures } from './ballot';
import { Figures } from './figures';
import { Given } from './given';
import { later } from './later';
import { isOver, NowCard, Status } from './now';
import { Badge } from './status';
import { Stream } from './stream';
import { Countdown } from './timer';

const zh = {
  online: '在线',
  checkedIn: '已签到',
  entitled: '有表决权',
  roll: '应到',
  present: '出席',
  comments: '意见',
  hands: '等候发言',
  readOnly: '您正在旁观，本页内容实时更新。',
  noBallots: '还没有进行过表决。',
  waits: '结果待主持人公布。',
};
const en: typeof zh = {
  online: 'Online',
  checkedIn: 'Checked in',
  entitled: 'May vote',
  roll: 'On the roll',
  present: 'Present',
  comments: 'Comments',
  hands: 'Waiting to speak',
  readOnly: 'You are watching. This page updates by itself.',
  noBallots: 'No ballot has been held yet.',
  waits: 'The chair will announce the result.',
};
const o = inBoth(zh, en);

const Rounds = later(() => import('./rounds').then(m => m.SeenRounds));

/** @param past It is over, and played again. */
export function Observed({ room, past }: { room: Room; past?: boolean }) {
  const words = o.value;
  const view = room.view.value!;
  const present = room.present.value;
  const over = isOver(view.status);
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{beside(say(formatName(view.format)), view.venue)}</p>
        <h1>{view.title}</h1>
        <p class="facts">
          <Status room={room} />
          {!past && !over && <span class="hint">{words.readOnly}</span>}
        </p>
      </div>
      <div class="watch-main">
        <Figures
          of={[
            [words.online, past || over ? undefined : present?.now],
            [words.checkedIn, view.checkIn ? present?.checkedIn : undefined],
            [words.roll, present?.roll],
            [present?.roll === undefined ? words.entitled : words.present, present?.entitled],
            [words.comments, view.comments.total],
            [words.hands, view.floor.hands.length],
          ]}
        />
        <NowCard room={room} />
        <Papers room={room} />
        {!past && over && <Afterwards room={room} />}
        <Given room={room} />
        {view.rounds && <Rounds host={room} past={past} />}
        <section class="card">
          <h2>{w.value.ballot}</h2>
          {view.ballots.length === 0 && <p class="hint">{words.noBallots}</p>}
          {[...view.ballots].reverse().map(b => (
            <article key={b.id} class={`ballot-watch ${b.status}`}>
              <div class="now-line">
                <h3>{b.question}</h3>
                {b.status === 'open' && b.closesAt ? <Countdown to={b.closesAt} label={w.value.closesIn} /> : <Badge of="BallotStatus" is={b.status} />}
              </div>
              <BallotFacts room={room} ballot={b} />
              <BallotFigures room={room} ballot={b} />
              {b.status === 'closed' && b.results === 'onReveal' && !b.revealed && <p class="hint">{words.waits}</p>}
            </article>
          ))}
        </section>
        <section class="card">
          <h2>{w.value.agenda}</h2>
          <AgendaList room={room} />
        </section>
      </div>
      <div class="watch-side">
        <Stream room={room} />
      </div>
    </>
  );
}
