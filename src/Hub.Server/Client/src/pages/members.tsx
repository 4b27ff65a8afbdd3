/** The members' register: found by what they are, recorded one by one or from a table that is looked at first. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import { ApiError, call, query } from '../api';
import { boot } from '../boot';
import type { Conference, ImportReport, MemberPage as Page } from '../contract';
import { k } from '../kept.words';
import { Add, Edit, isStaff, Kept, Sections } from '../parts/entries';
import { colon } from '../parts/marks';
import { notify } from '../parts/shell';
import { locale } from '../prefs';
import { failure, w } from '../words';

export function Members() {
  const said = k.value;
  const id = useId();
  const filters = useSignal<Record<string, string>>(Object.fromEntries(new URLSearchParams(location.search)));
  const found = useSignal<Page | string | undefined>(undefined);
  const conference = useSignal<Conference | undefined>(undefined);
  const load = async (after?: string) => {
    try {
      const page = await call<Page>('GET', `/api/members?${query({ ...filters.value, after, total: true })}`);
      found.value = { ...page, items: [...(after && typeof found.value === 'object' ? found.value.items : []), ...page.items] };
    } catch (error) {
      found.value = failure((error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => {
    call<Conference>('GET', '/api/conference').then(
      c => {
        conference.value = c;
      },
      () => undefined,
    );
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => void load(), 150);
    return () => clearTimeout(timer);
  }, [JSON.stringify(filters.value)]);
  const set = (name: string, value: string) => {
    filters.value = { ...filters.value, [name]: value };
  };
  const page = found.value;
  const filtered = Object.values(filters.value).some(Boolean);
  const select = (name: 'sector' | 'committee' | 'county', options: string[] | undefined) => (
    <div>
      <label for={`${id}-${name}`}>{said[name]}</label>
      <select id={`${id}-${name}`} value={filters.value[name] ?? ''} onChange={e => set(name, e.currentTarget.value)}>
        <option value="">{said.all}</option>
        {(options ?? []).map(o => (
          <option key={o} value={o}>
            {o}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <Kept
      name={said.members}
      lead={said.membersLead}
      also={
        <>
          {boot.session?.member && (
            <a class="quiet button" href={`/members/${boot.session.member}`}>
              {said.mine}
            </a>
          )}
          <a class="quiet button" href={`/award/${new Date().getFullYear()}`}>
            {said.awardShort}
          </a>
        </>
      }
    >
      <form class="card filters" role="search" onSubmit={e => e.preventDefault()}>
        <div class="grow">
          <label for={`${id}-q`}>{said.search}</label>
          <input id={`${id}-q`} type="search" maxLength={200} value={filters.value.q ?? ''} onInput={e => set('q', e.currentTarget.value)} />
        </div>
        {select('sector', conference.value?.sectors)}
        {select('committee', conference.value?.committees)}
        {select('county', conference.value?.counties)}
      </form>
      {isStaff && (
        <div class="quarter no-print">
          <Add type="member" to="members" onDone={() => void load()} />
          <Import onDone={() => void load()} />
        </div>
      )}
      {page === undefined ? (
        <p class="loading">{w.value.loading}</p>
      ) : typeof page === 'string' ? (
        <p class="card empty">{page}</p>
      ) : page.items.length === 0 ? (
        <p class="empty-line">{filtered ? said.noMembers : isStaff ? said.noMembersYet : said.empty}</p>
      ) : (
        <>
          <p class="facts">
            <span class="figures" role="status">
              {said.total((page.total ?? page.items.length).toLocaleString(locale()))}
            </span>
            <a href="/api/entries.csv?type=member">{said.csv}</a>
          </p>
          <ul class="kept-two">
            {page.items.map(m => (
              <li key={m.id}>
                <a class="card" href={`/members/${m.id}`}>
                  <h3>
                    {m.name}
                    {m.office && <small class="hint"> {m.office}</small>}
                  </h3>
                  <p class="facts">
                    <span class="badge">{m.sector}</span>
                    {[m.party, m.committee, m.county, m.overseas && said.overseas].filter(Boolean).map(x => (
                      <span key={String(x)}>{x}</span>
                    ))}
                  </p>
                </a>
              </li>
            ))}
          </ul>
          {page.next && (
            <button type="button" class="wide" onClick={() => void load(page.next)}>
              {said.more}
            </button>
          )}
        </>
      )}
      <Sections
        page="members"
        below="member"
        to="members"
        rows={{
          liaison: (i, names, again) =>
            i.is.$type === 'liaison' && (
              <>
                <p class="facts">
                  <b>{names[i.is.who] ?? i.is.who}</b>
                  <span>{said.with}</span>
                  <b>{i.is.with}</b>
                </p>
                <Edit of={i} onDone={again} />
              </>
            ),
        }}
      />
    </Kept>
  );
}

/** First looked at, then taken: the file is sent twice, and the second time says that it is the same. */
function Import({ onDone }: { onDone: () => void }) {
  const said = k.value;
  const id = useId();
  const open = useSignal(false);
  const file = useSignal<File | undefined>(undefined);
  const report = useSignal<ImportReport | undefined>(undefined);
  const busy = useSignal(false);
  const ask = async (accept?: string) => {
    busy.value = true;
    try {
      const answer = await fetch(`/api/members/import?${query({ accept })}`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'text/csv' },
        body: await file.value!.arrayBuffer(),
      }).catch(() => {
        throw new ApiError('offline', 0);
      });
      if (!answer.ok) throw new ApiError(((await answer.json().catch(() => ({}))) as { code?: string }).code ?? '', answer.status);
      report.value = (await answer.json()) as ImportReport;
      if (report.value.imported !== undefined) {
        notify(said.imported(report.value.imported));
        onDone();
      }
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    } finally {
      busy.value = false;
    }
  };
  if (!open.value)
    return (
      <p>
        <button
          type="button"
          onClick={() => {
            open.value = true;
          }}
        >
          {said.import}
        </button>
      </p>
    );
  const r = report.value;
  return (
    <section class="card kept-form" aria-labelledby={`${id}-t`}>
      <h3 id={`${id}-t`}>{said.import}</h3>
      <p class="hint">{said.importLead}</p>
      <label for={id}>{said.choose}</label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        disabled={busy.value}
        onChange={e => {
          file.value = e.currentTarget.files?.[0];
          report.value = undefined;
          if (file.value) void ask();
        }}
      />
      {busy.value && <p role="status">{r ? said.accepting : said.looking}</p>}
      {r && (
        <>
          <p role="status">
            <b>{r.imported === undefined ? said.looked(r.lines, r.good, new Set(r.faults.map(f => f.line)).size) : said.imported(r.imported)}</b>
          </p>
          {r.faults.length > 0 && (
            <ul class="faults" tabIndex={0} aria-label={said.import}>
              {r.faults.slice(0, 500).map((f, i) => (
                <li key={i}>
                  <b class="figures">{said.line(f.line)}</b> {said.faults[f.fault]}
                  {f.value && `${colon()}${f.value}`}
                  {f.first !== undefined && said.first(f.first)}
                </li>
              ))}
            </ul>
          )}
          {r.imported === undefined &&
            (r.good > 0 ? (
              <button type="button" class="primary" disabled={busy.value} onClick={() => void ask(r.file)}>
                {said.accept(r.good)}
              </button>
            ) : (
              <p>{said.nothing}</p>
            ))}
        </>
      )}
    </section>
  );
}
