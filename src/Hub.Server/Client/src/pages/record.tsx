/** The record of a meeting: what was decided, by what rule and by whom, and how the time went. Printed, it is what one keeps. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/record.css';
import { call, formatName, type ApiError } from '../api';
import { meetingOfPage, secret } from '../boot';
import { b } from '../branch.words';
import { minutes } from '../clock';
import type { Command, MinutesView } from '../contract';
import '../kept.words';
import { thisYear } from '../house-time';
import { observing } from '../live-http';
import { Documents } from '../parts/agenda';
import { Again } from '../parts/again';
import { ApprovalState } from '../parts/approval';
import { BallotFacts, BallotFigures } from '../parts/ballot';
import { Changes } from '../parts/changes';
import { JoinCard } from '../parts/join';
import { later } from '../parts/later';
import { aside, colon, listed } from '../parts/marks';
import { day } from '../day';
import { called, Who } from '../parts/who';
import { may } from '../parts/may';
import { NamesInRecord } from '../parts/names';
import { isOver, Status } from '../parts/now';
import { AskConsent } from '../parts/reasoned';
import { notify, title, went } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { dateTime, inBoth, lang, say } from '../prefs';
import { Room } from '../room';
import { beside, isolated } from '../text';
import { failure, w } from '../words';

const zh = {
  record: '会议记录',
  decisions: '表决事项',
  none: '这次会议没有进行表决。',
  open: '会议仍在进行，记录随之更新。',
  waits: '结果待主持人公布。',
  underWay: '表决进行中。',
  planned: '计划',
  spent: '实际',
  minutes: (n: number) => `${n} 分钟`,
  comments: (n: number) => `共收到意见 ${n} 条`,
  print: '打印',
  papers: '打印材料',
  calendar: '加入日历',
  commitments: '交办事项',
  due: '期限',
  replay: '会议回放',
  md: 'Markdown',
  docx: 'Word 文档',
  json: 'JSON',
  attendance: '出席',
  present: (n: number, m: number) => `${n} 人，其中委员 ${m} 人`,
  byRoll: (entitled: number, present: number) => `应到 ${entitled} 人，出席 ${present} 人`,
  speakers: '发言',
  turns: (n: number) => `${n} 次`,
  chain: (seq: number) => `会议记录链（至第 ${seq} 条）`,
  minutes2: '会议纪要',
  sections: { attendance: '出席', agenda: '议程', speakers: '发言', decisions: '决定', commitments: '交办事项', summary: '小结' } as Record<string, string>,
  approve: '审定纪要',
  approveAgain: '重新审定',
  correct: '改写',
  rewrite: (s: string) => `改写“${s}”`,
  save: '保存',
  cancel: '取消',
  back: '恢复自动草稿',
  history: '修改记录',
  changes: '会议信息的更改',
  corrected: (s: string) => `改写“${s}”`,
  restored: (s: string) => `“${s}”恢复自动草稿`,
  wasApproved: '审定',
  nobody: '（未具名）',
  byChair: '主持人改写',
  toOutput: '转为成果',
  voids: '宣布作废…',
  voidAsk: '须由另一个账号同意。票数仍在记录中，但不再作出决定。',
  voidReason: '理由',
  voidYes: '提出',
};
const en: typeof zh = {
  record: 'Record',
  decisions: 'Decisions',
  none: 'No ballot was held in this meeting.',
  open: 'The meeting still goes on, and its record with it.',
  waits: 'The chair will announce the result.',
  underWay: 'This ballot is under way.',
  planned: 'Planned',
  spent: 'Taken',
  minutes: n => `${n} min`,
  comments: n => `${n} comments were made`,
  print: 'Print',
  papers: 'Hand-outs',
  calendar: 'To my calendar',
  commitments: 'Commitments',
  due: 'until',
  replay: 'Replay',
  md: 'Markdown',
  docx: 'Word',
  json: 'JSON',
  attendance: 'Attendance',
  present: (n, m) => `${n} people, ${m} of them members`,
  byRoll: (entitled, present) => `${entitled} entitled, ${present} present`,
  speakers: 'Speakers',
  turns: n => (n === 1 ? 'once' : `${n} times`),
  chain: seq => `Chain of the record (to event ${seq})`,
  minutes2: 'Minutes',
  sections: { attendance: 'Attendance', agenda: 'Agenda', speakers: 'Speakers', decisions: 'Decisions', commitments: 'Commitments', summary: 'Summary' },
  approve: 'Approve the minutes',
  approveAgain: 'Approve again',
  correct: 'Rewrite',
  rewrite: s => `Rewrite “${s}”`,
  save: 'Save',
  cancel: 'Cancel',
  back: 'Back to the draft',
  history: 'What was changed',
  changes: 'Changes of the meeting itself',
  corrected: s => `“${s}” was rewritten`,
  restored: s => `“${s}” is the draft again`,
  wasApproved: 'Approved',
  nobody: '(no name)',
  byChair: 'Rewritten by the chair',
  toOutput: 'Make an output',
  voids: 'Declare it void…',
  voidAsk: 'Another account has to agree. What was voted stays in the record, and decides nothing.',
  voidReason: 'Reason',
  voidYes: 'Ask for it',
};
const words = inBoth(zh, en);

const Rounds = later(() => import('../parts/rounds').then(m => m.SeenRounds));

const room = signal<Room | undefined>(undefined);
const code = secret();
const error = signal<string | undefined>(undefined);

void meetingOfPage().then(found => {
  if (found.meeting?.snapshot) room.value = new Room(found.meeting.snapshot.id, found.meeting, true, observing(found.meeting));
  else error.value = found.error ?? 'unknownRoom';
});

export function Record() {
  const here = room.value;
  const view = here?.view.value;
  useEffect(() => title(view ? `${words.value.record} · ${view.title}` : w.value.brand, view?.title), [view?.title, w.value]);
  const failed = error.value ?? here?.closed.value;
  if (failed === 'forbidden' && code) {
    return (
      <>
        <Head />
        <main id="main" class="narrow">
          <h1 class="unseen">{w.value.joinTitle}</h1>
          <JoinCard code={code} name={w.value.roles.observer} onSeat={() => location.reload()} />
        </main>
      </>
    );
  }
  if (failed) return <Sorry of="meeting" text={failed === 'forbidden' ? w.value.forbidden : failure(failed)} />;
  return (
    <>
      <Head room={here} />
      <main id="main" class="record">
        {here && view ? <Kept room={here} /> : <p class="loading">{w.value.loading}</p>}
      </main>
    </>
  );
}

function Kept({ room }: { room: Room }) {
  const said = words.value;
  const view = room.view.value!;
  const over = isOver(view.status);
  return (
    <>
      <div class="title-block">
        <p class="eyebrow">{beside(said.record, say(formatName(view.format)), view.venue)}</p>
        <h1>{view.title}</h1>
        <p class="facts">
          <Status room={room} />
          {!over && <span class="hint">{said.open}</span>}
          <button type="button" class="quiet" onClick={() => print()}>
            {said.print}
          </button>
          <a class="quiet button no-print" href={`/papers/${view.id}`}>
            {said.papers}
          </a>
          {view.startsAt && (
            <a class="quiet button no-print" href={`/api/meetings/${view.id}/calendar.ics?lang=${lang.value}`}>
              {said.calendar}
            </a>
          )}
        </p>
      </div>
      {view.cancelled && (
        <p class="card">
          <b>{w.value.cancelled}</b>
          <br />
          {w.value.because(view.cancelled.reason)}
        </p>
      )}
      {over && <Minutes room={room} />}
      <section class="card">
        <h2>{said.decisions}</h2>
        {view.ballots.length === 0 && <p class="hint">{said.none}</p>}
        {view.ballots.map(b => (
          <article key={b.id} class="decision">
            <h3>{b.question}</h3>
            <BallotFacts room={room} ballot={b} />
            {b.status !== 'closed' && <p class="hint">{said.underWay}</p>}
            <BallotFigures room={room} ballot={b} />
            {b.status === 'closed' && b.results === 'onReveal' && !b.revealed && !b.outcome?.void && <p class="hint">{said.waits}</p>}
            {may('voidBallots') && !b.outcome?.void && (
              <div class="buttons no-print">
                <AskConsent
                  path={`/api/meetings/${room.id}/ballots/${b.id}/void`}
                  label={said.voids}
                  ask={said.voidAsk}
                  yes={said.voidYes}
                  reason={said.voidReason}
                />
              </div>
            )}
          </article>
        ))}
      </section>
      {view.rounds && <Rounds host={room} />}
      {view.commitments && (
        <section class="card">
          <h2>{said.commitments}</h2>
          <ul class="times">
            {view.commitments.map(x => (
              <li key={x.commitment}>
                <a href={`/topics/${x.topic}`}>
                  <bdi>{x.department}</bdi>
                  {colon()}
                  <bdi>{x.what}</bdi>
                </a>{' '}
                <span class="figures hint">
                  {said.due} {day(x.due)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="card">
        <h2>{w.value.agenda}</h2>
        <ol class="times">
          {view.agenda.items.map(i => (
            <li key={i.id}>
              <bdi>{i.topic ? <a href={`/topics/${i.topic}`}>{i.title}</a> : i.title}</bdi>
              <span class="figures hint">
                {said.planned} {said.minutes(i.minutes)} · {said.spent} {said.minutes(Math.round(i.spentSeconds / 60))}
              </span>
              <Documents of={i.documents} />
            </li>
          ))}
        </ol>
        <p class="hint">{said.comments(view.comments.total)}</p>
      </section>
      {may('removeNames') && <NamesInRecord room={room.id} isOver={over} />}
    </>
  );
}

const SECTIONS = ['summary', 'attendance', 'agenda', 'speakers', 'decisions', 'commitments'] as const;

/** What stands in the minutes beside the decisions and times below; for the chair with the means to rewrite and approve them. */
function Minutes({ room }: { room: Room }) {
  const said = words.value;
  const kept = useSignal<MinutesView | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const writing = useSignal<string | undefined>(undefined);
  const text = useSignal('');
  const id = useId();
  const chairs = room.me.value?.role === 'chair';
  const path = `/api/meetings/${room.id}/minutes`;
  const load = () =>
    void call<MinutesView>('GET', path).then(
      m => {
        kept.value = m;
        wrong.value = undefined;
      },
      (e: ApiError) => {
        const why = failure(e.code, e.status);
        if (kept.peek()) notify(why, { bad: true });
        else wrong.value = why;
      },
    );
  // After the close also what another chair does, or this one on another device: it may be what the approval does not cover.
  useEffect(load, [room.id, room.view.value?.status === 'closed' && room.seq.value]);
  const m = kept.value;
  const send = async (command: Command) => {
    const receipt = await room.send(command);
    if (went(receipt)) writing.value = undefined;
    // What has changed meanwhile is to be read, too.
    if (receipt.outcome !== 'refused' || receipt.code === 'minutesChanged') load();
  };
  if (!m) return wrong.value ? <Again why={wrong.value} onAgain={load} /> : null;
  return (
    <section class="card minutes" aria-labelledby="minutes">
      <div class="now-line">
        <h2 id="minutes">{said.minutes2}</h2>
      </div>
      {!m.cancelled && <ApprovalState minutes={m} />}
      <div class="buttons no-print">
        {!m.cancelled && (
          <a class="button primary" href={`/replay/${room.id}`}>
            {said.replay}
          </a>
        )}
        <a class="button" href={`${path}.docx?lang=${lang.value}`}>
          {said.docx}
        </a>
        <a class="button" href={`${path}.md?lang=${lang.value}`}>
          {said.md}
        </a>
        <a class="button" href={path} download={`minutes-${room.id}.json`}>
          {said.json}
        </a>
        {may('keepRegisters') && (
          <a class="button" href={`/outputs/${thisYear()}?from=meetings/${room.id}`}>
            {said.toOutput}
          </a>
        )}
        {chairs && !m.cancelled && !m.approvedAt && (
          <button
            type="button"
            disabled={room.isPending(x => x.$type === 'approveMinutes')}
            onClick={() => void send({ $type: 'approveMinutes', head: m.asOf })}
          >
            {m.approval ? said.approveAgain : said.approve}
          </button>
        )}
      </div>
      {!m.cancelled && (
        <p>
          <b>{said.attendance}</b> {said.present(m.attendance.total, m.attendance.members)}
          {m.attendance.entitled !== undefined && ` ${said.byRoll(m.attendance.entitled, m.attendance.present ?? 0)}`}
          {m.attendance.people.length > 0 && `${colon()}${listed(m.attendance.people.map(p => isolated(called(p)) + (p.sector ? aside(p.sector) : '')))}`}
        </p>
      )}
      {m.speakers.length > 0 && (
        <>
          <h3>{said.speakers}</h3>
          <ul class="times">
            {m.speakers.map(s => (
              <li key={s.participant}>
                <span>
                  <Who of={s} />
                </span>
                <span class="figures hint">
                  {said.turns(s.turns)} · {minutes(s.seconds)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {m.hub && (
        <>
          <h3>
            {b.value.hub} · <bdi>{m.hub.title}</bdi>
          </h3>
          <ul class="times">
            {m.hub.ballots.map(x => (
              <li key={x.ballot}>
                <bdi>{x.question}</bdi>
                <span class="hint">{x.outcome ? say(x.outcome) : said.waits}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {SECTIONS.filter(s => m.corrections[s] !== undefined || writing.value === s).map(s => (
        <div key={s} class="minutes-part">
          {m.corrections[s] !== undefined && (
            <>
              <h3>
                {said.sections[s]} <small class="hint">{said.byChair}</small>
              </h3>
              <p class="said">{m.corrections[s]}</p>
            </>
          )}
          {writing.value === s && (
            <form
              onSubmit={e => {
                e.preventDefault();
                void send({ $type: 'correctMinutes', section: s, text: text.value.trim() || undefined });
              }}
            >
              <label for={`${id}-${s}`}>{said.rewrite(said.sections[s]!)}</label>
              <textarea
                id={`${id}-${s}`}
                rows={4}
                maxLength={4000}
                value={text.value}
                onInput={e => {
                  text.value = e.currentTarget.value;
                }}
              />
              <div class="buttons">
                <button type="submit" class="primary">
                  {said.save}
                </button>
                {m.corrections[s] !== undefined && (
                  <button type="button" onClick={() => void send({ $type: 'correctMinutes', section: s })}>
                    {said.back}
                  </button>
                )}
                <button
                  type="button"
                  onClick={() => {
                    writing.value = undefined;
                  }}
                >
                  {said.cancel}
                </button>
              </div>
            </form>
          )}
        </div>
      ))}
      {chairs && !m.cancelled && (
        <div class="buttons no-print" role="group" aria-label={said.correct}>
          {SECTIONS.filter(s => writing.value !== s).map(s => (
            <button
              key={s}
              type="button"
              onClick={() => {
                text.value = m.corrections[s] ?? '';
                writing.value = s;
              }}
            >
              {said.rewrite(said.sections[s]!)}
            </button>
          ))}
        </div>
      )}
      {m.changes.length > 0 && (
        <details class="no-print">
          <summary>{said.changes}</summary>
          <Changes of={m.changes} />
        </details>
      )}
      {m.history.length > 0 && (
        <details class="no-print">
          <summary>{said.history}</summary>
          <ul class="times">
            {m.history.map(h => (
              <li key={h.seq}>
                <span>
                  {h.section === undefined
                    ? said.wasApproved
                    : h.text === undefined
                      ? said.restored(said.sections[h.section]!)
                      : said.corrected(said.sections[h.section]!)}
                </span>
                <span class="hint figures">
                  <Who of={h} /> · {dateTime(h.at)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="hint chain-hash">
        {said.chain(m.chain.seq)}
        {colon()}
        <code>{m.chain.hash}</code>
      </p>
    </section>
  );
}
