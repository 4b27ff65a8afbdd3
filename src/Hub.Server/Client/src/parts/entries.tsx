/**
 * Entries of the registers: read, and, by staff, recorded, amended and withdrawn. One form and one row for all kinds: what is asked and shown follows from a
 * kind's description.
 */
import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { api, call, formatName, query, type ApiError } from '../api';
import {
  entryKinds,
  type CommentView,
  type CommentsPage,
  type Conference,
  type Entry,
  type EntryField,
  type EntryItem,
  type EntryPage,
  type Format,
  type ListPage,
  type MeetingRow,
  type MemberItem,
  type Page,
  type RegisterCommand,
  type TopicItem,
} from '../contract';
import { day } from '../day';
import { thisYear, today } from '../house-time';
import { k } from '../kept.words';
import { send } from '../post';
import { locale, say } from '../prefs';
import { beside, finds, isolated } from '../text';
import { t } from '../topics.words';
import { failure, w } from '../words';
import { Unread } from './again';
import { Confirm } from './confirm';
import { FilesIn, Thumbs } from './files';
import { colon, listed } from './marks';
import { may } from './may';
import { notify, title, went } from './shell';
import { Head } from './site';
import { called } from './who';

export const isStaff = may('keepRegisters');

export type EntryType = Entry['$type'];
type Draft = Record<string, unknown>;

const conference = signal<Conference | undefined>(undefined);
const formats = signal<Format[]>([]);
async function prepare(): Promise<void> {
  if (conference.peek()) return;
  [conference.value, formats.value] = await Promise.all([call<Conference>('GET', '/api/conference'), api.formats()]);
}

const counts = ({ when }: EntryField, draft: Draft) => !when || (when.is === undefined ? Boolean(draft[when.field]) : draft[when.field] === when.is);

/** What a kind of entry is asked for; some fields follow from what was chosen, and ticks stand below the others. */
function fieldsOf(type: EntryType, draft: Draft): EntryField[] {
  const fields = entryKinds[type].fields.filter((f, i, all) => i === all.findIndex(x => x.name === f.name && counts(x, draft)));
  return [...fields.filter(f => f.as !== 'tick'), ...fields.filter(f => f.as === 'tick')];
}

const listOf: Partial<Record<EntryField['as'], keyof Conference>> = { sector: 'sectors', committee: 'committees', county: 'counties', party: 'parties' };

/** What may be chosen in a field, with what it is called; nothing where a field is not a choice. */
function optionsOf(field: EntryField): [string, string][] | undefined {
  const list = listOf[field.as];
  return list
    ? (conference.value?.[list] ?? []).map(n => [n, n])
    : field.as === 'choice'
      ? Object.entries(k.value[field.of!])
      : field.as === 'format'
        ? formats.value.map(f => [f.id, say(f.name)])
        : field.as === 'quarter'
          ? [1, 2, 3, 4].map(q => [String(q), k.value.quarter(q)])
          : undefined;
}

export const register = (name: string, command: RegisterCommand) => send(`registers/${name}`, command);

/**
 * Staff's way to record something, closed until it is wanted.
 * @param from The room that it comes of: the form is open then, with what is known of that room.
 */
export function Add({ type, to, year, from, onDone }: { type: EntryType; to: string; year?: number; from?: string; onDone: () => void }) {
  const open = useSignal(from !== undefined);
  if (!isStaff) return null;
  return open.value ? (
    <EntryForm
      type={type}
      to={to}
      year={year}
      from={from}
      onDone={() => {
        open.value = false;
        onDone();
      }}
      onCancel={() => {
        open.value = false;
      }}
    />
  ) : (
    <p>
      <button
        type="button"
        onClick={() => {
          open.value = true;
        }}
      >
        ＋ {k.value.kinds[type].add}
      </button>
    </p>
  );
}

export function EntryForm({
  type,
  to,
  of,
  year,
  from,
  onDone,
  onCancel,
}: {
  type: EntryType;
  to: string;
  of?: EntryItem;
  year?: number;
  from?: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const said = k.value;
  const on = year && entryKinds[type].fields.find(f => f.as === 'day');
  const draft = useSignal<Draft>(of ? { ...of.is } : on ? { [on.name]: year === thisYear() ? today() : `${year}-01-01` } : {});
  const busy = useSignal(false);
  useEffect(() => void prepare().catch((error: ApiError) => notify(failure(error.code, error.status), { bad: true })), []);
  useEffect(() => {
    const { source, comment } = (of?.is ?? { source: from }) as { source?: string; comment?: string };
    if (!source) return;
    Promise.all([read(source), comment && findComments(source, '')]).then(
      ([room]) => {
        draft.value = of ? { ...draft.peek() } : { source, title: room.title, text: room.text, ...draft.peek() };
      },
      (error: ApiError) => notify(failure(error.code, error.status), { bad: true }),
    );
  }, []);
  const fields = fieldsOf(type, draft.value);
  const set = (name: string, value: unknown) => {
    const was = draft.value;
    draft.value = { ...was, [name]: value === '' ? undefined : value };
    // A comment is of one room; and what it says is what is made of it, unless something is written already.
    if (name === 'source') draft.value = { ...draft.value, comment: undefined };
    if (name === 'comment' && value && !was.text) draft.value = { ...draft.value, text: known.get(String(value)) };
  };
  const ready = fields.every(
    f => !f.must || (Array.isArray(draft.value[f.name]) ? (draft.value[f.name] as unknown[]).length > 0 : draft.value[f.name] !== undefined),
  );
  const save = async () => {
    busy.value = true;
    const given = fields.map(f => [f, draft.value[f.name]] as const).filter(([, v]) => v !== undefined && v !== false);
    const kept = Object.fromEntries(given.map(([f, v]) => [f.name, f.as === 'quarter' ? Number(v) : v]));
    const is = { $type: type, ...kept } as Entry;
    if (went(await register(to, of ? { $type: 'amend', entry: of.id, is } : { $type: 'record', is }))) {
      notify(said.done);
      onDone();
    }
    busy.value = false;
  };
  return (
    <form
      class="card kept-form"
      aria-label={said.kinds[type].add}
      onSubmit={e => {
        e.preventDefault();
        if (ready && !busy.value) void save();
      }}
    >
      <h3>{of ? said.amend : said.kinds[type].add}</h3>
      {fields.map(f => (
        <Asked
          key={f.name}
          field={f}
          value={draft.value[f.name]}
          room={f.as === 'comment' ? String(draft.value[f.when!.field]) : ''}
          onValue={v => set(f.name, v)}
        />
      ))}
      {of && <p class="hint">{said.history}</p>}
      <div class="buttons">
        <button type="submit" class="primary" disabled={!ready || busy.value}>
          {busy.value ? said.saving : said.save}
        </button>
        <button type="button" onClick={onCancel}>
          {said.cancel}
        </button>
      </div>
    </form>
  );
}

/** @param room Of a comment: the room that it was made in. */
function Asked({ field, value, room, onValue }: { field: EntryField; value: unknown; room: string; onValue: (value: unknown) => void }) {
  const id = useId();
  const said = k.value;
  const label = said.fields[field.name]! + (field.must || field.as === 'tick' ? '' : said.optional);
  const options = optionsOf(field);
  if (options) {
    return (
      <div>
        <label for={id}>{label}</label>
        <select id={id} required={field.must} value={value === undefined ? '' : String(value)} onChange={e => onValue(e.currentTarget.value)}>
          <option value="">{field.must ? '—' : said.none}</option>
          {options.map(([v, name]) => (
            <option key={v} value={v}>
              {name}
            </option>
          ))}
        </select>
      </div>
    );
  }
  switch (field.as) {
    case 'tick':
      return (
        <label class="tick">
          <input type="checkbox" checked={value === true} onChange={e => onValue(e.currentTarget.checked || undefined)} />
          {label}
        </label>
      );
    case 'area':
      return (
        <div>
          <label for={id}>{label}</label>
          <textarea id={id} rows={3} maxLength={4000} required={field.must} value={(value as string) ?? ''} onInput={e => onValue(e.currentTarget.value)} />
        </div>
      );
    case 'members':
    case 'meetings':
      return (
        <Picker
          label={label}
          value={(value ?? []) as string[]}
          find={field.as === 'members' ? findMembers : findMeetings}
          onValue={ids => onValue(ids.length ? ids : undefined)}
        />
      );
    case 'member':
    case 'room':
    case 'comment':
      return (
        <Picker
          key={room}
          one
          label={label}
          value={(value ? [value] : []) as string[]}
          find={field.as === 'member' ? findMembers : field.as === 'room' ? findRooms : q => findComments(room, q)}
          onValue={ids => onValue(ids[0])}
        />
      );
    case 'files':
      return <Evidence label={label} value={(value ?? []) as string[]} onValue={ids => onValue(ids.length ? ids : undefined)} />;
    default:
      return (
        <div>
          <label for={id}>{label}</label>
          <input
            id={id}
            type={(field.as === 'number' ? 'number' : field.as === 'day' ? 'date' : 'text') as 'text'}
            required={field.must}
            maxLength={200}
            min={field.as === 'number' ? 0 : undefined}
            value={value === undefined ? '' : String(value)}
            onInput={e => onValue(field.as === 'number' ? (e.currentTarget.value === '' ? undefined : Number(e.currentTarget.value)) : e.currentTarget.value)}
          />
        </div>
      );
  }
}

interface Found {
  id: string;
  name: string;
  more?: string;
}

const known = new Map<string, string>();
const findMembers = async (q: string): Promise<Found[]> =>
  (await call<Page<MemberItem>>('GET', `/api/members?${query({ q, limit: 8 })}`)).items.map(m => ({
    id: m.id,
    name: m.name,
    more: beside(m.sector, m.county),
  }));

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
  const [topics, meetings] = await Promise.all([
    call<Page<TopicItem>>('GET', `/api/topics?${query({ q, limit: 5 })}`),
    call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q, limit: 5 })}`),
  ]);
  return [
    ...topics.items.map(x => ({ id: x.room, name: x.title, more: t.value.topic })),
    ...meetings.items.map(x => ({ id: x.room, name: x.title, more: say(formatName(x.format)) })),
  ];
};

const comments = new Map<string, Promise<CommentView[]>>();

async function allComments(room: string): Promise<CommentView[]> {
  const all: CommentView[] = [];
  for (let before: number | undefined; ; ) {
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
  return (await all)
    .filter(x => x.status === 'visible' && finds(x.text, q))
    .slice(-8)
    .reverse()
    .map(x => ({ id: x.id, name: x.text, more: x.author.name && called(x.author) }));
};

const findMeetings = async (q: string): Promise<Found[]> =>
  (await call<Page<MeetingRow>>('GET', `/api/meetings?${query({ q, limit: 8 })}`)).items.map(m => ({
    id: m.id,
    name: m.title,
    more: say(formatName(m.format)),
  }));

/** Names that are known of ids, so that a form that amends shows whom it names. */
export const remember = (some: Record<string, string>) => {
  for (const [id, name] of Object.entries(some)) known.set(id, name);
};

/** Some of many: found by a part of their name, shown as chips. */
function Picker({
  label,
  value,
  one,
  find,
  onValue,
}: {
  label: string;
  value: string[];
  one?: boolean;
  find: (q: string) => Promise<Found[]>;
  onValue: (ids: string[]) => void;
}) {
  const id = useId();
  const q = useSignal('');
  const found = useSignal<Found[]>([]);
  useEffect(() => {
    if (!q.value.trim()) {
      found.value = [];
      return undefined;
    }
    const timer = setTimeout(
      () =>
        void find(q.value.trim()).then(
          f => {
            found.value = f;
          },
          () => {
            found.value = [];
          },
        ),
      200,
    );
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
          {value.map(v => (
            <li key={v} class="chip">
              {known.get(v) ?? v}
              <button type="button" class="quiet square" aria-label={k.value.remove(known.get(v) ?? v)} onClick={() => onValue(value.filter(x => x !== v))}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {(!one || value.length === 0) && (
        <input
          id={id}
          type="search"
          autocomplete="off"
          placeholder={k.value.pick}
          value={q.value}
          onInput={e => {
            q.value = e.currentTarget.value;
          }}
        />
      )}
      {found.value.length > 0 && (
        <ul class="found">
          {found.value.map(f => (
            <li key={f.id}>
              <button type="button" onClick={() => take(f)}>
                <b>{f.name}</b>
                {f.more && <span class="hint">{f.more}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Evidence({ label, value, onValue }: { label: string; value: string[]; onValue: (ids: string[]) => void }) {
  return (
    <div>
      <p class="label">{label}</p>
      <FilesIn ids={value} add={k.value.upload} label={k.value.evidence} onIds={onValue} />
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
  if (doing.value === 'amend')
    return (
      <EntryForm
        type={of.is.$type}
        to={of.register}
        of={of}
        onDone={() => {
          doing.value = undefined;
          onDone();
        }}
        onCancel={() => {
          doing.value = undefined;
        }}
      />
    );
  return (
    <div class="buttons no-print">
      <button
        type="button"
        class="quiet"
        onClick={() => {
          doing.value = 'amend';
        }}
      >
        {said.amend}
      </button>
      {doing.value === 'withdraw' ? (
        <div class="field-row">
          <div>
            <label for={id}>{said.reason}</label>
            <input
              id={id}
              maxLength={500}
              value={reason.value}
              onInput={e => {
                reason.value = e.currentTarget.value;
              }}
            />
          </div>
          <Confirm
            label={said.withdraw}
            ask={`${said.withdraw}${colon()}${nameOf(of.is)}`}
            yes={said.withdraw}
            disabled={!reason.value.trim()}
            onYes={() =>
              void register(of.register, { $type: 'withdraw', entry: of.id, reason: reason.value.trim() }).then(r => {
                if (went(r)) {
                  notify(said.done);
                  onDone();
                }
              })
            }
          />
        </div>
      ) : (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            doing.value = 'withdraw';
          }}
        >
          {said.withdraw}
        </button>
      )}
    </div>
  );
}

const fieldOf = (e: Entry, field: string) => (e as unknown as Draft)[field];

export const nameOf = (e: Entry) => String(fieldOf(e, entryKinds[e.$type].title));

/** What an entry is within its kind; of a kind that has no such choice, what the kind is called. */
export function sortOf(e: Entry): string | undefined {
  const sort = entryKinds[e.$type].fields.find(f => f.as === 'choice');
  return sort ? (k.value[sort.of!] as Record<string, string>)[String(fieldOf(e, sort.name))] : k.value.kinds[e.$type].name;
}

export const list = (ids: string[] | undefined, names: Record<string, string>) => listed((ids ?? []).map(i => names[i] ?? i));

/** What an entry was recorded with, each named by the entry. */
export const Files = ({ of, title }: { of?: string[]; title: string }) => <Thumbs ids={of} label={n => k.value.evidenceOf(isolated(title), n)} />;

/** The topic or the meeting that an entry came of. */
export function Source({ of, names }: { of?: string; names: Record<string, string> }) {
  const said = k.value;
  return of ? (
    <p class="hint">
      {said.source}
      {colon()}
      <a href={of.startsWith('topics/') ? `/${of}` : `/record/${of.split('/')[1]}`}>
        <bdi>{names[of] ?? said.sourceKind[of.split('/')[0]!]}</bdi>
      </a>
    </p>
  ) : null;
}

/** An entry in a list: in one line what it is, when, whose and how many; then its name, and what is written about it. */
export function Row({ of, names, onDone }: { of: EntryItem; names: Record<string, string>; onDone: () => void }) {
  const { is } = of;
  const { title: name, fields } = entryKinds[is.$type];
  const given = fieldsOf(is.$type, is as unknown as Draft).filter(f => fieldOf(is, f.name) !== undefined);
  const fact = (f: EntryField) => {
    const value = fieldOf(is, f.name);
    switch (f.as) {
      case 'choice':
        return <span class="badge">{sortOf(is)}</span>;
      case 'number':
        return <b class="figures">{k.value.amounts[f.name]!(Number(value))}</b>;
      case 'member':
      case 'members':
        return <span>{list([value].flat() as string[], names)}</span>;
      case 'day':
        return f.name !== name && <span>{day(String(value))}</span>;
      case 'line':
      case 'sector':
      case 'committee':
      case 'county':
      case 'party':
        return f.name !== name && <bdi>{String(value)}</bdi>;
      default:
        return null;
    }
  };
  return (
    <>
      <p class="facts">{given.map(fact)}</p>
      <h3>{nameOf(is)}</h3>
      {given
        .filter(f => f.as === 'area' && f.name !== name)
        .map(f => (
          <p key={f.name} class="said">
            {String(fieldOf(is, f.name))}
          </p>
        ))}
      {fields
        .filter(f => f.as === 'room')
        .map(f => (
          <Source key={f.name} of={fieldOf(is, f.name) as string | undefined} names={names} />
        ))}
      {fields
        .filter(f => f.as === 'files')
        .map(f => (
          <Files key={f.name} of={fieldOf(is, f.name) as string[] | undefined} title={nameOf(is)} />
        ))}
      <Edit of={of} onDone={onDone} />
    </>
  );
}

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
  return found === undefined ? (
    <p class="loading">{w.value.loading}</p>
  ) : typeof found === 'string' ? (
    <Unread why={found} onAgain={of.again} />
  ) : found.items.length === 0 ? (
    <p class="empty-line">{said.empty}</p>
  ) : (
    <>
      {found.total !== undefined && (
        <p class="hint figures" role="status">
          {said.total(found.total.toLocaleString(locale()))}
        </p>
      )}
      <ul class="kept-list listed">
        {found.items.map(i => (
          <li key={i.id} class="card">
            {row(i, found.names ?? {})}
          </li>
        ))}
      </ul>
      {found.next && (
        <button type="button" class="wide" onClick={of.more}>
          {said.more}
        </button>
      )}
    </>
  );
}

type RowOf = (item: EntryItem, names: Record<string, string>, again: () => void) => ComponentChildren;

/**
 * The kinds of entries that stand on a page below the one that the page is about, each with the way to record one.
 * @param rows Of a kind that is not shown as others are.
 */
export function Sections({
  page,
  below,
  to,
  year,
  rows = {},
}: {
  page: ListPage;
  below: EntryType;
  to: string;
  year?: number;
  rows?: Partial<Record<EntryType, RowOf>>;
}) {
  const types = (Object.keys(entryKinds) as EntryType[]).filter(type => type !== below && entryKinds[type].page === page);
  return (
    <>
      {types.map(type => (
        <Section key={type} type={type} to={to} year={year} row={rows[type]} />
      ))}
    </>
  );
}

function Section({ type, to, year, row }: { type: EntryType; to: string; year?: number; row?: RowOf }) {
  const { name, lead } = k.value.kinds[type];
  const entries = useEntries('/api/entries', { type, year, limit: 100 });
  return (
    <section class="quarter" aria-labelledby={type}>
      <h2 id={type}>{name}</h2>
      {lead && <p class="hint">{lead}</p>}
      <Add type={type} to={to} year={year} onDone={entries.again} />
      <Rows of={entries} row={(i, names) => (row ? row(i, names, entries.again) : <Row of={i} names={names} onDone={entries.again} />)} />
    </section>
  );
}

/** A page of a register: its head, its title, and the way to its neighbours. */
export function Kept({ name, lead, also, children }: { name: string; lead: string; also?: ComponentChildren; children: ComponentChildren }) {
  useEffect(() => title(`${name} · ${w.value.brand}`, lead), [name]);
  return (
    <>
      <Head>{also}</Head>
      <main id="main" class="kept">
        <div class="kept-head">
          <p class="eyebrow">
            {w.value.brand} · {w.value.tagline}
          </p>
          <h1>{name}</h1>
          <p class="hint">{lead}</p>
        </div>
        {children}
      </main>
    </>
  );
}

export const yearOf = (key: string) => (/^\d{4}$/.test(key) ? Number(key) : thisYear());

export function Years({ path, year }: { path: string; year: number }) {
  return (
    <nav class="buttons no-print" aria-label={k.value.before}>
      <a class="button" href={`/${path}/${year - 1}`}>
        ‹ {year - 1}
      </a>
      <a class="button" href={`/${path}/${year + 1}`}>
        {year + 1} ›
      </a>
    </nav>
  );
}
