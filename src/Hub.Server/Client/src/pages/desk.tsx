/** The desk: what waits on the left, one topic and all that can be done with it on the right. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/topics.css';
import { call, query, type ApiError } from '../api';
import { boot } from '../boot';
import type { Page, TopicItem } from '../contract';
import { d } from '../department.words';
import { Choice } from '../parts/choice';
import { may } from '../parts/may';
import { title, useRoomVoice, went } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Near, StaffActions } from '../parts/staff';
import { TopicBody, useTopic } from '../parts/topic';
import { t } from '../topics.words';
import { failure, w } from '../words';
import { TopicLine } from './lists';

type Queue = keyof typeof t.value.queues;

/** Of staff of one county, that: what others decide about is left out. */
const roles = boot.session?.roles ?? [];
const county = roles.every(r => r.county === roles[0]?.county) ? roles[0]?.county : undefined;

const queue = signal<Queue>('raised');
const text = signal('');
const rows = signal<{ items: TopicItem[]; next?: string } | string | undefined>(undefined);
const chosen = signal<string | undefined>(undefined);
let asked = 0;

async function load(after?: string): Promise<void> {
  const mine = ++asked;
  try {
    const wanted = queue.value === 'overdue' || queue.value === 'reported' ? { [queue.value]: true } : { status: queue.value };
    const page = await call<Page<TopicItem>>('GET', `/api/topics?${query({ ...wanted, county, q: text.value.trim(), after, limit: 50 })}`);
    if (mine !== asked) return;
    rows.value = { items: [...(after && typeof rows.value === 'object' ? rows.value.items : []), ...page.items], next: page.next };
  } catch (error) {
    const { code, status } = error as ApiError;
    if (mine === asked) rows.value = failure(code, status);
  }
}

const items = () => (typeof rows.value === 'object' ? rows.value.items : []);

function move(by: number): void {
  const all = items();
  const at = all.findIndex(r => r.id === chosen.value);
  chosen.value = all[Math.min(all.length - 1, Math.max(0, at + by))]?.id ?? chosen.value;
  // Once it is drawn.
  setTimeout(() => document.querySelector<HTMLElement>('.desk-list [aria-current=true]')?.focus());
}

export function Desk() {
  const words = t.value;
  const topic = useTopic(chosen.value);
  const status = topic?.view.value && `${topic.view.value.status} ${topic.view.value.commitments.map(c => c.status).join(' ')}`;
  useRoomVoice(topic);
  useEffect(() => title(`${words.desk} · ${w.value.brand}`), [words]);
  useEffect(() => {
    const timer = setTimeout(() => void load(), 150);
    const again = setInterval(() => {
      if (!document.hidden && !(typeof rows.value === 'object' && rows.value.items.length > 50)) void load();
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
  return (
    <>
      <Head>
        <a class="quiet button" href="/departments">
          {d.value.departments}
        </a>
      </Head>
      <main id="main" class="topic-desk">
        <h1 class="unseen">{words.desk}</h1>
        <section
          class="desk-list"
          onKeyDown={e => {
            if (e.ctrlKey || e.metaKey || e.altKey || (e.target as HTMLElement).tagName === 'INPUT') return;
            if (e.key === 'j' || e.key === 'k') move(e.key === 'j' ? 1 : -1);
            if (e.key === 'a' && chosen.value) void topic?.send({ $type: 'accept' }).then(went);
          }}
        >
          <Choice
            label={words.filters}
            hideLabel
            value={queue.value}
            options={Object.entries(words.queues)}
            onChange={v => {
              queue.value = v as Queue;
            }}
          />
          <label class="unseen" for="desk-q">
            {words.search}
          </label>
          <input
            id="desk-q"
            type="search"
            placeholder={words.search}
            value={text.value}
            onInput={e => {
              text.value = e.currentTarget.value;
            }}
          />
          {rows.value === undefined ? (
            <p class="loading">{w.value.loading}</p>
          ) : typeof rows.value === 'string' ? (
            <p class="wrong">{rows.value}</p>
          ) : rows.value.items.length === 0 ? (
            <p class="empty-line">{words.empty}</p>
          ) : (
            <ul>
              {rows.value.items.map(r => (
                <li key={r.id}>
                  <button
                    type="button"
                    class="card"
                    aria-current={r.id === chosen.value}
                    onClick={() => {
                      chosen.value = r.id;
                    }}
                  >
                    <TopicLine of={r} />
                  </button>
                </li>
              ))}
            </ul>
          )}
          {typeof rows.value === 'object' && rows.value.next && (
            <button type="button" class="wide" onClick={() => void load((rows.value as { next: string }).next)}>
              {words.more}
            </button>
          )}
          <p class="hint">{words.keys}</p>
        </section>
        <section class="desk-topic">
          {!chosen.value ? (
            <p class="empty-line">{words.pick}</p>
          ) : !topic?.view.value ? (
            <p class="loading">{w.value.loading}</p>
          ) : (
            <TopicBody topic={topic}>
              <StaffActions topic={topic} />
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
