/** The members' register: found by what they are, recorded one by one or from a table that is looked at first. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import { call, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { AlikeMembers, Conference, MemberItem, MemberPage as Page } from '../contract';
import { useFilters } from '../filters';
import { thisYear } from '../house-time';
import { k } from '../kept.words';
import { Unread } from '../parts/again';
import { Confirm } from '../parts/confirm';
import { Add, Edit, isStaff, Kept, register, Sections } from '../parts/entries';
import { Import } from '../parts/import';
import { Select } from '../parts/select';
import { listed } from '../parts/marks';
import { notify, went } from '../parts/shell';
import { locale } from '../prefs';
import { beside, isolated } from '../text';
import { failure, w } from '../words';

export function Members() {
  const said = k.value;
  const id = useId();
  const [filters, set] = useFilters();
  const found = useSignal<Page | string | undefined>(undefined);
  const conference = useSignal<Conference | undefined>(undefined);
  const alike = useSignal<AlikeMembers['groups']>([]);
  const load = async (after?: string) => {
    try {
      const page = await call<Page>('GET', `/api/members?${query({ ...filters, after, total: true })}`);
      found.value = { ...page, items: [...(after && typeof found.value === 'object' ? found.value.items : []), ...page.items] };
    } catch (error) {
      found.value = failure((error as ApiError).code, (error as ApiError).status);
    }
  };
  const look = () =>
    isStaff &&
    void call<AlikeMembers>('GET', '/api/members/alike').then(
      a => {
        alike.value = a.groups;
      },
      () => undefined,
    );
  useEffect(() => {
    look();
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
  }, [JSON.stringify(filters)]);
  const again = () => {
    void load();
    look();
  };
  const page = found.value;
  const filtered = Object.values(filters).some(Boolean);
  const select = (name: 'sector' | 'committee' | 'county', options: string[] | undefined) => (
    <Select
      label={said[name]}
      value={filters[name] ?? ''}
      options={[['', said.all], ...(options ?? []).map((o): [string, string] => [o, o])]}
      onChange={v => set(name, v)}
    />
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
          <a class="quiet button" href={`/award/${thisYear()}`}>
            {said.awardShort}
          </a>
        </>
      }
    >
      <form class="card filters" role="search" onSubmit={e => e.preventDefault()}>
        <div class="grow">
          <label for={`${id}-q`}>{said.search}</label>
          <input id={`${id}-q`} type="search" maxLength={200} value={filters.q ?? ''} onInput={e => set('q', e.currentTarget.value)} />
        </div>
        {select('sector', conference.value?.sectors)}
        {select('committee', conference.value?.committees)}
        {select('county', conference.value?.counties)}
      </form>
      {isStaff && (
        <div class="quarter no-print">
          <Add type="member" to="members" onDone={again} />
          <Import onDone={again} />
        </div>
      )}
      {isStaff && alike.value.length > 0 && (
        <details class="card fold no-print">
          <summary>
            {said.alike} <span class="figures">{alike.value.length}</span>
          </summary>
          <p class="hint">{said.alikeWhy}</p>
          <ul class="kept-list">
            {alike.value.map(group => (
              <li key={group[0]!.id}>
                {group.map(m => (
                  <div key={m.id} class="alike">
                    <p>
                      <a href={`/members/${m.id}`}>
                        <bdi>{m.name}</bdi>
                      </a>{' '}
                      <small class="hint">{beside(m.sector, m.committee, m.county)}</small>
                    </p>
                    <Merge into={m} others={group.filter(o => o.id !== m.id)} onDone={again} />
                  </div>
                ))}
              </li>
            ))}
          </ul>
        </details>
      )}
      {page === undefined ? (
        <p class="loading">{w.value.loading}</p>
      ) : typeof page === 'string' ? (
        <Unread why={page} onAgain={() => void load()} />
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
          <ul class="kept-list listed">
            {page.items.map(m => (
              <li key={m.id}>
                <a class="card" href={`/members/${m.id}`}>
                  <h3>
                    <bdi>{m.name}</bdi>
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

/** Makes one entry of several that are one person's, one after the other: what was refused is said, and the rest stays as it is. */
function Merge({ into, others, onDone }: { into: MemberItem; others: MemberItem[]; onDone: () => void }) {
  const said = k.value;
  const busy = useSignal(false);
  const merge = async () => {
    busy.value = true;
    let done = true;
    for (const other of others) done &&= went(await register('members', { $type: 'mergeMembers', entry: other.id, into: into.id }));
    if (done) notify(said.merged);
    busy.value = false;
    onDone();
  };
  const ask = said.mergeAsk(isolated(into.name), listed(others.map(o => isolated(o.name))));
  return <Confirm label={said.keepThis} ask={ask} yes={said.mergeYes} disabled={busy.value} onYes={() => void merge()} />;
}
