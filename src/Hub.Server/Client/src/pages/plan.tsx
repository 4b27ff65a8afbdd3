/** The plan of a year: each key item with its format, quarter and owner, and how far its meetings are. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { call, formatName, type ApiError } from '../api';
import { key } from '../boot';
import type { EntryItem, EntryPage, PlanItemView, PlanView } from '../contract';
import { k } from '../kept.words';
import { Unread } from '../parts/again';
import { Add, Edit, isStaff, Kept, remember, Sections, yearOf, Years } from '../parts/entries';
import { aside, colon } from '../parts/marks';
import { Badge } from '../parts/status';
import { dateTime, say } from '../prefs';
import { isolated } from '../text';
import { t } from '../topics.words';
import { failure, w } from '../words';

const year = yearOf(key);

export function Plan() {
  const said = k.value;
  const plan = useSignal<PlanView | string | undefined>(undefined);
  const entries = useSignal<Record<string, EntryItem>>({});
  const load = async () => {
    try {
      plan.value = await call<PlanView>('GET', `/api/plan/${year}`);
      if (isStaff)
        entries.value = Object.fromEntries((await call<EntryPage>('GET', `/api/entries?type=planItem&year=${year}&limit=100`)).items.map(i => [i.id, i]));
      for (const item of plan.value.items) remember(Object.fromEntries(item.meetings.map(m => [m.id, m.title])));
    } catch (error) {
      // What was read stands: the page asks again by itself.
      if (typeof plan.value !== 'object') plan.value = failure((error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => {
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, 10_000);
    return () => clearInterval(timer);
  }, []);
  const found = plan.value;
  const quarters = typeof found === 'object' ? [...new Set(found.items.map(i => i.quarter))] : [];
  return (
    <Kept
      name={said.plan(year)}
      lead={said.planLead}
      also={
        <a class="quiet button" href={`/report/${year}`}>
          {t.value.report}
        </a>
      }
    >
      <Years path="plan" year={year} />
      <Add type="planItem" to={`plan${year}`} onDone={() => void load()} />
      {found === undefined ? (
        <p class="loading">{w.value.loading}</p>
      ) : typeof found === 'string' ? (
        <Unread why={found} onAgain={() => void load()} />
      ) : found.items.length === 0 ? (
        <p class="empty-line">{said.noPlan}</p>
      ) : (
        quarters.map(q => (
          <section key={q ?? 0} class="quarter" aria-labelledby={`q${q ?? 0}`}>
            <h2 id={`q${q ?? 0}`}>
              {said.quarter(q)} · {said.items(found.items.filter(i => i.quarter === q).length)}
            </h2>
            <ul class="kept-list listed">
              {found.items
                .filter(i => i.quarter === q)
                .map(i => (
                  <li key={i.id}>
                    <Item of={i} entry={entries.value[i.id]} onDone={() => void load()} />
                  </li>
                ))}
            </ul>
          </section>
        ))
      )}
      <Sections page="plan" below="planItem" to={`plan${year}`} year={year} />
    </Kept>
  );
}

function Item({ of, entry, onDone }: { of: PlanItemView; entry?: EntryItem; onDone: () => void }) {
  const said = k.value;
  return (
    <article class="card">
      <p class="facts">
        <Badge of="PlanProgress" is={of.progress} />
        <span>{say(formatName(of.format)) || of.format}</span>
      </p>
      <h3>{of.title}</h3>
      {of.owner && (
        <p class="hint">
          {said.owner}
          {colon()}
          {of.owner}
        </p>
      )}
      {of.meetings.length > 0 && (
        <ul>
          {of.meetings.map(m => (
            <li key={m.id}>
              <a href={`/${m.status === 'closed' ? 'record' : 'watch'}/${m.id}`}>
                {t.value.goMeeting}
                {aside(w.value.status[m.status])}
                {m.startsAt && ` · ${dateTime(m.startsAt)}`}
                {m.title !== of.title && ` · ${isolated(m.title)}`}
              </a>
            </li>
          ))}
        </ul>
      )}
      {entry && <Edit of={entry} onDone={onDone} />}
    </article>
  );
}
