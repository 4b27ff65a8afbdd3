/** Venues and brands; and one venue, with what is on there and the poster that hangs at its door. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/kept.css';
import { call, qrOf, query, type ApiError } from '../api';
import { key } from '../boot';
import type { EntryItem, VenueItem, VenueNow, VenuePage as Page } from '../contract';
import { useFilters } from '../filters';
import { thisYear } from '../house-time';
import { k } from '../kept.words';
import { Unread } from '../parts/again';
import { Add, Edit, isStaff, Kept, Sections } from '../parts/entries';
import { Scanned } from '../parts/scanned';
import { Select } from '../parts/select';
import { because, Sorry } from '../parts/site';
import { dateTime, locale } from '../prefs';
import { reachable } from '../reachable';
import { beside } from '../text';
import { t } from '../topics.words';
import { failure, w } from '../words';

export function Venues() {
  const said = k.value;
  const id = useId();
  const [filters, set] = useFilters();
  const found = useSignal<(Page & { next?: string }) | string | undefined>(undefined);
  const load = async (after?: string) => {
    try {
      const page = await call<Page>('GET', `/api/venues?${query({ ...filters, after, total: true })}`);
      found.value = { ...page, items: [...(after && typeof found.value === 'object' ? found.value.items : []), ...page.items] };
    } catch (error) {
      found.value = failure((error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void load(), 150);
    return () => clearTimeout(timer);
  }, [JSON.stringify(filters)]);
  const page = found.value;
  return (
    <Kept
      name={said.venues}
      lead={said.venuesLead}
      also={
        <a class="quiet button" href="/topics">
          {t.value.topics}
        </a>
      }
    >
      <form class="card filters" role="search" onSubmit={e => e.preventDefault()}>
        <div class="grow">
          <label for={`${id}-q`}>{said.search}</label>
          <input id={`${id}-q`} type="search" maxLength={200} value={filters.q ?? ''} onInput={e => set('q', e.currentTarget.value)} />
        </div>
        <Select label={said.kind} value={filters.kind ?? ''} options={[['', said.all], ...Object.entries(said.venueKind)]} onChange={v => set('kind', v)} />
        <Select
          label={said.county}
          value={filters.county ?? ''}
          options={[['', said.all], ...t.value.counties.map((c): [string, string] => [c, c])]}
          onChange={v => set('county', v)}
        />
      </form>
      <Add type="venue" to="venues" onDone={() => void load()} />
      {page === undefined ? (
        <p class="loading">{w.value.loading}</p>
      ) : typeof page === 'string' ? (
        <Unread why={page} onAgain={() => void load()} />
      ) : page.items.length === 0 ? (
        <p class="empty-line">{said.noVenues}</p>
      ) : (
        <>
          <p class="hint figures" role="status">
            {said.total((page.total ?? page.items.length).toLocaleString(locale()))}
          </p>
          <ul class="kept-list listed">
            {page.items.map(v => (
              <li key={v.id}>
                <a class="card" href={`/venues/${v.id}`}>
                  <p class="facts">
                    <span class="badge">{said.venueKind[v.kind]}</span>
                    <span>{v.county}</span>
                  </p>
                  <h3>{v.title}</h3>
                  <p class="hint figures">{said.counted(v.topics, v.activities, page.year)}</p>
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
        page="venues"
        below="venue"
        to="venues"
        rows={{
          brand: (i, _, again) =>
            i.is.$type === 'brand' && (
              <>
                <p class="facts">
                  <span class="badge">{said.brandOf[i.is.of]}</span>
                  <span>{i.is.holder}</span>
                </p>
                <h3>{i.is.title}</h3>
                {i.is.text && <p class="hint">{i.is.text}</p>}
                <Edit of={i} onDone={again} />
              </>
            ),
        }}
      />
    </Kept>
  );
}

/** What the code at the door leads to. */
export function VenuePage() {
  const said = k.value;
  const now = useSignal<VenueNow | string | undefined>(undefined);
  const entry = useSignal<EntryItem | undefined>(undefined);
  const load = async () => {
    try {
      now.value = await call<VenueNow>('GET', `/api/venues/${encodeURIComponent(key)}`);
      const { id, topics: _, activities: __, ...is } = now.value.venue;
      if (isStaff) entry.value = { register: 'venues', id, at: '', is: { $type: 'venue', ...is } };
    } catch (error) {
      // What was read stands: the page asks again by itself.
      if (typeof now.value !== 'object') now.value = because('venue', (error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => {
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, 15_000);
    return () => clearInterval(timer);
  }, []);
  const found = now.value;
  if (typeof found === 'string') return <Sorry of="venue" text={found} />;
  if (!found)
    return (
      <Kept name={said.venues} lead="">
        <p class="loading">{w.value.loading}</p>
      </Kept>
    );
  const { venue } = found;
  const on = found.meetings.filter(m => m.status !== 'scheduled');
  const soon = found.meetings.filter(m => m.status === 'scheduled');
  return (
    <Kept
      name={venue.title}
      lead={beside(said.venueKind[venue.kind], venue.county, venue.address)}
      also={
        <a class="quiet button" href="/venues">
          {said.venues}
        </a>
      }
    >
      <div class="with-poster">
        {on.length > 0 && (
          <section class="quarter" aria-labelledby="on">
            <h2 id="on">{said.here}</h2>
            {on.map(m => (
              <p key={m.id} class="card facts">
                <b>{m.title}</b>
                <a class="button primary" href={m.attend ? `/m/${m.attend}` : `/watch/${m.id}`}>
                  {said.enter}
                </a>
              </p>
            ))}
          </section>
        )}
        {on.length === 0 && <p class="card">{said.nothingOn}</p>}
        <div class="buttons no-print">
          <a class={`button${on.length ? '' : ' primary'}`} href={`/raise/${encodeURIComponent(venue.title)}?${query({ county: venue.county })}`}>
            {said.raise}
          </a>
          <button type="button" onClick={() => print()}>
            {said.poster}
          </button>
        </div>
        {soon.length > 0 && (
          <section class="quarter" aria-labelledby="soon">
            <h2 id="soon">{said.soon}</h2>
            <ul class="kept-list listed">
              {soon.map(m => (
                <li key={m.id}>
                  <a class="card" href={`/watch/${m.id}`}>
                    <b>{m.title}</b>
                    {m.startsAt && <span class="hint">{dateTime(m.startsAt)}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        <p class="hint figures">{said.counted(venue.topics, venue.activities, thisYear())}</p>
        {entry.value && <Edit of={entry.value} onDone={() => void load()} />}
        {isStaff && <Scanned />}
        <section class="poster" aria-hidden="true">
          <h2>{said.posterLead}</h2>
          <p class="where">{venue.title}</p>
          <img class="qr" src={qrOf(`/venues/${venue.id}`)} alt="" width="480" height="480" />
          <p>{said.posterHow}</p>
          <p>
            {reachable.replace(/^https?:\/\//, '')}/venues/{venue.id}
          </p>
        </section>
      </div>
    </Kept>
  );
}

export type { VenueItem };
