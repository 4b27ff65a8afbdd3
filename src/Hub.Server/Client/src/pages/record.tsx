/** The record of a meeting: what was decided, by what rule and by whom, and how the time went. Printed, it is what one keeps. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/record.css';
import { formatName } from '../api';
import { meetingOfPage, secret } from '../boot';
import { BallotFacts, BallotFigures } from '../parts/ballot';
import { JoinCard } from '../parts/join';
import { Status } from '../parts/now';
import { Head, Sorry, title } from '../parts/shell';
import { inBoth, say } from '../prefs';
import { Room } from '../room';
import { failure, w } from '../words';

const zh = {
  record: '会议记录', decisions: '表决事项', none: '这次会议没有进行表决。', open: '会议仍在进行，记录随之更新。', waits: '结果待主持人公布。', underWay: '表决进行中。',
  planned: '计划', spent: '实际', minutes: (n: number) => `${n} 分钟`, comments: (n: number) => `共收到意见 ${n} 条`, print: '打印', commitments: '交办事项', due: '期限',
};
const en: typeof zh = {
  record: 'Record', decisions: 'Decisions', none: 'No ballot was held in this meeting.', open: 'The meeting still goes on, and its record with it.', waits: 'The chair will announce the result.', underWay: 'This ballot is under way.',
  planned: 'Planned', spent: 'Taken', minutes: n => `${n} min`, comments: n => `${n} comments were made`, print: 'Print', commitments: 'Commitments', due: 'until',
};
const words = inBoth(zh, en);

const room = signal<Room | undefined>(undefined);
const code = secret();
const error = signal<string | undefined>(undefined);

void meetingOfPage().then(found => {
  if (found.meeting?.snapshot) room.value = new Room(found.meeting.snapshot.id, found.meeting);
  else error.value = found.error ?? 'unknownRoom';
});

export function Record() {
  const here = room.value;
  const view = here?.view.value;
  useEffect(() => title(view ? `${words.value.record} · ${view.title}` : w.value.brand, view?.title), [view?.title, w.value]);
  const failed = error.value ?? here?.closed.value;
  if (failed === 'forbidden' && code) {
    return <><Head /><main id="main" class="narrow"><h1 class="unseen">{w.value.joinTitle}</h1><JoinCard code={code} name={w.value.roles.observer} onSeat={() => location.reload()} /></main></>;
  }
  if (failed) return <Sorry text={failed === 'forbidden' ? w.value.forbidden : failure(failed)} />;
  return (
    <>
      <Head room={here} />
      <main id="main" class="record">{here && view ? <Kept room={here} /> : <p class="loading">{w.value.loading}</p>}</main>
    </>
  );
}

function Kept({ room }: { room: Room }) {
  const said = words.value;
  const view = room.view.value!;
  const over = view.status === 'closed' || view.status === 'archived';
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{[said.record, say(formatName(view.format)), view.venue].filter(Boolean).join(' · ')}</p>
        <h1>{view.title}</h1>
        <p class="facts"><Status room={room} />{!over && <span class="hint">{said.open}</span>}<button type="button" class="quiet" onClick={() => print()}>{said.print}</button></p>
      </div>
      <section class="card">
        <h2>{said.decisions}</h2>
        {view.ballots.length === 0 && <p class="hint">{said.none}</p>}
        {view.ballots.map(b => (
          <article key={b.id} class="decision">
            <h3>{b.question}</h3>
            <BallotFacts room={room} ballot={b} />
            {b.status !== 'closed' && <p class="hint">{said.underWay}</p>}
            <BallotFigures room={room} ballot={b} />
            {b.status === 'closed' && b.results === 'onReveal' && !b.revealed && <p class="hint">{said.waits}</p>}
          </article>
        ))}
      </section>
      {view.commitments && (
        <section class="card">
          <h2>{said.commitments}</h2>
          <ul class="times">{view.commitments.map(x => <li key={x.commitment}><a href={`/topics/${x.topic}`}>{x.department}：{x.what}</a> <span class="figures hint">{said.due} {x.due}</span></li>)}</ul>
        </section>
      )}
      <section class="card">
        <h2>{w.value.agenda}</h2>
        <ol class="times">
          {view.agenda.items.map(i => (
            <li key={i.id}><span>{i.topic ? <a href={`/topics/${i.topic}`}>{i.title}</a> : i.title}</span><span class="figures hint">{said.planned} {said.minutes(i.minutes)} · {said.spent} {said.minutes(Math.round(i.spentSeconds / 60))}</span></li>
          ))}
        </ol>
        <p class="hint">{said.comments(view.comments.total)}</p>
      </section>
    </>
  );
}
