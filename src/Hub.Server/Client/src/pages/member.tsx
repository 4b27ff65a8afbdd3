/** One member: who they are, and, for themselves and staff, their duty record of a year. A link with their key in the fragment signs them in. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import { call, type ApiError } from '../api';
import { boot, forgetSecret, key, secret } from '../boot';
import type { DutyFigures, DutyRecord, EntryItem, MemberItem } from '../contract';
import { day } from '../day';
import { thisYear } from '../house-time';
import { k } from '../kept.words';
import { signOut } from '../leave';
import { Adopt } from '../parts/adopt';
import { copy } from '../parts/codes';
import { Confirm } from '../parts/confirm';
import { Edit, isStaff, Kept, nameOf, sortOf } from '../parts/entries';
import { may } from '../parts/may';
import { notify } from '../parts/shell';
import { because, Sorry } from '../parts/site';
import { Badge } from '../parts/status';
import { reachable } from '../reachable';
import { beside, isolated } from '../text';
import { failure, w } from '../words';

const year = Number(new URLSearchParams(location.search).get('year')) || thisYear();
const fromLink = secret();
if (fromLink) forgetSecret();

/** A key that the link brought waits for an answer. */
const brought = signal(fromLink);

export function MemberPage() {
  const said = k.value;
  const member = useSignal<MemberItem | string | undefined>(undefined);
  const duty = useSignal<DutyRecord | undefined>(undefined);
  const entry = useSignal<EntryItem | undefined>(undefined);
  const mine = useSignal(boot.session?.member === key);
  const load = async () => {
    try {
      member.value = await call<MemberItem>('GET', `/api/members/${encodeURIComponent(key)}`);
      const { id, overseas, merged: _, ...is } = member.value;
      if (isStaff) entry.value = { register: 'members', id, at: '', is: { $type: 'member', ...is, overseas: overseas || undefined } };
      if (may('readDuty') || mine.value) duty.value = await call<DutyRecord>('GET', `/api/members/${encodeURIComponent(key)}/duty?year=${year}`);
    } catch (error) {
      member.value = because('member', (error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => void load(), []);
  const m = member.value;
  if (typeof m === 'string') return <Sorry of="member" text={m} />;
  if (!m)
    return (
      <Kept name={said.duty} lead="">
        <p class="loading">{w.value.loading}</p>
      </Kept>
    );
  return (
    <Kept
      name={said.dutyOf(isolated(m.name), year)}
      lead={beside(m.office, m.sector, m.party, m.committee, m.county, m.overseas && said.overseas)}
      also={
        <>
          {mine.value && (
            <button type="button" class="quiet" onClick={() => void signOut().finally(() => location.assign('/members'))}>
              {said.signOut}
            </button>
          )}
          <a class="quiet button" href="/members">
            {said.members}
          </a>
        </>
      }
    >
      <nav class="buttons no-print" aria-label={said.duty}>
        <a class="button" href={`?year=${year - 1}`}>
          ‹ {year - 1}
        </a>
        <a class="button" href={`?year=${year + 1}`}>
          {year + 1} ›
        </a>
      </nav>
      {brought.value && !mine.value && (
        <Adopt
          secret={brought.value}
          onTaken={() => location.reload()}
          onKept={() => {
            brought.value = '';
          }}
        />
      )}
      {duty.value ? <Duty of={duty.value} /> : <p class="card">{said.signInFirst}</p>}
      {may('renewMemberKeys') && <Key id={m.id} />}
      {m.merged?.map(x => (
        <p key={x.id} class="hint">
          {said.mergedFrom(isolated(x.name), day(x.at))}
        </p>
      ))}
      {entry.value && <Edit of={entry.value} onDone={() => void load()} />}
    </Kept>
  );
}

function Duty({ of }: { of: DutyRecord }) {
  const said = k.value;
  const figures = Object.entries(of.figures) as [keyof DutyFigures, number][];
  const empty = figures.every(([, n]) => n === 0);
  return (
    <>
      <p class="hint">{said.dutyLead}</p>
      {empty ? (
        <p class="empty-line">{said.noDuty}</p>
      ) : (
        <ul class="duty-figures">
          {figures.map(([name, n]) => (
            <li key={name} class={`card${n === 0 ? ' none' : ''}`}>
              <b class="figures">{name === 'spokenSeconds' ? said.minutes(n) : n}</b>
              <span>{said.figures[name]}</span>
            </li>
          ))}
        </ul>
      )}
      {of.meetings.length > 0 && (
        <section class="quarter" aria-labelledby="attended">
          <h2 id="attended">{said.attended}</h2>
          <ul class="kept-list listed">
            {of.meetings.map(x => (
              <li key={x.id}>
                <a class="card" href={`/record/${x.id}`}>
                  <b>{x.title}</b>
                  <span class="facts figures">
                    <span>{day(x.closedAt)}</span>
                    {!x.present && <span class="badge">{said.absent}</span>}
                    {x.spokenSeconds > 0 && (
                      <span>
                        {said.figures.spokenSeconds} {said.minutes(x.spokenSeconds)}
                      </span>
                    )}
                    {x.comments > 0 && (
                      <span>
                        {said.figures.comments} {x.comments}
                      </span>
                    )}
                    {x.ballots > 0 && (
                      <span>
                        {said.figures.ballots} {x.ballots}
                      </span>
                    )}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {of.topics.length > 0 && (
        <section class="quarter" aria-labelledby="raised">
          <h2 id="raised">{said.raisedTopics}</h2>
          <ul class="kept-list listed">
            {of.topics.map(x => (
              <li key={x.id}>
                <a class="card" href={`/topics/${x.id}`}>
                  <b>{x.title}</b>
                  <span class="hint">{day(x.raisedAt)}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {of.entries.length > 0 && (
        <section class="quarter" aria-labelledby="parts">
          <h2 id="parts">{said.parts}</h2>
          <ul class="kept-list listed">
            {of.entries.map(x => (
              <li key={x.id} class="card">
                <b>{nameOf(x.is)}</b>
                <span class="facts">
                  <span class="badge">{sortOf(x.is)}</span>
                  {'on' in x.is && <span>{day(x.is.on)}</span>}
                  {x.status && <Badge of="ProposalStatus" is={x.status} />}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Key({ id }: { id: string }) {
  const said = k.value;
  const input = useId();
  const link = useSignal('');
  const make = async () => {
    try {
      link.value = `${reachable}/members/${id}#${(await call<{ code: string }>('POST', `/api/members/${id}/key`)).code}`;
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
  };
  return (
    <section class="card kept-form no-print">
      <p class="hint">{said.keyHint}</p>
      {link.value ? (
        <div class="field-row">
          <div>
            <label for={input}>{said.keyIs}</label>
            <input id={input} readOnly value={link.value} onFocus={e => e.currentTarget.select()} />
          </div>
          <button type="button" onClick={() => void copy(link.value)}>
            {said.copy}
          </button>
        </div>
      ) : (
        <p>
          <Confirm label={said.key} ask={said.keyAsk} yes={said.key} onYes={() => void make()} />
        </p>
      )}
    </section>
  );
}
