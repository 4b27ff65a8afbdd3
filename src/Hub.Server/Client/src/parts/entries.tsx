/** Entries of the registers: read, and, by staff, recorded, amended and withdrawn. One form for all kinds: what is asked is a list of fields. */
import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { api, call, formatName, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { CommentView, CommentsPage, Conference, Entry, EntryItem, EntryPage, Format, MeetingRow, MemberItem, Page, RegisterCommand, TopicItem } from '../contract';
import { k } from '../kept.words';
import { send } from '../post';
import { locale, say } from '../prefs';
import { t } from '../topics.words';
import { upload } from '../upload';
import { failure, w } from '../words';
import { Confirm } from './confirm';
import { colon } from './marks';
import { Head, notify, title, went } from './shell';
import { called } from './who';

export const isStaff = boot.session?.role === 'operator';

type EntryType = Entry['$type'];
type Draft = Record<string, unknown>;
interface Field {
  name: string;
  as: 'text' | 'area' | 'number' | 'date' | 'choice' | 'tick' | 'members' | 'member' | 'meetings' | 'room' | 'comment' | 'files';
  /** Of a comment: the room that it was made in. */
  of?: string;
  must?: boolean;
  options?: () => [string, string][];
}

const conference = signal<Conference | undefined>(undefined);
const formats = signal<Format[]>([]);
const names = (of: keyof Conference) => (): [string, string][] => (conference.value?.[of] ?? []).map(n => [n, n]);
const words = (of: Record<string, string>): [string, string][] => Object.entries(of);

async function prepare(): Promise<void> {
  if (conference.peek()) return;
  [conference.value, formats.value] = await Promise.all([call<Conference>('GET', '/api/conference'), api.formats()]);
}

const text = (name: string, must = false): Field => ({ name, as: 'text', must });
const choice = (name: string, options: () => [string, string][], must = false): Field => ({ name, as: 'choice', options, must });

/** What each kind of entry is asked for; some fields follow from what was chosen. */
const fieldsOf: Record<EntryType, (draft: Draft) => Field[]> = {
  planItem: () => [text('title', true), choice('format', () => formats.value.map(f => [f.id, say(f.name)]), true), choice('quarter', () => [1, 2, 3, 4].map(q => [String(q), k.value.quarter(q)])), text('owner'), { name: 'meetings', as: 'meetings' }],
  venue: () => [text('title', true), choice('kind', () => words(k.value.venueKind), true), choice('county', names('counties'), true), text('owner'), text('address')],
  brand: d => [text('title', true), choice('of', () => words(k.value.brandOf), true), choice('holder', names(d.of === 'county' ? 'counties' : 'committees'), true), { name: 'text', as: 'area' }],
  member: () => [text('name', true), choice('sector', names('sectors'), true), choice('committee', names('committees')), choice('county', names('counties')), choice('party', names('parties')), text('office'), { name: 'overseas', as: 'tick' }],
  liaison: d => [choice('kind', () => words(k.value.liaisonKind), true), d.kind === 'committee' ? choice('who', names('committees'), true) : { name: 'who', as: 'member', must: true }, choice('with', names(d.kind === 'committee' ? 'sectors' : 'parties'), true)],
  output: d => [
    choice('kind', () => words(k.value.outputKind), true), { name: 'on', as: 'date', must: true }, text('title', true), { name: 'members', as: 'members' },
    { name: 'source', as: 'room' }, ...(d.source ? [{ name: 'comment', as: 'comment', of: String(d.source) } as Field] : []), { name: 'text', as: 'area' }, { name: 'files', as: 'files' },
  ],
  ledgerEntry: () => [choice('kind', () => words(k.value.ledgerKind), true), { name: 'on', as: 'date', must: true }, text('title', true), { name: 'count', as: 'number' }, { name: 'members', as: 'members' }, { name: 'note', as: 'area' }, { name: 'files', as: 'files' }],
  visit: () => [choice('kind', () => words(k.value.visitKind), true), { name: 'on', as: 'date', must: true }, text('place', true), { name: 'members', as: 'members', must: true }, { name: 'note', as: 'area' }],
  receptionDay: () => [{ name: 'on', as: 'date', must: true }, text('place', true), { name: 'members', as: 'members', must: true }, { name: 'received', as: 'number', must: true }, { name: 'note', as: 'area' }],
  nomination: () => [{ name: 'nominee', as: 'member', must: true }, { name: 'reason', as: 'area', must: true }],
};

export const register = (name: string, command: RegisterCommand) => send(`registers/${name}`, command);

/**
 * Staff's way to record something, closed until it is wanted.
 * @param from The room that it comes of: the form is open then, with what is known of that room.
 */
export function Add({ type, to, year, from, onDone }: { type: EntryType; to: string; year?: number; from?: string; onDone: () => void }) {
  const open = useSignal(from !== undefined);
  if (!isStaff) return null;
  return open.value
    ? <EntryForm type={type} to={to} year={year} from={from} onDone={() => { open.value = false; onDone(); }} onCancel={() => { open.value = false; }} />
    : <p><button type="button" onClick={() => { open.value = true; }}>＋ {k.value.form[type]}</button></p>;
}

export function EntryForm({ type, to, of, year, from, onDone, onCancel }: { type: EntryType; to: string; of?: EntryItem; year?: number; from?: string; onDone: () => void; onCancel: () => void }) {
  const said = k.value;
  const draft = useSignal<Draft>(of ? { ...of.is } : year && fieldsOf[type]({}).some(f => f.name === 'on') ? { on: year === new Date().getFullYear() ? new Date().toLocaleDateString('sv') : `${year}-01-01` } : {});
  const busy = useSignal(false);
  useEffect(() => void prepare().catch((error: ApiError) => notify(failure(error.code, error.status), { bad: true })), []);
  useEffect(() => {
    const { source, comment } = of?.is.$type === 'output' ? of.is : { source: from, comment: undefined };
    if (!source) return;
    Promise.all([read(source), comment && findComments(source, '')]).then(([room]) => {
      draft.value = of ? { ...draft.peek() } : { source, title: room.title, text: room.text, ...draft.peek() };
    }, (error: ApiError) => notify(failure(error.code, error.status), { bad: true }));
  }, []);
  const fields = fieldsOf[type](draft.value);
  const set = (name: string, value: unknown) => {
    const was = draft.value;
    draft.value = { ...was, [name]: value === '' ? undefined : value };
    // A comment is of one room; and what it says is what is made of it, unless something is written already.
    if (name === 'source') draft.value = { ...draft.value, comment: undefined };
    if (name === 'comment' && value && !was.text) draft.value = { ...draft.value, text: known.get(String(value)) };
  };
  const ready = fields.every(f => !f.must || (Array.isArray(draft.value[f.name]) ? (draft.value[f.name] as unknown[]).length > 0 : draft.value[f.name] !== undefined));
  const save = async () => {
    busy.value = true;
    const kept = Object.fromEntries(fields.map(f => [f.name, draft.value[f.name]]).filter(([, v]) => v !== undefined && v !== false));
    if (type === 'planItem' && kept.quarter) kept.quarter = Number(kept.quarter);
    const is = { $type: type, ...kept } as Entry;
    if (went(await register(to, of ? { $type: 'amend', entry: of.id, is } : { $type: 'record', is }))) {
      notify(said.done);
      onDone();
    }
    busy.value = false;
  };
  return (
    <form class="card kept-form" aria-label={said.form[type]} onSubmit={e => { e.preventDefault(); if (ready && !busy.value) void save(); }}>
      <h3>{of ? said.amend : said.form[type]}</h3>
      {fields.map(f => <Asked key={f.name} field={f} value={draft.value[f.name]} onValue={v => set(f.name, v)} />)}
      {of && <p class="hint">{said.history}</p>}
      <div class="buttons">
        <button type="submit" class="primary" disabled={!ready || busy.value}>{busy.value ? said.saving : said.save}</button>
        <button type="button" onClick={onCancel}>{said.cancel}</button>
      </div>
    </form>
  );
}

function Asked({ field, value, onValue }: { field: Field; value: unknown; onValue: (value: unknown) => void }) {
  const id = useId();
  const said = k.value;
  const label = said.fields[field.name]! + (field.must || field.as === 'tick' ? '' : said.optional);
  switch (field.as) {
    case 'tick':
      return <label class="tick"><input type="checkbox" checked={value === true} onChange={e => onValue(e.currentTarget.checked || undefined)} />{label}</label>;
    case 'choice':
      return (
        <div>
          <label for={id}>{label}</label>
          <select id={id} required={field.must} value={value === undefined ? '' : String(value)} onChange={e => onValue(e.currentTarget.value)}>
            <option value="">{field.must ? '—' : said.none}</option>
            {field.options!().map(([v, name]) => <option key={v} value={v}>{name}</option>)}
          </select>
        </div>
      );
    case 'area':
      return <div><label for={id}>{label}</label><textarea id={id} rows={3} maxLength={4000} required={field.must} value={(value as string) ?? ''} onInput={e => onValue(e.currentTarget.value)} /></div>;
    case 'members':
    case 'meetings':
      return <Picker label={label} value={(value ?? []) as string[]} find={field.as === 'members' ? findMembers : findMeetings} onValue={ids => onValue(ids.length ? ids : undefined)} />;
    case 'member':
    case 'room':
    case 'comment':
      return (
        <Picker key={field.of} one label={label} value={(value ? [value] : []) as string[]} find={field.as === 'member' ? findMembers : field.as === 'room' ? findRooms : q => findComments(field.of!, q)}
          onValue={ids => onValue(ids[0])} />
      );
    case 'files':
      return <Evidence label={label} value={(value ?? []) as string[]} onValue={ids => onValue(ids.length ? ids : undefined)} />;
    default:
      return (
        <div>
          <label for={id}>{label}</label>
          <input id={id} type={field.as as 'text'} required={field.must} maxLength={200} min={field.as === 'number' ? 0 : undefined} value={value === undefined ? '' : String(value)}
            onInput={e => onValue(field.as === 'number' ? (e.currentTarget.value === '' ? undefined : Number(e.currentTarget.value)) : e.currentTarget.value)} />
        </div>
      );
  }
}

interface Found { id: string; name: string; more?: string }

const known = new Map<string, string>();
const findMembers = async (q: string): Promise<Found[]> =>
  (await call<Page<MemberItem>>('GET', `/api/members?${query({ q, limit: 8 })}`)).items.map(m => ({ id: m.id, name: m.name, more: [m.sector, m.county].filter(Boolean).join(' · ') }));

/** What is known of a room: the beginning of what is made of it. */
async function read(room: string): Promise<{ title: string; text?: string }> {
  const { title, text } = (await call<{ snapshot: { title: string; text?: string } }>('GET', `/api/${room}`)).snapshot;
  known.set(room, title);
  return { title, text };
}

/** By a part of the title, or by the link of a page of it. */
const findRooms = async (q: string): Promise<Found[]> => {
  const [, kind, id] = /\/(topics|record|replay|watch|chair|m)\/([a-z0-9]+)/.exec(q) ?? [];
  if (kind) {
    const room = `${kind === 'topics' ? 'topics' : 'meetings'}/${id}`;
    return [{ id: room, name: (await read(room)).title }];
  }
  const [topics, meetings] = await Promise.all([call<Page<TopicItem>>('GET', `/api/topics?${query({ q, limit: 5 })}`), call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q, limit: 5 })}`)]);
  return [
    ...topics.items.map(x => ({ id: x.room, name: x.title, more: t.value.topic })),
    ...meetings.items.map(x => ({ id: x.room, name: x.title, more: say(formatName(x.format)) })),
  ];
};

const comments = new Map<string, Promise<CommentView[]>>();

async function allComments(room: string): Promise<CommentView[]> {
  const all: CommentView[] = [];
  for (let before: number | undefined; ;) {
    const page: CommentsPage = await call<CommentsPage>('GET', `/api/${room}/comments?${query({ before, limit: 100 })}`);
    all.unshift(...page.items);
    for (const x of page.items) known.set(x.id, x.text);
    if (page.next === undefined) return all;
    before = page.next;
  }
}

const findComments = async (room: string, q: string): Promise<Found[]> => {
  const all = comments.get(room) ?? allComments(room);
  comments.set(room, all);
  all.catch(() => comments.delete(room));
  const sought = q.toLowerCase();
  return (await all).filter(x => x.status === 'visible' && x.text.toLowerCase().includes(sought)).slice(-8).reverse().map(x => ({ id: x.id, name: x.text, more: x.author.name && called(x.author) }));
};

const findMeetings = async (q: string): Promise<Found[]> => (await call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q, limit: 8 })}`)).items.map(m => ({ id: m.id, name: m.title, more: say(formatName(m.format)) }));

/** Names that are known of ids, so that a form that amends shows whom it names. */
export const remember = (some: Record<string, string>) => Object.entries(some).forEach(([id, name]) => known.set(id, name));

/** Some of many: found by a part of their name, shown as chips. */
function Picker({ label, value, one, find, onValue }: { label: string; value: string[]; one?: boolean; find: (q: string) => Promise<Found[]>; onValue: (ids: string[]) => void }) {
  const id = useId();
  const q = useSignal('');
  const found = useSignal<Found[]>([]);
  useEffect(() => {
    if (!q.value.trim()) { found.value = []; return undefined; }
    const timer = setTimeout(() => void find(q.value.trim()).then(f => { found.value = f; }, () => { found.value = []; }), 200);
    return () => clearTimeout(timer);
  }, [q.value]);
  const take = (f: Found) => {
    known.set(f.id, f.name);
    onValue(one ? [f.id] : [...value.filter(v => v !== f.id), f.id]);
    q.value = '';
  };
  return (
    <div class="picker">
      <label for={id}>{label}</label>
      {value.length > 0 && (
        <ul class="chips">
          {value.map(v => <li key={v} class="chip">{known.get(v) ?? v}<button type="button" class="quiet square" aria-label={k.value.remove(known.get(v) ?? v)} onClick={() => onValue(value.filter(x => x !== v))}>×</button></li>)}
        </ul>
      )}
      {(!one || value.length === 0) && <input id={id} type="search" autocomplete="off" placeholder={k.value.pick} value={q.value} onInput={e => { q.value = e.currentTarget.value; }} />}
      {found.value.length > 0 && <ul class="found">{found.value.map(f => <li key={f.id}><button type="button" onClick={() => take(f)}><b>{f.name}</b>{f.more && <span class="hint">{f.more}</span>}</button></li>)}</ul>}
    </div>
  );
}

function Evidence({ label, value, onValue }: { label: string; value: string[]; onValue: (ids: string[]) => void }) {
  const id = useId();
  const busy = useSignal(false);
  const take = async (files: File[]) => {
    busy.value = true;
    try {
      const ids = [...value];
      for (const file of files.slice(0, 6 - value.length)) ids.push(await upload(file));
      onValue(ids);
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    } finally {
      busy.value = false;
    }
  };
  return (
    <div>
      <label for={id}>{label}</label>
      {value.length > 0 && <ul class="chips">{value.map((v, i) => <li key={v} class="chip"><a href={`/api/files/${v}`}>{k.value.evidence(i + 1)}</a><button type="button" class="quiet square" aria-label={k.value.remove(k.value.evidence(i + 1))} onClick={() => onValue(value.filter(x => x !== v))}>×</button></li>)}</ul>}
      <input id={id} type="file" multiple accept="image/png,image/jpeg,image/webp,image/gif,application/pdf" disabled={busy.value || value.length >= 6} onChange={e => { void take([...(e.currentTarget.files ?? [])]); e.currentTarget.value = ''; }} />
    </div>
  );
}

/** Amending and withdrawing, by staff. */
export function Edit({ of, onDone }: { of: EntryItem; onDone: () => void }) {
  const said = k.value;
  const doing = useSignal<'amend' | 'withdraw' | undefined>(undefined);
  const reason = useSignal('');
  const id = useId();
  if (!isStaff) return null;
  if (doing.value === 'amend') return <EntryForm type={of.is.$type} to={of.register} of={of} onDone={() => { doing.value = undefined; onDone(); }} onCancel={() => { doing.value = undefined; }} />;
  return (
    <div class="buttons no-print">
      <button type="button" class="quiet" onClick={() => { doing.value = 'amend'; }}>{said.amend}</button>
      {doing.value === 'withdraw'
        ? (
          <div class="field-row">
            <div><label for={id}>{said.reason}</label><input id={id} maxLength={500} value={reason.value} onInput={e => { reason.value = e.currentTarget.value; }} /></div>
            <Confirm label={said.withdraw} ask={`${said.withdraw}${colon()}${nameOf(of.is)}`} yes={said.withdraw} disabled={!reason.value.trim()} onYes={() => void register(of.register, { $type: 'withdraw', entry: of.id, reason: reason.value.trim() }).then(r => { if (went(r)) { notify(said.done); onDone(); } })} />
          </div>
        )
        : <button type="button" class="quiet" onClick={() => { doing.value = 'withdraw'; }}>{said.withdraw}</button>}
    </div>
  );
}

export const nameOf = (e: Entry) => ('title' in e ? e.title : 'name' in e ? e.name : 'place' in e ? e.place : 'reason' in e ? e.reason : e.with);

/** A list of entries, a page at a time. */
export function useEntries(path: string, filters: Record<string, string | number | undefined>) {
  const found = useSignal<EntryPage | string | undefined>(undefined);
  const load = async (after?: string) => {
    try {
      const page = await call<EntryPage>('GET', `${path}?${query({ ...filters, after, total: true })}`);
      remember(page.names ?? {});
      const before = after && typeof found.value === 'object' ? found.value : undefined;
      found.value = { ...page, items: [...(before?.items ?? []), ...page.items], names: { ...before?.names, ...page.names } };
    } catch (error) {
      found.value = failure((error as ApiError).code, (error as ApiError).status);
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void load(), 150);
    return () => clearTimeout(timer);
  }, [JSON.stringify(filters)]);
  return { found: found.value, again: () => void load(), more: () => typeof found.value === 'object' && void load(found.value.next) };
}

export function Rows({ of, row }: { of: ReturnType<typeof useEntries>; row: (item: EntryItem, names: Record<string, string>) => ComponentChildren }) {
  const said = k.value;
  const { found } = of;
  return found === undefined ? <p class="loading">{w.value.loading}</p>
    : typeof found === 'string' ? <div class="card empty"><p>{found}</p><button type="button" onClick={of.again}>{said.again}</button></div>
    : found.items.length === 0 ? <p class="empty-line">{said.empty}</p>
    : (
      <>
        {found.total !== undefined && <p class="hint figures" role="status">{said.total(found.total.toLocaleString(locale()))}</p>}
        <ul class="kept-list">{found.items.map(i => <li key={i.id} class="card">{row(i, found.names ?? {})}</li>)}</ul>
        {found.next && <button type="button" class="wide" onClick={of.more}>{said.more}</button>}
      </>
    );
}

/** A page of a register: its head, its title, and the way to its neighbours. */
export function Kept({ name, lead, also, children }: { name: string; lead: string; also?: ComponentChildren; children: ComponentChildren }) {
  useEffect(() => title(`${name} · ${w.value.brand}`, lead), [name]);
  return (
    <>
      <Head>{also}</Head>
      <main id="main" class="kept">
        <div class="kept-head"><p class="eyebrow">{w.value.brand} · {w.value.tagline}</p><h1>{name}</h1><p class="hint">{lead}</p></div>
        {children}
      </main>
    </>
  );
}

export const yearOf = (key: string) => (/^\d{4}$/.test(key) ? Number(key) : new Date().getFullYear());

export function Years({ path, year }: { path: string; year: number }) {
  return (
    <nav class="buttons no-print" aria-label={k.value.before}>
      <a class="button" href={`/${path}/${year - 1}`}>‹ {year - 1}</a>
      <a class="button" href={`/${path}/${year + 1}`}>{year + 1} ›</a>
    </nav>
  );
}
