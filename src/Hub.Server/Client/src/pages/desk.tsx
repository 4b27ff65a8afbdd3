/**
 * The desk: what waits on the left, the longest first, in queues that say how much stands in each; one topic and all that can be done with it on the right.
 * Several are done at once; after each act the next is shown, and what can be taken back is offered back.
 */
import { signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import '../style/topics.css';
import '../style/desk.css';
import { call, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { DeskCounts, DeskItem, Page, Receipt, TopicCommand } from '../contract';
import { d } from '../department.words';
import { asMany, daysSince, eachOf, nextOf, undoOf, waits } from '../desk';
import { k } from '../desk.words';
import { askedFor, askedOf, inAddress } from '../filters';
import { Again } from '../parts/again';
import { Choice } from '../parts/choice';
import { may } from '../parts/may';
import { notify, title, useRoomVoice, went } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Near, StaffActions } from '../parts/staff';
import { Badge } from '../parts/status';
import { Due, TopicBody, useTopic } from '../parts/topic';
import { send } from '../post';
import { locale } from '../prefs';
import { t } from '../topics.words';
import { failure, w } from '../words';

type Queue = keyof typeof t.value.queues | 'all' | 'mine' | 'declined';

const everyQueue: [Queue, ...Queue[]] = ['raised', 'all', 'mine', 'declined', ...(Object.keys(t.peek().queues) as Queue[])];
const text = signal(askedFor('q') ?? '');
/** What is looked for is looked for in all of them, where the address names none. */
const queue = signal(text.peek() && !askedFor('queue') ? 'all' : askedOf('queue', everyQueue));
const rows = signal<{ items: DeskItem[]; next?: string } | string | undefined>(undefined);
const counts = signal<DeskCounts | undefined>(undefined);
const chosen = signal<string | undefined>(undefined);
const selected = signal<ReadonlySet<string>>(new Set());
let asked = 0;
/** What the rows that are shown were asked for by. */
let shownFor = '';
/** The queue that was open before something was looked for, which is looked for in all of them. */
let before: Queue = 'raised';

async function load(after?: string): Promise<void> {
  const mine = ++asked;
  const q = text.value.trim();
  const by = `${queue.value} ${q}`;
  try {
    const wanted =
      queue.value === 'all'
        ? {}
        : queue.value === 'overdue' || queue.value === 'reported' || queue.value === 'mine'
          ? { [queue.value]: true }
          : { status: queue.value };
    const read = (limit: number, from?: string) => call<Page<DeskItem>>('GET', `/api/desk/topics?${query({ ...wanted, q, after: from, limit })}`);
    const [page, much] = await Promise.all([
      after ? read(50, after) : asMany(shownFor === by ? items().length : 0, read),
      call<DeskCounts>('GET', `/api/desk/counts?${query({ q })}`),
    ]);
    if (mine !== asked) return;
    rows.value = { items: [...(after && typeof rows.value === 'object' ? rows.value.items : []), ...page.items], next: page.next };
    counts.value = much;
    shownFor = by;
    const shown = new Set(rows.value.items.map(r => r.topic.id));
    if (!running.value) selected.value = new Set([...selected.value].filter(id => shown.has(id)));
  } catch (error) {
    if (mine !== asked) return;
    const why = failure((error as ApiError).code, (error as ApiError).status);
    // Rows that could not be read anew stand as they were, and with them what is selected and the reason that is being typed.
    if (shownFor === by) {
      if (after) notify(why, { bad: true });
      return;
    }
    rows.value = why;
    shownFor = '';
  }
}

const items = () => (typeof rows.value === 'object' ? rows.value.items : []);

const nameOf = (id: string) => items().find(r => r.topic.id === id)?.topic.title ?? '';

function move(by: number): void {
  const all = items();
  const at = all.findIndex(r => r.topic.id === chosen.value);
  chosen.value = all[Math.min(all.length - 1, Math.max(0, at + by))]?.topic.id ?? chosen.value;
  // Once it is drawn.
  setTimeout(() => document.querySelector<HTMLElement>('.desk-list [aria-current=true]')?.focus());
}

function search(value: string): void {
  if (value && !text.value) {
    before = queue.value;
    queue.value = 'all';
  } else if (!value && text.value && queue.value === 'all') {
    queue.value = before;
  }
  text.value = value;
}

/** What settles a topic for now: the next is shown. */
const SETTLES = new Set<TopicCommand['$type']>(['accept', 'decline', 'mergeInto', 'schedule', 'commit']);

async function takeBack(undo: { id: string; undo?: TopicCommand }[], show?: string): Promise<void> {
  const commands = new Map(undo.map(one => [one.id, one.undo]));
  const { missed: kept } = await eachOf([...commands.keys()], id => commands.get(id), send);
  if (show) chosen.value = show;
  // One that cannot be taken back any more keeps none of the others as it is, and is what is said.
  if (kept[0]) notify(failure(kept[0].code), { bad: true });
  else notify(k.value.undone);
  await load();
}

function Row({ of }: { of: DeskItem }) {
  const words = t.value;
  const r = of.topic;
  const name = r.title || words.hiddenNow;
  const owner = of.owner && (of.owner.account === boot.session?.account ? k.value.ownerIsMe : k.value.owner(of.owner.name ?? k.value.ownerGone));
  return (
    <li class="desk-row">
      <label class="desk-tick">
        <input
          type="checkbox"
          aria-label={k.value.select(name)}
          checked={selected.value.has(r.id)}
          onChange={e => {
            const next = new Set(selected.value);
            if (e.currentTarget.checked) next.add(r.id);
            else next.delete(r.id);
            selected.value = next;
          }}
        />
      </label>
      <button
        type="button"
        class="quiet"
        aria-current={r.id === chosen.value}
        onClick={() => {
          chosen.value = r.id;
        }}
      >
        <b>
          <bdi>{name}</bdi>
        </b>
        <span class="facts">
          <Badge of="TopicStatus" is={r.status} />
          {waits(r) && <span class="figures">{k.value.waited(daysSince(r.raisedAt))}</span>}
          {r.county && <bdi>{r.county}</bdi>}
          {r.due && <Due due={r.due} level={r.level} done={false} />}
          {owner && <bdi>{owner}</bdi>}
        </span>
      </button>
    </li>
  );
}

const deed = signal<'decline' | 'merge' | undefined>(undefined);
const running = signal<[number, number] | undefined>(undefined);
const missed = signal<{ name: string; why: string }[]>([]);

/** Does the same with all that are selected, one after the other, and offers to take back what can be. */
async function doEach(commandOf: (id: string) => TopicCommand | undefined): Promise<void> {
  const ids = items()
    .map(r => r.topic.id)
    .filter(id => selected.value.has(id) && commandOf(id) !== undefined);
  const names = new Map(ids.map(id => [id, nameOf(id)]));
  running.value = [0, ids.length];
  missed.value = [];
  const all = await eachOf(ids, commandOf, send, n => {
    running.value = [n, ids.length];
  });
  running.value = undefined;
  // Those that were missed are still selected, and the reason that was typed for them stands there.
  if (all.missed.length === 0 || deed.value === 'merge') deed.value = undefined;
  selected.value = new Set(all.missed.map(m => m.id));
  missed.value = all.missed.map(m => ({ name: names.get(m.id) ?? '', why: failure(m.code) }));
  const undo = all.done.filter(one => one.undo);
  if (all.done.length > 0)
    notify(k.value.didThem(all.done.length), { undo: undo.length > 0 ? { label: k.value.undo, run: () => void takeBack(undo) } : undefined });
  await load();
}

function Several() {
  const words = k.value;
  const [reason, keep, id] = [useRef<HTMLTextAreaElement>(null), useRef<HTMLSelectElement>(null), useId()];
  const ids = items()
    .map(r => r.topic.id)
    .filter(x => selected.value.has(x));
  const busy = running.value !== undefined;
  // While several are done, their rows leave the queue one by one.
  if (ids.length === 0 && !busy) return null;
  const toggle = (which: 'decline' | 'merge') => {
    deed.value = deed.value === which ? undefined : which;
  };
  return (
    <section class="desk-several" aria-label={words.selected(ids.length)}>
      <p class="figures" role="status">
        {running.value ? words.working(...running.value) : words.selected(ids.length)}
      </p>
      <div class="buttons">
        <button type="button" disabled={busy} onClick={() => void doEach(() => ({ $type: 'accept' }))}>
          {words.acceptThem}
        </button>
        <button type="button" disabled={busy} aria-expanded={deed.value === 'decline'} onClick={() => toggle('decline')}>
          {words.declineThem}
        </button>
        {ids.length > 1 && (
          <button type="button" disabled={busy} aria-expanded={deed.value === 'merge'} onClick={() => toggle('merge')}>
            {words.mergeThem}
          </button>
        )}
        <button
          type="button"
          class="quiet"
          disabled={busy}
          onClick={() => {
            selected.value = new Set();
            missed.value = [];
          }}
        >
          {words.clear}
        </button>
      </div>
      {deed.value === 'decline' && (
        <form
          class="desk-deed"
          onSubmit={e => {
            e.preventDefault();
            const why = reason.current!.value.trim();
            if (why) void doEach(() => ({ $type: 'decline', reason: why }));
          }}
        >
          <label for={`${id}-r`}>{words.oneReason}</label>
          <textarea id={`${id}-r`} ref={reason} rows={2} maxLength={500} required />
          <button type="submit" class="primary" disabled={busy}>
            {t.value.ok}
          </button>
        </form>
      )}
      {deed.value === 'merge' && ids.length > 1 && (
        <form
          class="desk-deed"
          onSubmit={e => {
            e.preventDefault();
            const into = keep.current!.value;
            void doEach(one => (one === into ? undefined : { $type: 'mergeInto', topic: into }));
          }}
        >
          <label for={`${id}-k`}>{words.keepWhich}</label>
          <select id={`${id}-k`} ref={keep}>
            {ids.map(one => (
              <option key={one} value={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
          <p class="hint">{words.mergeSure}</p>
          <button type="submit" class="primary" disabled={busy}>
            {t.value.mergeNow}
          </button>
        </form>
      )}
    </section>
  );
}

export function Desk() {
  const words = t.value;
  const topic = useTopic(chosen.value);
  const status = topic?.view.value && `${topic.view.value.status} ${topic.view.value.owner} ${topic.view.value.commitments.map(c => c.status).join(' ')}`;
  const next = useRef<string | undefined>(undefined);
  const [searchId, allId] = [useId(), useId()];
  useRoomVoice(topic);
  useEffect(() => title(`${words.desk} · ${w.value.brand}`), [words]);
  useEffect(() => {
    inAddress({ q: text.value, queue: queue.value === (text.value ? 'all' : 'raised') ? undefined : queue.value });
    const timer = setTimeout(() => void load(), 150);
    const again = setInterval(() => {
      if (!document.hidden && !running.value && !(typeof rows.value === 'object' && rows.value.items.length > 50)) void load();
    }, 15_000);
    return () => {
      clearTimeout(timer);
      clearInterval(again);
    };
  }, [queue.value, text.value]);
  // What was done here may move the topic to another queue.
  useEffect(() => {
    if (status) void load();
  }, [status]);
  if (!may('moderateTopics'))
    return (
      <Sorry text={words.signIn}>
        <p>
          <a class="button primary" href="/admin">
            {words.toAdmin}
          </a>
        </p>
      </Sorry>
    );

  const all = items();
  // The row may be gone before it is told that the act went through: which one comes next is known for as long as it is there.
  if (chosen.value && all.some(r => r.topic.id === chosen.value)) next.current = nextOf(all, chosen.value);
  const acted = (command: TopicCommand, receipt: Receipt) => {
    if (!topic) return;
    const { id } = topic;
    const name = topic.view.value?.title ?? '';
    const undo = undoOf(command, receipt, all.find(r => r.topic.id === id)?.owner?.account, boot.session?.account);
    notify(k.value.did[command.$type]?.(name) ?? words.done, {
      undo: undo && { label: k.value.undo, run: () => void takeBack([{ id, undo }], id) },
    });
    if (SETTLES.has(command.$type) && next.current && chosen.value === id) chosen.value = next.current;
    void load();
  };
  const much = counts.value;
  const queues: [Queue, string, number | undefined][] = [
    ['all', k.value.all, much?.all],
    ...(boot.session?.account ? [['mine', k.value.mine, much?.mine] as [Queue, string, number | undefined]] : []),
    ...Object.entries(words.queues).map(
      ([id, name]) => [id, name, much && (id === 'overdue' || id === 'reported' ? much[id] : (much.statuses[id] ?? 0))] as [Queue, string, number | undefined],
    ),
    ['declined', k.value.declined, much && (much.statuses.declined ?? 0)],
  ];
  return (
    <>
      <Head>
        <a class="quiet button" href="/departments">
          {d.value.departments}
        </a>
      </Head>
      <main id="main" class={`topic-desk${chosen.value ? ' chosen' : ''}`}>
        <h1 class="unseen">{words.desk}</h1>
        <section
          class="desk-list"
          onKeyDown={e => {
            // A key that is held down decides about one topic, not about one after the other.
            if (e.ctrlKey || e.metaKey || e.altKey || (e.repeat && e.key === 'a') || /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as HTMLElement).tagName))
              return;
            if (e.key === 'j' || e.key === 'k') move(e.key === 'j' ? 1 : -1);
            if (e.key === 'a' && chosen.value)
              void topic?.send({ $type: 'accept' }).then(receipt => {
                if (went(receipt)) acted({ $type: 'accept' }, receipt);
              });
          }}
        >
          <label class="unseen" for={searchId}>
            {k.value.searchAll}
          </label>
          <input id={searchId} type="search" maxLength={200} placeholder={k.value.searchAll} value={text.value} onInput={e => search(e.currentTarget.value)} />
          <Choice
            label={k.value.queuesAre}
            hideLabel
            value={queue.value}
            options={queues.map(([id, name, n]) => [id, n === undefined ? name : `${name} ${n.toLocaleString(locale())}`])}
            onChange={v => {
              queue.value = v as Queue;
              selected.value = new Set();
              missed.value = [];
            }}
          />
          <Several />
          {missed.value.length > 0 && (
            <div class="wrong" role="alert">
              <p>{k.value.missed(missed.value.length)}</p>
              <ul>
                {missed.value.map((m, i) => (
                  <li key={i}>
                    <bdi>{m.name}</bdi> {m.why}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {rows.value === undefined ? (
            <p class="loading">{w.value.loading}</p>
          ) : typeof rows.value === 'string' ? (
            <Again why={rows.value} onAgain={() => void load()} />
          ) : all.length === 0 ? (
            <p class="empty-line">{words.empty}</p>
          ) : (
            <>
              <label class="tick" for={allId}>
                <input
                  id={allId}
                  type="checkbox"
                  checked={selected.value.size === all.length}
                  onChange={e => {
                    selected.value = new Set(e.currentTarget.checked ? all.map(r => r.topic.id) : []);
                  }}
                />
                {k.value.selectAll}
              </label>
              <ul>
                {all.map(r => (
                  <Row key={r.topic.id} of={r} />
                ))}
              </ul>
            </>
          )}
          {typeof rows.value === 'object' && rows.value.next && (
            <button type="button" class="wide" onClick={() => void load((rows.value as { next: string }).next)}>
              {words.more}
            </button>
          )}
          <p class="hint">{words.keys}</p>
        </section>
        <section class="desk-topic">
          {chosen.value && (
            <p class="desk-back">
              <button
                type="button"
                onClick={() => {
                  chosen.value = undefined;
                }}
              >
                {k.value.back}
              </button>
            </p>
          )}
          {!chosen.value ? (
            <p class="empty-line">{words.pick}</p>
          ) : !topic?.view.value ? (
            <p class="loading">{w.value.loading}</p>
          ) : (
            <TopicBody topic={topic}>
              <StaffActions topic={topic} onActed={acted} />
              <section class="card">
                <h2>{words.near}</h2>
                <Near topic={topic} />
              </section>
            </TopicBody>
          )}
        </section>
      </main>
    </>
  );
}
