/** Lists: topics, commitments and meetings, filtered by the address bar, so that each figure of a report can link to what it counts. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import '../style/topics.css';
import { call, query, type ApiError } from '../api';
import type { CommitmentRow, MeetingRow, Page, TopicItem } from '../contract';
import { day } from '../day';
import { d } from '../department.words';
import { thisYear } from '../house-time';
import { p } from '../papers.words';
import { Unread } from '../parts/again';
import { colon } from '../parts/marks';
import { MeetingFacts } from '../parts/meetings';
import { Move } from '../parts/move';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { Badge } from '../parts/status';
import { Due } from '../parts/topic';
import { comeBack, keepPlace } from '../place';
import { lang, locale } from '../prefs';
import { t } from '../topics.words';
import { failure, w } from '../words';

type Filters = Record<string, string>;
interface Found {
  rows: unknown[];
  next?: string;
  total?: number;
}

const filters = signal<Filters>(Object.fromEntries(new URLSearchParams(location.search)));
/** Of who came back from a row: the list as they left it. */
let back = comeBack<Found>();
const found = signal<Found | string | undefined>(back?.list);
let asked = 0;

keepPlace(() => (typeof found.peek() === 'object' ? found.peek() : undefined));

async function load(path: string, after?: string): Promise<void> {
  const mine = ++asked;
  try {
    const page = await call<Page<unknown> & { total?: number }>('GET', `${path}?${query({ ...filters.value, after, limit: 50, total: true })}`);
    if (mine !== asked) return;
    found.value = { rows: [...(after && typeof found.value === 'object' ? found.value.rows : []), ...page.items], next: page.next, total: page.total };
  } catch (error) {
    const { code, status } = error as ApiError;
    if (mine === asked) found.value = failure(code, status);
  }
}

function filter(name: string, value: string): void {
  const next = { ...filters.value };
  if (value) next[name] = value;
  else delete next[name];
  filters.value = next;
  const search = query(next);
  history.replaceState(null, '', location.pathname + (search && `?${search}`));
}

function Listing({
  path,
  name,
  fields,
  lead,
  row,
}: {
  path: string;
  name: string;
  fields: ComponentChildren;
  lead?: ComponentChildren;
  row: (row: never) => ComponentChildren;
}) {
  const words = t.value;
  const id = useId();
  const here = filters.value;
  useEffect(() => title(`${name} · ${w.value.brand}`), [name]);
  useEffect(() => {
    if (back) {
      history.scrollRestoration = 'manual';
      window.scrollTo(0, back.y);
      back = undefined;
      return undefined;
    }
    found.value = typeof found.value === 'object' ? found.value : undefined;
    const timer = setTimeout(() => void load(path), 200);
    return () => clearTimeout(timer);
  }, [JSON.stringify(here)]);
  const list = found.value;
  return (
    <>
      <Head />
      <main id="main" class="lists-page">
        <h1>{name}</h1>
        {lead}
        <form class="card filters" role="search" onSubmit={e => e.preventDefault()}>
          <div class="grow">
            <label for={`${id}-q`}>{words.search}</label>
            <input id={`${id}-q`} type="search" maxLength={200} value={here.q ?? ''} onInput={e => filter('q', e.currentTarget.value)} />
          </div>
          {fields}
          <Select label={words.county} name="county" options={[...new Set([...words.counties, ...(here.county ? [here.county] : [])])].map(c => [c, c])} />
          <Select
            label={words.year}
            name="year"
            options={[...new Set([...Array.from({ length: 6 }, (_, i) => String(thisYear() - i)), ...(here.year ? [here.year] : [])])].map(y => [y, y])}
          />
          {here.venue && (
            <p class="chip">
              {words.venue}
              {colon()}
              {here.venue}
              <button type="button" class="quiet" onClick={() => filter('venue', '')}>
                ×
              </button>
            </p>
          )}
          {here.category && (
            <p class="chip">
              {words.category}
              {colon()}
              {here.category}
              <button type="button" class="quiet" onClick={() => filter('category', '')}>
                ×
              </button>
            </p>
          )}
        </form>
        {typeof list === 'object' && list.total !== undefined && (
          <p class="hint figures" role="status">
            {words.total(list.total.toLocaleString(locale()))}
          </p>
        )}
        {list === undefined ? (
          <p class="loading">{w.value.loading}</p>
        ) : typeof list === 'string' ? (
          <Unread why={list} onAgain={() => void load(path)} />
        ) : list.rows.length === 0 ? (
          <p class="empty-line">{Object.keys(here).length === 0 && path === '/api/topics' ? words.emptyTopics : words.empty}</p>
        ) : (
          <ul class="rows-list listed">
            {list.rows.map((r, i) => (
              <li key={i}>{row(r as never)}</li>
            ))}
          </ul>
        )}
        {typeof list === 'object' && list.next && (
          <button type="button" class="wide" onClick={() => void load(path, list.next)}>
            {words.more}
          </button>
        )}
      </main>
    </>
  );
}

function Select({ label, name, options }: { label: string; name: string; options: [string, string][] }) {
  const id = useId();
  return (
    <div>
      <label for={id}>{label}</label>
      <select id={id} value={filters.value[name] ?? ''} onChange={e => filter(name, e.currentTarget.value)}>
        <option value="">{t.value.all}</option>
        {options.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

export const TopicLine = ({ of }: { of: TopicItem }) => (
  <>
    <b>{of.title}</b>
    <span class="facts">
      <Badge of="TopicStatus" is={of.status} />
      {[of.county, of.category, day(of.raisedAt)].filter(Boolean).map(x => (
        <span key={x}>{x}</span>
      ))}
      <span class="figures">{t.value.likes(of.likes)}</span>
      <span class="figures">
        {t.value.comments} {of.comments}
      </span>
      {of.due && <Due due={of.due} level={of.level} done={false} />}
    </span>
  </>
);

export function Topics() {
  const words = t.value;
  return (
    <Listing
      path="/api/topics"
      name={words.topics}
      fields={
        <>
          <Select label={words.state} name="status" options={Object.entries(words.status)} />
          <label class="tick">
            <input type="checkbox" checked={filters.value.mine === 'true'} onChange={e => filter('mine', e.currentTarget.checked ? 'true' : '')} />
            {words.onlyMine}
          </label>
        </>
      }
      lead={
        <>
          <p>
            <a class="button primary" href="/raise">
              {words.raise}
            </a>
          </p>
          <Move offered={filters.value.mine === 'true'} />
        </>
      }
      row={(r: TopicItem) => (
        <a class="card" href={`/topics/${r.id}`}>
          <TopicLine of={r} />
        </a>
      )}
    />
  );
}

export function Commitments() {
  const words = t.value;
  return (
    <Listing
      path="/api/commitments"
      name={words.commitmentsTitle}
      fields={<Select label={words.state} name="status" options={Object.entries(words.cfilter)} />}
      lead={
        <p>
          <a href="/departments">{d.value.departments}</a>
        </p>
      }
      row={(r: CommitmentRow) => (
        <a class="card" href={`/topics/${r.topic}`}>
          <b>{r.what}</b>
          <bdi class="hint">{r.title}</bdi>
          <span class="facts">
            <Badge of="CommitmentStatus" is={r.status} />
            <bdi>{r.department}</bdi>
            {r.county && <span>{r.county}</span>}
            {r.completedAt ? (
              <span>{words.completedAt(day(r.completedAt))}</span>
            ) : r.reportedAt ? (
              <span>{d.value.waits(day(r.reportedAt))}</span>
            ) : (
              <Due due={r.due} level={r.level} done={false} />
            )}
          </span>
        </a>
      )}
    />
  );
}

export function Meetings() {
  const words = t.value;
  return (
    <Listing
      path="/api/meetings"
      name={words.meetingsTitle}
      fields={<Select label={words.state} name="status" options={Object.entries(w.value.status)} />}
      lead={
        <p>
          <a class="quiet button" href={`/api/calendar.ics?lang=${lang.value}`}>
            {p.value.subscribe}
          </a>
        </p>
      }
      row={(r: MeetingRow) => (
        <a class="card" href={`/${r.status === 'closed' ? 'record' : 'watch'}/${r.id}`}>
          <b>{r.title}</b>
          <MeetingFacts of={r} />
        </a>
      )}
    />
  );
}
