/** What came of an opinion round: first what people of different minds agree on, then what divides them, then the groups, only where they are stable. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { GroupResult, MyRound, RoundPage, RoundView } from '../contract';
import { dateTime } from '../prefs';
import { agreedFirst, counted, dividedFirst, letterOf, percentOf, type Counted, type Host } from '../round';
import { o } from '../rounds.words';
import { tick } from '../clock';
import { Dots, MapTable, placeName } from './round-map';
import { useRound, useRounds, type Reading } from './round-reader';
import { Countdown } from './timer';

const DAY = 24 * 60 * 60 * 1000;

/** What is asked, and until when. */
export function RoundHead({ round, id }: { round: RoundView; id: string }) {
  const words = o.value;
  const { closesAt, status } = round;
  return (
    <>
      <div class="now-line">
        <p class="eyebrow">{words.round}</p>
        {status === 'open' &&
          closesAt &&
          (Date.parse(closesAt) - tick.value < DAY ? (
            <Countdown to={closesAt} label={words.closesIn} />
          ) : (
            <span class="hint">{words.until(dateTime(closesAt))}</span>
          ))}
        {status === 'closing' && <span class="hint">{words.counting}</span>}
      </div>
      <h2 id={id}>
        <bdi>{round.question}</bdi>
      </h2>
    </>
  );
}

/** What can be said of groups, and how surely. */
export function findingOf(page: RoundPage): string {
  const words = o.value.findings;
  return words[page.people === 0 ? 'tooFew' : (page.finding ?? 'tooFew')](page.groups?.length ?? 0, percentOf(page.stability));
}

/** How people answer one statement; the bar says nothing that the figures do not. */
export function Figured({ of }: { of: Counted }) {
  const all = Math.max(1, of.agree + of.disagree + of.pass);
  return (
    <>
      <p class="hint figures">{o.value.counts(of.agree, of.disagree, of.pass)}</p>
      <div class="split-bar" aria-hidden="true">
        <i class="agree" style={{ inlineSize: `${(100 * of.agree) / all}%` }} />
        <i class="disagree" style={{ inlineSize: `${(100 * of.disagree) / all}%` }} />
      </div>
    </>
  );
}

const Listed = ({ of }: { of: Counted[] }) => (
  <ol class="statements">
    {of.map(s => (
      <li key={s.id}>
        <p dir="auto">{s.text}</p>
        <Figured of={s} />
      </li>
    ))}
  </ol>
);

function Stands({ page, group }: { page: RoundPage; group: GroupResult }) {
  const words = o.value;
  const text = (id: string) => page.statements.find(s => s.id === id)?.text ?? '';
  return (
    <li>
      <h4>{words.group(letterOf(group.id), group.size)}</h4>
      {group.stands.length === 0 ? (
        <p class="hint">{words.standsForNothing}</p>
      ) : (
        <ul class="stands">
          {group.stands.map(s => (
            <li key={s.statement}>
              {s.agree !== undefined ? words.standsFor(s.agree, s.of, text(s.statement)) : words.standsAgainst(s.disagree ?? 0, s.of, text(s.statement))}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Mine({ page, mine }: { page: RoundPage; mine: MyRound }) {
  const words = o.value;
  const group = page.groups?.find(g => g.id === mine.group);
  return (
    <p class="my-place">
      <b>{words.mine}</b> {group ? words.inGroup(letterOf(group.id), group.size) : mine.place ? words.placed(placeName(mine.place)) : words.noPlace}
    </p>
  );
}

export function Results({ host, round, ...reading }: { host: Host; round: RoundView } & Reading) {
  const words = o.value;
  const reader = useRound(host, round, reading);
  const page = reader.page.value;
  const mine = reader.mine.value;
  if (!page) return <p class="hint">{reader.failed.value ? words.failed : words.loading}</p>;
  const all = counted(page);
  const agreed = agreedFirst(page);
  const divided = dividedFirst(page);
  const uncounted = page.statements.filter(s => s.status === undefined && !all.some(x => x.id === s.id));
  return (
    <div class="results">
      {page.people > 0 && <p class="hint figures">{words.people(page.people, page.stances)}</p>}
      {all.length > 0 && (
        <>
          <h3>{words.agreed}</h3>
          {agreed.length > 0 ? <Listed of={agreed} /> : <p class="hint">{words.noneAgreed}</p>}
          <h3>{words.divided}</h3>
          {divided.length > 0 ? (
            <>
              <p class="hint">{words.dividedHint}</p>
              <Listed of={divided} />
            </>
          ) : (
            <p class="hint">{words.noneDivided}</p>
          )}
        </>
      )}
      {page.groups && <h3>{words.groups}</h3>}
      <p class="finding">{findingOf(page)}</p>
      {page.groups && (
        <ul class="groups">
          {page.groups.map(g => (
            <Stands key={g.id} page={page} group={g} />
          ))}
        </ul>
      )}
      {reading.own && mine && page.people > 0 && <Mine page={page} mine={mine} />}
      {page.map && page.map.bins.length > 0 && (
        <>
          <h3>{words.map}</h3>
          <p class="hint">{words.mapHint}</p>
          <Dots bins={page.map.bins} place={reading.own ? mine?.place : undefined} />
          <details class="fold">
            <summary>{words.mapTable}</summary>
            <MapTable bins={page.map.bins} />
          </details>
        </>
      )}
      {page.statements.length > 0 && (
        <details class="fold">
          <summary>{words.all}</summary>
          <Listed of={all} />
          {uncounted.length > 0 && (
            <ul class="statements">
              {uncounted.map(s => (
                <li key={s.id}>
                  <p dir="auto">{s.text}</p>
                  <p class="hint">{words.uncounted}</p>
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
    </div>
  );
}

/** Read only once somebody asks for them: while a round is open, a whole room would read them. */
export function FoldedResults({ host, round, own }: { host: Host; round: RoundView; own?: boolean }) {
  const seen = useSignal(false);
  return (
    <details
      class="fold"
      onToggle={() => {
        seen.value = true;
      }}
    >
      <summary>
        <h3>{o.value.results}</h3>
      </summary>
      {seen.value && <Results host={host} round={round} own={own} />}
    </details>
  );
}

/** A round as whoever only looks sees it. */
export function SeenRound({ host, round, own }: { host: Host; round: RoundView; own?: boolean }) {
  const id = useId();
  return (
    <section class="card opinion" aria-labelledby={id}>
      <RoundHead round={round} id={id} />
      <Results host={host} round={round} own={own} />
    </section>
  );
}

/**
 * All rounds of a room, the newest first, for whoever only looks.
 * @param past The room is played again: what came of a round is not told before it had come.
 */
export function SeenRounds({ host, past }: { host: Host; past?: boolean }) {
  const rounds = useRounds(host).filter(r => !past || r.status === 'closed');
  return (
    <>
      {[...rounds].reverse().map(r => (
        <SeenRound key={r.id} host={host} round={r} />
      ))}
    </>
  );
}
