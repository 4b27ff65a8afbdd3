/** The audit log: who did what, newest first, by kind of act and by person; and as a table. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/kept.css';
import { call, query, type ApiError } from '../api';
import { u } from '../audit.words';
import type { AuditItem, AuditPage } from '../contract';
import { Unread } from '../parts/again';
import { aside, colon } from '../parts/marks';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { Badge } from '../parts/status';
import { inHouse } from '../prefs';
import { failure, w } from '../words';

interface Filters {
  act: string;
  who: string;
}

const moment = (at: string) =>
  inHouse(at, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

export function Audit() {
  const words = u.value;
  const asked = new URLSearchParams(location.search);
  const filters = useSignal<Filters>({ act: asked.get('act') ?? '', who: asked.get('who') ?? '' });
  const page = useSignal<AuditPage | undefined>(undefined);
  const failed = useSignal<ApiError | undefined>(undefined);
  const request = useSignal(0);
  useEffect(() => title(`${words.title} · ${w.value.brand}`), [words]);
  const load = async (after?: string) => {
    request.value += 1;
    const mine = request.value;
    try {
      const next = await call<AuditPage>('GET', `/api/audit?${query({ ...filters.value, after })}`);
      if (mine !== request.value) return;
      failed.value = undefined;
      page.value = { ...next, items: [...(after ? (page.value?.items ?? []) : []), ...next.items] };
    } catch (error) {
      if (mine === request.value) failed.value = error as ApiError;
    }
  };
  const filter = (change: Partial<Filters>) => {
    filters.value = { ...filters.value, ...change };
    const search = query({ ...filters.value });
    history.replaceState(null, '', location.pathname + (search && `?${search}`));
    page.value = undefined;
    void load();
  };
  useEffect(() => void load(), []);
  const [now, error] = [page.value, failed.value];
  return (
    <>
      <Head />
      <main id="main" class="kept">
        <div class="kept-head">
          <h1>{words.title}</h1>
          <p class="hint">{words.lead}</p>
        </div>
        {error?.status === 401 || error?.status === 403 ? (
          <div class="card empty">
            <p>{words.forbidden}</p>
            <a class="button primary" href="/admin">
              {words.signIn}
            </a>
          </div>
        ) : (
          <>
            {now?.broken && (
              <div class="card warning" role="alert">
                <h2>{words.broken}</h2>
                <p>{words.brokenWhy}</p>
                <p class="hint" lang="en">
                  {now.broken}
                </p>
              </div>
            )}
            <Filter now={filters.value} onFilter={filter} />
            {error ? (
              <Unread why={failure(error.code, error.status)} onAgain={() => void load()} />
            ) : !now ? (
              <p class="loading">{w.value.loading}</p>
            ) : now.items.length === 0 ? (
              <p class="empty-line">{now.next ? words.looking : words.empty}</p>
            ) : (
              <ul class="kept-list listed">
                {now.items.map(i => (
                  <li key={i.seq}>
                    <Entry of={i} onWho={who => filter({ who })} />
                  </li>
                ))}
              </ul>
            )}
            {now?.next && (
              <button type="button" class="wide" onClick={() => void load(now.next)}>
                {words.more}
              </button>
            )}
          </>
        )}
      </main>
    </>
  );
}

function Filter({ now, onFilter }: { now: Filters; onFilter: (change: Partial<Filters>) => void }) {
  const words = u.value;
  const search = query({ ...now });
  return (
    <form
      class="card filters"
      role="search"
      onSubmit={e => {
        e.preventDefault();
        onFilter({ who: String(new FormData(e.currentTarget).get('who') ?? '').trim() });
      }}
    >
      <div>
        <label for="audit-act">{words.act}</label>
        <select id="audit-act" value={now.act} onChange={e => onFilter({ act: e.currentTarget.value })}>
          <option value="">{words.all}</option>
          {Object.entries(words.acts).map(([act, text]) => (
            <option key={act} value={act}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div class="grow">
        <label for="audit-who">{words.who}</label>
        <input id="audit-who" name="who" type="search" list="audit-kinds" maxLength={200} placeholder={words.whoHint} value={now.who} />
        <datalist id="audit-kinds">
          {Object.entries(words.people).map(([kind, text]) => (
            <option key={kind} value={kind}>
              {text}
            </option>
          ))}
        </datalist>
      </div>
      <button type="submit">{words.find}</button>
      <a class="button" href={`/api/audit.csv${search && `?${search}`}`} download>
        {words.export}
      </a>
    </form>
  );
}

function Entry({ of, onWho }: { of: AuditItem; onWho: (who: string) => void }) {
  const words = u.value;
  const kind = words.people[of.who.kind] ?? of.who.kind;
  return (
    <article class="card audit">
      <h2>
        {words.acts[of.act] ?? of.act} <Badge of="AuditResult" is={of.outcome} />
      </h2>
      <p class="facts">
        <time dateTime={of.at} class="figures">
          {moment(of.at)}
        </time>
        <button type="button" class="link" title={words.whoIs} onClick={() => onWho(of.who.id ?? of.who.kind)}>
          {kind}
          {of.who.name && colon()}
          {of.who.name && <bdi>{of.who.name}</bdi>}
        </button>
        {of.count && <span>{words.times(of.count)}</span>}
        {of.from ? <span class="figures">{of.from}</span> : of.fromDeleted && <span>{words.deleted}</span>}
      </p>
      {of.on && (
        <p class="audit-on">
          <bdi>{of.onName}</bdi> <code>{of.on}</code>
        </p>
      )}
      {of.code && (
        <p class="hint">
          {words.why[of.code] ?? failure(of.code)}
          {aside(of.code)}
        </p>
      )}
      {of.outcome === 'unknown' && <p class="hint">{words.unknownWhy}</p>}
      {of.settings && <p class="hint audit-on">{words.settings(of.settings)}</p>}
    </article>
  );
}
