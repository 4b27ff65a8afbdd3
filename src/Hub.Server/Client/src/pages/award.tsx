/** The award of the year: the published rule, and every score with what it is made of. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { call, type ApiError } from '../api';
import { key } from '../boot';
import type { AwardView, Ranked, ScoreRule } from '../contract';
import { k } from '../kept.words';
import { Unread } from '../parts/again';
import { Add, Kept, Sections, yearOf, Years } from '../parts/entries';
import { colon } from '../parts/marks';
import { locale, say } from '../prefs';
import { failure, w } from '../words';

const year = yearOf(key);
const SHOWN = 50;

export function Award() {
  const said = k.value;
  const award = useSignal<AwardView | string | undefined>(undefined);
  const nominated = useSignal(false);
  const shown = useSignal(SHOWN);
  const load = () =>
    void call<AwardView>('GET', `/api/award/${year}`).then(
      a => {
        award.value = a;
      },
      (error: ApiError) => {
        award.value = failure(error.code, error.status);
      },
    );
  useEffect(load, []);
  const a = award.value;
  const rows = typeof a === 'object' ? (a.ranking ?? []).filter(r => !nominated.value || r.nominated) : [];
  return (
    <Kept
      name={said.award(year)}
      lead={said.awardLead}
      also={
        <a class="quiet button" href="/members">
          {said.members}
        </a>
      }
    >
      <Years path="award" year={year} />
      {a === undefined ? (
        <p class="loading">{w.value.loading}</p>
      ) : typeof a === 'string' ? (
        <Unread why={a} onAgain={() => void load()} />
      ) : (
        <>
          <details class="card" open={!a.ranking}>
            <summary>
              <b>{said.rule}</b>
            </summary>
            <ul>
              {a.rule.rules.map(r => (
                <li key={r.figure}>
                  {say(r.label)}
                  {colon()}
                  {said.per(r.points, r.per, r.most)}
                </li>
              ))}
            </ul>
          </details>
          <Add type="nomination" to={`year${year}`} onDone={load} />
          {!a.ranking ? (
            <p class="card">{said.rankingFor}</p>
          ) : (
            <section class="quarter" aria-labelledby="ranking">
              <h2 id="ranking">{said.ranking}</h2>
              <div class="facts">
                <label class="tick">
                  <input
                    type="checkbox"
                    checked={nominated.value}
                    onChange={e => {
                      nominated.value = e.currentTarget.checked;
                    }}
                  />
                  {said.onlyNominated}
                </label>
                {a.ranking.some(r => r.nominated) && <span class="hint">{said.toBallot}</span>}
              </div>
              {rows.length === 0 ? (
                <p class="empty-line">{said.noRanking}</p>
              ) : (
                <ol class="kept-list">
                  {rows.slice(0, shown.value).map(r => (
                    <li key={r.member} class="card rank">
                      <Row of={r} rules={a.rule.rules} />
                    </li>
                  ))}
                </ol>
              )}
              {rows.length > shown.value && (
                <button
                  type="button"
                  class="wide"
                  onClick={() => {
                    shown.value += SHOWN;
                  }}
                >
                  {said.more}
                </button>
              )}
            </section>
          )}
        </>
      )}
      <Sections page="award" below="nomination" to={`year${year}`} year={year} />
    </Kept>
  );
}

function Row({ of, rules }: { of: Ranked; rules: ScoreRule[] }) {
  const said = k.value;
  const points = (n: number) => n.toLocaleString(locale(), { maximumFractionDigits: 2 });
  return (
    <>
      <span class="figures">{said.place(of.place)}</span>
      <span>
        <a href={`/members/${of.member}?year=${year}`}>
          <b>{of.name}</b>
        </a>{' '}
        <small class="hint">{of.sector}</small>
        {of.nominated && (
          <p class="hint">
            {said.nominated}
            {colon()}
            {of.nominated}
          </p>
        )}
      </span>
      <b class="figures">{points(of.score)}</b>
      <details>
        <summary>{said.why}</summary>
        <ul class="score-parts">
          {of.parts
            .filter(p => p.n > 0)
            .map(p => {
              const rule = rules.find(r => r.figure === p.figure)!;
              return (
                <li key={p.figure}>
                  <span>
                    {say(rule.label)} <small class="hint figures">{p.figure === 'spokenSeconds' ? said.minutes(p.n) : p.n}</small>
                  </span>
                  <i style={`width:${(p.points / rule.most) * 100}%`} aria-hidden="true" />
                  <span class="figures">
                    {points(p.points)} / {rule.most}
                  </span>
                </li>
              );
            })}
        </ul>
      </details>
    </>
  );
}
