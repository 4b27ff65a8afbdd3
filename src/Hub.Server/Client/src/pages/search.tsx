/** One search over topics, meetings and commitments; for staff, members too. What is looked for stands in the address. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import '../style/topics.css';
import { type ApiError, call, query } from '../api';
import type { SearchPage } from '../contract';
import { day } from '../day';
import { MeetingFacts } from '../parts/meetings';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { Badge } from '../parts/status';
import { s } from '../site.words';
import { failure, w } from '../words';

const wanted = signal(new URLSearchParams(location.search).get('q') ?? '');
const found = signal<SearchPage | string | undefined>(undefined);
let asked = 0;

async function load(): Promise<void> {
  const mine = ++asked;
  const q = wanted.peek().trim();
  history.replaceState(null, '', location.pathname + (q && `?${query({ q })}`));
  if (!q) {
    found.value = undefined;
    return;
  }
  try {
    const page = await call<SearchPage>('GET', `/api/search?${query({ q })}`);
    if (mine === asked) found.value = page;
  } catch (error) {
    const { code, status } = error as ApiError;
    if (mine === asked) found.value = failure(code, status);
  }
}

function Found<T>({
  name,
  path,
  rows,
  total,
  children,
}: {
  name: string;
  path: string;
  rows: T[] | undefined;
  total: number | undefined;
  children: (row: T) => ComponentChildren;
}) {
  const id = useId();
  if (!rows || rows.length === 0 || !total) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {name} <span class="hint figures">{total}</span>
      </h2>
      <ul class="rows-list listed">
        {rows.map((row, i) => (
          <li key={i}>{children(row)}</li>
        ))}
      </ul>
      {total > rows.length && (
        <p>
          <a href={`${path}?${query({ q: wanted.value.trim() })}`}>{s.value.all(total)}</a>
        </p>
      )}
    </section>
  );
}

export function Search() {
  const words = s.value;
  const id = useId();
  useEffect(() => title(`${words.search} · ${w.value.brand}`), [words]);
  useEffect(() => {
    const timer = setTimeout(() => void load(), 200);
    return () => clearTimeout(timer);
  }, [wanted.value]);
  const list = found.value;
  const totals = typeof list === 'object' ? list.totals : undefined;
  const all = totals && totals.topics + totals.meetings + totals.commitments + (totals.members ?? 0);
  return (
    <>
      <Head />
      <main id="main" class="search-page">
        <h1>{words.search}</h1>
        <p class="hint">{words.searchLead}</p>
        <form
          class="card"
          role="search"
          onSubmit={e => {
            e.preventDefault();
            void load();
          }}
        >
          <label for={id}>{words.searchFor}</label>
          <div class="field-row">
            <input
              id={id}
              type="search"
              maxLength={200}
              value={wanted.value}
              onInput={e => {
                wanted.value = e.currentTarget.value;
              }}
            />
            <button type="submit" class="primary">
              {words.go}
            </button>
          </div>
        </form>
        <p class="hint figures" role="status">
          {typeof list === 'string' ? list : all === undefined ? '' : all === 0 ? words.none(wanted.value.trim()) : words.found(all)}
        </p>
        {typeof list === 'object' && (
          <>
            <Found name={words.topics} path="/topics" rows={list.topics} total={list.totals.topics}>
              {r => (
                <a class="card" href={`/topics/${r.id}`}>
                  <b>{r.title}</b>
                  <span class="facts">
                    <Badge of="TopicStatus" is={r.status} />
                    {[r.county, r.category, day(r.raisedAt)].filter(Boolean).map(x => (
                      <span key={x}>{x}</span>
                    ))}
                  </span>
                </a>
              )}
            </Found>
            <Found name={words.meetings} path="/meetings" rows={list.meetings} total={list.totals.meetings}>
              {r => (
                <a class="card" href={`/${r.status === 'closed' ? 'record' : 'watch'}/${r.id}`}>
                  <b>{r.title}</b>
                  <MeetingFacts of={r} />
                </a>
              )}
            </Found>
            <Found name={words.commitments} path="/commitments" rows={list.commitments} total={list.totals.commitments}>
              {r => (
                <a class="card" href={`/topics/${r.topic}`}>
                  <b>{r.what}</b>
                  <span class="facts">
                    <Badge of="CommitmentStatus" is={r.status} />
                    <bdi>{r.department}</bdi>
                    <bdi>{r.title}</bdi>
                  </span>
                </a>
              )}
            </Found>
            <Found name={words.members} path="/members" rows={list.members} total={list.totals.members}>
              {r => (
                <a class="card" href={`/members/${r.id}`}>
                  <b>{r.name}</b>
                  <span class="facts">
                    {[r.sector, r.committee, r.county].filter(Boolean).map(x => (
                      <bdi key={x}>{x}</bdi>
                    ))}
                  </span>
                </a>
              )}
            </Found>
          </>
        )}
      </main>
    </>
  );
}
